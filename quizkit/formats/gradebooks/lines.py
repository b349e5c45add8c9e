"""What a gradebook needs to know of one learner, and what came of filling one in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from quizkit.model.finding import Finding

_DECIMALS = 3
_NAMED = 5  # how many learners a finding names before it counts the rest


class CheckLine(NamedTuple):
    """One check of a question. `shown`: the learner may read `says` (Markdown), else the check's id alone."""

    id: str
    earned: float
    points: float
    shown: bool
    says: str


@dataclass(frozen=True)
class QuestionLine:
    """One question of a learner: points, and feedback in Markdown. `earned` None: it has no number.

    `right`: the answer is right, whatever lateness took off its points.
    """

    id: str
    earned: float | None
    possible: float
    says: str = ""
    title: str = ""
    right: bool = False
    checks: tuple[CheckLine, ...] = ()


@dataclass(frozen=True)
class GradeLine:
    """One learner: the total in points and the feedback in Markdown.

    `earned` None: the learner has no number, and no platform is told one. `aliases` are ids under which a
    platform may know the learner: participant and user ids, logins, e-mail addresses.
    """

    learner: str
    earned: float | None
    possible: float
    name: str = ""
    aliases: frozenset[str] = frozenset()
    comment: str = ""
    questions: tuple[QuestionLine, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A platform's file with grades in it, byte for byte as it is to be written, and what to know of it."""

    content: bytes
    filled: int  # rows that hold a grade of ours now
    findings: tuple[Finding, ...] = ()


def number(value: float) -> str:
    """Points for a platform: at most three decimals, a point for the decimal mark, no trailing zeros."""
    rounded = round(value, _DECIMALS) + 0.0  # adding zero makes -0.0 plain 0.0
    return f"{rounded:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def names(learners: list[str]) -> str:
    """Some learners by name, the others counted."""
    shown = ", ".join(learners[:_NAMED])
    return f"{shown} and {len(learners) - _NAMED} more" if len(learners) > _NAMED else shown
