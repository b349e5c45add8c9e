"""How an answer was judged: whose fault it is stands in the type.

`AuthorFault` and `SystemFault` carry no number, ever: they are not zero, they are "could not be judged".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from quizkit.model.base import Noun


class CheckResult(Noun):
    """One check of a code question, summed over its cases.

    `earned` of `points`; `says` is one sentence on the first case that failed (empty when passed).
    `expected`, `actual` and `difference` are short texts, None when the check shows only its name.
    """

    id: str
    passed: bool
    points: float
    earned: float
    shown: bool = True
    case: str | None = None
    says: str = ""
    expected: str | None = None
    actual: str | None = None
    difference: str | None = None


class Graded(Noun):
    """The answer was judged: `score` in [0, 1]. `mistake` only if it shows exactly one known mistake."""

    outcome: Literal["graded"] = "graded"
    score: float = Field(ge=0, le=1)
    mistake: str | None = None
    checks: tuple[CheckResult, ...] = ()
    reason: str = ""
    output: str = ""


class NotAttempted(Noun):
    """The starter unchanged, or nothing at all: counts as 0, reported apart."""

    outcome: Literal["not-attempted"] = "not-attempted"
    score: Literal[0] = 0
    mistake: None = None
    checks: tuple[CheckResult, ...] = ()
    reason: str
    output: str = ""


class LearnerFault(Noun):
    """The learner's code raised, ran over a named limit or broke a rule in every case: counts as 0.

    `fault` names which: an `Ended` value, or "unreadable" for a file that could not be taken.
    """

    outcome: Literal["learner-fault"] = "learner-fault"
    score: Literal[0] = 0
    mistake: str | None = None
    fault: str
    checks: tuple[CheckResult, ...] = ()
    reason: str
    line: int | None = None
    output: str = ""


class AuthorFault(Noun):
    """The question is broken; nobody is to blame but its author."""

    outcome: Literal["author-fault"] = "author-fault"
    reason: str


class SystemFault(Noun):
    """The sandbox or the machine failed; to be run again."""

    outcome: Literal["system-fault"] = "system-fault"
    reason: str


Outcome = Annotated[
    Graded | NotAttempted | LearnerFault | AuthorFault | SystemFault, Field(discriminator="outcome")
]


def score_of(outcome: Outcome) -> float | None:
    """The number that counts, or None where there is none."""
    return None if isinstance(outcome, AuthorFault | SystemFault) else float(outcome.score)


def light(outcome: Outcome) -> Outcome:
    """The outcome without what only its own learner reads: output, and what the checks expected and saw.

    Small enough to keep for every answer of a class; the journal has the whole.
    """
    if isinstance(outcome, AuthorFault | SystemFault):
        return outcome
    told = {"says": "", "expected": None, "actual": None, "difference": None}
    checks = tuple(check.model_copy(update=told) for check in outcome.checks)
    reason = "" if isinstance(outcome, Graded) else outcome.reason
    return outcome.model_copy(update={"checks": checks, "output": "", "reason": reason})
