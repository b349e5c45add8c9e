"""What happened in a session: the append-only truth from which everything else is derived.

A question is named by its full address, `collection/topic/question`. What was done with it is named by its
turn as well: the same question may come again in a session, and in another turn it is another occasion.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from quizkit.model.answer import Answer
from quizkit.model.base import Noun
from quizkit.model.outcome import Outcome

SCHEMA_VERSION = 1


class Served(Noun):
    """Something that a session has to serve: a question in one of its variants.

    `mistake` is whose code is to be repaired, `skill` the address `collection/topic#skill` of what it is
    served for, `before` how often earlier sessions of the mode served this.
    """

    question: str
    variant: int = 0
    mistake: str | None = None
    skill: str | None = None
    before: int = Field(0, ge=0)


class Started(Noun):
    """A session began: its topic's address ("" for all topics), its mode, what it serves, its seed.

    `items` are in the order of first presentation, as far as one is fixed; `seed` names every draw.
    `minutes` is the time that an exam allows, counted from this event.
    """

    type: Literal["started"] = "started"
    topic: str
    mode: str
    items: tuple[Served, ...]
    seed: str
    minutes: float | None = Field(None, gt=0)


class Turn(Noun):
    """What every event about a question says: which one, and in which turn of the session.

    Turns are counted from 0 in the order presented; in an exam a turn is the question's place in the form.
    """

    question: str
    turn: int = Field(ge=0)


class Presented(Turn):
    """A question was shown: its variant, its option ids in the order printed, whose mistake to repair.

    `steps` is how many steps of its solution were shown along with it.
    """

    type: Literal["presented"] = "presented"
    variant: int = 0
    options: tuple[str, ...] = ()
    mistake: str | None = None
    steps: int = Field(0, ge=0)


class Hinted(Turn):
    """The learner took hint number `rung`, counted from 0."""

    type: Literal["hinted"] = "hinted"
    rung: int


class Confident(Turn):
    """How sure the learner said they were: 1 guess, 2 fairly, 3 very."""

    type: Literal["confidence"] = "confidence"
    level: int = Field(ge=1, le=3)


class Answered(Turn):
    """The fact: what was answered, to which version of which question."""

    type: Literal["answered"] = "answered"
    grade_version: str
    variant: int = 0
    options: tuple[str, ...] = ()
    answer: Answer


class Judged(Turn):
    """Derived: the outcome of the latest answer in this turn; a later one supersedes it."""

    type: Literal["judged"] = "judged"
    outcome: Outcome
    seed: str = ""
    level: str = ""
    engine: str = ""


class Flagged(Turn):
    """The learner marked the question to come back to it, or took the mark away."""

    type: Literal["flagged"] = "flagged"
    on: bool = True


class Skipped(Turn):
    """The learner left the question without an answer."""

    type: Literal["skipped"] = "skipped"


class Revealed(Turn):
    """The learner asked for the solution, or the question was a worked example."""

    type: Literal["revealed"] = "revealed"


class Ended(Noun):
    """The session came to its end (leaving in the middle is not an end)."""

    type: Literal["ended"] = "ended"
    how: Literal["finished", "handed-in", "time-up"] = "finished"


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
