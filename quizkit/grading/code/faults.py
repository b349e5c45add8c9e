"""How a run failed, in words that the learner can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizkit.grading.words import quoted, sentence
from quizkit.model.job import Ended, RunResult
from quizkit.model.question import CodeQuestion

# What Python adds to the message of a syntax error; the line is said once.
PLACE = re.compile(r" \(<answer>, line \d{1,6}\)\Z")


@dataclass(frozen=True)
class Fault:
    """`name` is an `Ended` value; `says` one sentence; `brief` the same without what may come from inputs."""

    name: str
    says: str
    brief: str
    line: int | None = None


def fault_of(question: CodeQuestion, run: RunResult) -> Fault | None:
    """Why a run gave no values to judge, or None if it did.

    Raising is no fault where a check observes it. That the pipeline broke around an answer is the answer's
    fault: the reference went through it on the same inputs.
    """
    if run.ended is Ended.OK:
        return None
    if run.ended is Ended.RAISED and any(check.observe == "raises" for check in question.checks):
        return None
    if run.ended in (Ended.RAISED, Ended.AUTHOR):
        return _raised(run)
    says = sentence(quoted(run.detail or f"your code ended by {run.ended.value}"))
    return Fault(run.ended.value, says, says, run.line)


def _raised(run: RunResult) -> Fault:
    raised = run.raised
    if raised is None:
        says = "Your code raised an exception."
        return Fault(Ended.RAISED.value, says, says)
    where = f" on line {raised.line}" if raised.line else ""
    if run.ended is Ended.AUTHOR:
        start = f"What your code returned could not be used, {quoted(raised.type)}"
    elif raised.type == "SystemExit":
        start = f"Your code called exit(){where}; take the call out, since the run ends by itself"
        return Fault(Ended.RAISED.value, f"{start}.", f"{start}.", raised.line)
    else:
        start = f"Your code raised {quoted(raised.type)}{where}"
    said = PLACE.sub("", raised.message) if raised.line else raised.message
    message = f": {quoted(said)}" if said else ""
    hint = f"; {run.hint}" if run.hint else ""
    return Fault(Ended.RAISED.value, sentence(start + message + hint), sentence(start + hint), raised.line)
