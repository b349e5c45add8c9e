"""What can happen to a session: the events that `step` takes, as the learner or the engine causes them."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.model.answer import Answer
from quizkit.model.outcome import Outcome


@dataclass(frozen=True)
class Wish:
    """What its name says, and no more; any two of a kind are equal.

    One dataclass for all such kinds: making one of each would cost every start 4 ms.
    """


class Begin(Wish):
    """The session starts, or goes on after it was left."""


@dataclass(frozen=True)
class Give:
    """The learner gives an answer; `grade_version` says to which version of the question."""

    answer: Answer
    grade_version: str


@dataclass(frozen=True)
class Sure:
    """How sure the learner is: 1 guess, 2 fairly, 3 very; None when they would rather not say."""

    level: int | None


@dataclass(frozen=True)
class Verdict:
    """The outcome of the answer that was to be judged, or of a question that cannot be judged here at all."""

    outcome: Outcome
    seed: str = ""
    level: str = ""
    engine: str = ""


class Hint(Wish):
    """The learner wants a hint."""


class Repeat(Wish):
    """The learner wants the question once more."""


class Again(Wish):
    """The learner goes back to a program that was wrong, or to an exam that was about to be handed in."""


class Reveal(Wish):
    """The learner wants the right answer, or the solution of a program that was wrong."""


class Skip(Wish):
    """The learner leaves the question without a (better) answer."""


class Next(Wish):
    """The learner has read the feedback; in an exam, goes on to the following question."""


class Flag(Wish):
    """The learner marks the question to come back to it, or takes the mark away."""


class Overview(Wish):
    """The learner wants to see where the questions of the session stand."""


@dataclass(frozen=True)
class GoTo:
    """The learner goes to the question of that turn, counted from 0 (exam)."""

    turn: int


class HandIn(Wish):
    """The learner hands the exam in; given once more, means it."""


class TimeUp(Wish):
    """The clock of the exam has run out: what is answered by now is handed in."""


class Quit(Wish):
    """The learner leaves; everything answered is in the log already. An endless session ends by it."""


Input = (
    Begin
    | Give
    | Sure
    | Verdict
    | Hint
    | Repeat
    | Again
    | Reveal
    | Skip
    | Next
    | Flag
    | Overview
    | GoTo
    | HandIn
    | TimeUp
    | Quit
)
