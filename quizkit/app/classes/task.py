"""What a batch is made of: one learner's answer to one question, and one learner's attempt of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from quizkit.bank.loaded import LoadedTopic
from quizkit.formats.opening import Unreached
from quizkit.model.answer import Answer, ChosenSet, Program
from quizkit.model.finding import Finding
from quizkit.model.outcome import LearnerFault, SystemFault
from quizkit.model.question import Question
from quizkit.report.journal import Entry, Key


@dataclass(frozen=True)
class Unreadable:
    """An answer that could not be taken, and why."""

    reason: str


@dataclass(frozen=True)
class Task:
    """One learner's answer to one question. `answer` is None if nothing was handed in.

    `key` is what the journal and the table call the question: its id, or its full address in an exam.
    `accepted` are answers that count as right beside the question's own.
    """

    learner: str
    key: str
    loaded: LoadedTopic
    question: Question
    answer: Answer | Unreadable | Unreached | None
    grade_version: str
    variant: int = 0
    attempt: int = 1
    accepted: tuple[Answer, ...] = ()

    @property
    def whose(self) -> Key:
        """What the journal files it under."""
        return self.learner, self.attempt, self.key

    @property
    def runs(self) -> bool:
        """Whether the answer is a program, to be run."""
        return isinstance(self.answer, Program)

    @property
    def content(self) -> str:
        """SHA-256 of what was answered."""
        return hashlib.sha256(_canonical(self.answer)).hexdigest()


@dataclass(frozen=True)
class PortionContents:
    """What one attempt turned out to hold."""

    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Portion:
    """One learner's attempt at `size` questions. `read` opens what was handed in, on any thread."""

    learner: str
    attempt: int
    size: int
    read: Callable[[], PortionContents]


def answered(entry: Entry) -> Answer | Unreadable | Unreached | None:
    """What was answered, as an entry of the journal keeps it."""
    if entry.answer is None and isinstance(entry.outcome, LearnerFault):
        return Unreadable(entry.outcome.reason)
    if entry.answer is None and isinstance(entry.outcome, SystemFault):
        return Unreached(entry.outcome.reason)
    return entry.answer


def _canonical(answer: Answer | Unreadable | Unreached | None) -> bytes:
    if answer is None:
        return b""
    if isinstance(answer, Unreached):
        return b"unreached\n" + answer.reason.encode()
    if isinstance(answer, Unreadable):
        return b"unreadable\n" + answer.reason.encode()
    data = answer.model_dump(mode="json")
    if isinstance(answer, ChosenSet):
        data["options"] = sorted(answer.options)
    return json.dumps(data, sort_keys=True).encode()
