"""What can happen to a session: the events that `step` takes, as the learner or the engine causes them."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.model.answer import Answer
from quizkit.model.outcome import Outcome


@dataclass(frozen=True)
class Begin:
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


@dataclass(frozen=True)
class Hint:
    """The learner wants a hint."""


@dataclass(frozen=True)
class Repeat:
    """The learner wants the question once more."""


@dataclass(frozen=True)
class Again:
    """The learner goes back to a program that was wrong, or to an exam that was about to be handed in."""


@dataclass(frozen=True)
class Reveal:
    """The learner wants the right answer, or the solution of a program that was wrong."""


@dataclass(frozen=True)
class Skip:
    """The learner leaves the question without a (better) answer."""


@dataclass(frozen=True)
class Next:
    """The learner has read the feedback; in an exam, goes on to the following question."""


@dataclass(frozen=True)
class Flag:
    """The learner marks the question to come back to it, or takes the mark away."""


@dataclass(frozen=True)
class Overview:
    """The learner wants to see where the questions of the session stand."""


@dataclass(frozen=True)
class GoTo:
    """The learner goes to the question of that turn, counted from 0 (exam)."""

    turn: int


@dataclass(frozen=True)
class HandIn:
    """The learner hands the exam in; given once more, means it."""


@dataclass(frozen=True)
class TimeUp:
    """The clock of the exam has run out: what is answered by now is handed in."""


@dataclass(frozen=True)
class Quit:
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
