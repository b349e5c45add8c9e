"""How a run failed, in words that the learner can act on."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.grading.words import quoted
from quizkit.model.job import Ended, Limits, RunResult
from quizkit.model.question import CodeQuestion


@dataclass(frozen=True)
class Fault:
    """`name` is an `Ended` value; `says` one sentence; `brief` the same without what may come from inputs."""

    name: str
    says: str
    brief: str
    line: int | None = None


def fault_of(question: CodeQuestion, run: RunResult, limits: Limits) -> Fault | None:
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
    says = _limit(run.ended, limits)
    return Fault(run.ended.value, says, says)


def _raised(run: RunResult) -> Fault:
    raised = run.raised
    if raised is None:
        says = "Your code raised an exception."
        return Fault(Ended.RAISED.value, says, says)
    name = quoted(raised.type)
    message = f": {quoted(raised.message)}" if raised.message else ""
    if run.ended is Ended.AUTHOR:
        start = f"What your code returned could not be used, {name}"
        return Fault(Ended.RAISED.value, f"{start}{message}.", f"{start}.")
    where = f" on line {raised.line}" if raised.line else ""
    start = f"Your code raised {name}{where}"
    return Fault(Ended.RAISED.value, f"{start}{message}.", f"{start}.", raised.line)


def _limit(ended: Ended, limits: Limits) -> str:
    cpu, wall = f"{limits.cpu_s:g} s of processor time", f"{limits.wall_s:g} s"
    says = {
        Ended.CPU: f"Your code used up its {cpu}; look for a loop that never ends.",
        Ended.WALL: f"Your code did not finish within {wall}; look for something that waits.",
        Ended.MEMORY: f"Your code ran out of its {limits.memory_mb} MB of memory; keep less of it at a time.",
        Ended.OUTPUT: f"Your code printed more than {limits.output_kb} KB; print less.",
        Ended.RESULT: "Your code's result is too large, or no plain values and tensors; return less.",
        Ended.EXITED: "Your code ended the process before it returned; leave out exit() and its like.",
    }
    return says.get(ended, "Your code did not come to its end.")
