"""What happened in a session: the append-only truth from which everything else is derived."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from quizkit.model.answer import Answer
from quizkit.model.base import Noun
from quizkit.model.outcome import Outcome

SCHEMA_VERSION = 1


class Started(Noun):
    """A session began: its topic's address, its mode, its questions in order, the seed of its choices."""

    type: Literal["started"] = "started"
    topic: str
    mode: str
    questions: tuple[str, ...]
    seed: str


class Presented(Noun):
    """A question was shown: which variant, and its option ids in the order they were printed."""

    type: Literal["presented"] = "presented"
    question: str
    variant: int = 0
    options: tuple[str, ...] = ()


class Hinted(Noun):
    """The learner took hint number `rung`, counted from 0."""

    type: Literal["hinted"] = "hinted"
    question: str
    rung: int


class Confident(Noun):
    """How sure the learner said they were: 1 guess, 2 fairly, 3 very."""

    type: Literal["confidence"] = "confidence"
    question: str
    level: int = Field(ge=1, le=3)


class Answered(Noun):
    """The fact: what was answered, to which version of which question."""

    type: Literal["answered"] = "answered"
    question: str
    grade_version: str
    variant: int = 0
    options: tuple[str, ...] = ()
    answer: Answer


class Judged(Noun):
    """Derived: the outcome of the latest answer to `question`; a later one supersedes it."""

    type: Literal["judged"] = "judged"
    question: str
    outcome: Outcome
    seed: str = ""
    level: str = ""
    engine: str = ""


class Flagged(Noun):
    """The learner marked the question to come back to it, or took the mark away."""

    type: Literal["flagged"] = "flagged"
    question: str
    on: bool = True


class Skipped(Noun):
    """The learner left the question without an answer."""

    type: Literal["skipped"] = "skipped"
    question: str


class Revealed(Noun):
    """The learner asked for the solution, or it was shown before moving on."""

    type: Literal["revealed"] = "revealed"
    question: str


class Ended(Noun):
    """The session came to its end (leaving in the middle is not an end)."""

    type: Literal["ended"] = "ended"


What = Annotated[
    Started | Presented | Hinted | Confident | Answered | Judged | Flagged | Skipped | Revealed | Ended,
    Field(discriminator="type"),
]


class Event(Noun):
    """One line of the log. `at` is UTC; `delta_s` the monotonic seconds since the session's last event."""

    version: int = SCHEMA_VERSION
    id: str
    session: str
    at: datetime
    delta_s: float = Field(ge=0)
    what: What
