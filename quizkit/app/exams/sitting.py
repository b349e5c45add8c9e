"""A sitting over an exam's package: every question as its learner may see it, a clock, and no verdict."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from quizkit.app.learning.desk import Desk
from quizkit.app.learning.drafts import Drafts
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.bank.canonical import digest
from quizkit.clock import Clock
from quizkit.model.event import Ended, Started, What
from quizkit.model.package import Package, PackedItem
from quizkit.model.question import Question
from quizkit.session.state import Item, State, replayed
from quizkit.store.log import EventLog

UNKNOWN = "unknown"


class ExamSitting(Sitting):
    """One session over a package. `begun` and `ended` are when it was, None as long as it was not."""

    def __init__(
        self,
        package: Package,
        log: EventLog,
        desk: Desk,
        clock: Clock,
        session: str,
        state: State,
        begun: datetime | None,
        ended: datetime | None = None,
    ) -> None:
        super().__init__((), log, desk, session, state, resumed=False)
        self.drafts = Drafts(log.path, session)
        self.package = package
        self._clock = clock
        self.begun = begun
        self.ended = ended
        self._packed = {item.question: item for item in package.items}

    @property
    def topic(self) -> None:
        """An exam is about no single topic."""
        return

    @property
    def deadline(self) -> datetime | None:
        """When the time is up; None before the exam is begun, which starts the clock."""
        return self.begun + timedelta(minutes=self.minutes) if self.begun else None

    @property
    def minutes(self) -> float:
        """How long the whole exam is for this learner."""
        return self.plan.minutes or self.package.minutes

    @property
    def seconds_left(self) -> float:
        """How long the learner may go on, never below 0."""
        if self.deadline is None:
            return self.minutes * 60.0
        return max(0.0, (self.deadline - self._clock.now()).total_seconds())

    @property
    def minutes_left(self) -> int:
        """The same in minutes: one begun counts, but none beyond the whole; 0 in the last one."""
        left = self.seconds_left
        return min(math.ceil(left / 60), int(self.minutes)) if left >= 60 else 0

    def points(self, item: Item) -> float:
        """What `item` is worth."""
        return self._packed[item.question].points

    def posed(self, item: Item) -> Posed:
        """The question of `item` as far as its package tells it."""
        packed = self._packed[item.question]
        options = tuple((option.id, option.text) for option in packed.options)
        question = stand_in(packed)
        return Posed(
            question,
            None,
            packed.prompt,
            options,
            program=packed.program or "",
            starter=packed.starter or "",
        )

    def draft(self, item: Item) -> str | None:
        """As of every sitting, but for one that was written when the time was up."""
        at = self.drafts.saved_at(item)
        late = at is not None and self.deadline is not None and at > self.deadline
        return None if late else super().draft(item)

    def times_answered(self, item: Item) -> int:
        """Whether a question was met before is nobody's business in an exam."""
        return 0

    def grade_version(self, item: Item) -> str:
        """The version of what was shown; a version of the question itself would tell its key."""
        return digest(self._packed[item.question].model_dump(mode="json"))

    def obstacle(self, item: Item) -> None:
        """Nothing is judged here, so nothing can stand in the way of that."""
        return

    def save(self, what: What) -> None:
        """As every sitting; the clock starts with the first event."""
        super().save(what)
        if isinstance(what, Started) and self.begun is None:
            self.begun = self._clock.now()
        if isinstance(what, Ended):
            self.ended = self._clock.now()
            for item in self.plan.items:
                self.drafts.drop(item)

    def final(self) -> State:
        """The exam as its log tells it, whoever worked at it."""
        return replayed(self.plan, (event.what for event in self._log.read(self._session)))


def stand_in(packed: PackedItem) -> Question:
    """A question that a front end can lay out. What a package leaves out is filled in and means nothing."""
    parts = [{"id": option.id, "text": option.text} for option in packed.options]
    known: dict[str, object] = {
        "id": packed.question.rpartition("/")[2],
        "kind": packed.kind,
        "difficulty": "medium",
        "skills": [UNKNOWN],
        "prompt": packed.prompt,
        "solution": {"code": UNKNOWN} if packed.kind == "code" else {},
    }
    match packed.kind:
        case "choice" | "multiple":
            known |= {"options": parts}
        case "order":
            known |= {"blocks": parts, "answer": [part["id"] for part in parts[int(packed.some) :]]}
        case "predict":
            known |= {"code": packed.program, "wrong": [{"mistake": UNKNOWN, "code": UNKNOWN}]}
        case "numeric":
            known |= {"unit": packed.unit}
        case "text":
            known |= {"accept": [UNKNOWN]}
        case "code":
            known |= {
                "starter": packed.starter,
                "cases": [{"id": UNKNOWN}],
                "checks": [{"id": UNKNOWN, "observe": UNKNOWN}],
            }
    question: Question = TypeAdapter[Question](Question).validate_python(known)
    return question
