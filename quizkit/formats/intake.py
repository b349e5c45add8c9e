"""What a class handed in, however it was handed in: who, in which attempts, and what each attempt answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from quizkit.formats.answers import Asked
from quizkit.formats.opening import Refusal
from quizkit.formats.submissions import read_submissions
from quizkit.model.answer import Answer
from quizkit.model.finding import Finding


@dataclass(frozen=True)
class Attempt:
    """One time of handing in. `number` counts from 1 in the order handed in."""

    number: int
    submitted: datetime | None = None  # aware, in UTC; None: nothing tells
    marked_late: bool = False  # the platform's file name says so


@dataclass(frozen=True)
class Handing:
    """One learner of the class. `attempts` may be empty: on the roster, and nothing was handed in.

    `learner` is printable on one line and unique; `aliases` are ids under which a platform knows the learner.
    """

    learner: str
    attempts: tuple[Attempt, ...] = ()
    name: str = ""
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contents:
    """What one attempt holds, by question id; a question that is missing was not answered."""

    answers: Mapping[str, Answer | Refusal] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class Intake(Protocol):
    """A class's submissions in one of the known layouts, listed at once and read one by one."""

    @property
    def layout(self) -> str:
        """What it was recognised as, for people: "a folder per learner", "a Moodle zip"."""

    @property
    def handings(self) -> tuple[Handing, ...]:
        """Every learner, sorted by `learner`."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said about the whole, apart from single attempts."""

    def read(self, learner: str, attempt: int) -> Contents:
        """One attempt, read when asked for and not kept. Several threads may call it at once.

        Bad content is a Refusal or a finding. Raises KeyError if there is no such learner or attempt.
        """


@contextmanager
def open_intake(path: Path, asked: Sequence[Asked], topic_ids: Iterable[str]) -> Iterator[Intake]:
    """The submissions at `path`, in whichever layout they are; read them before the block ends.

    `topic_ids`: all questions of the topic, whether asked here or not. Raises UsageError if `path` is missing,
    is damaged or has none of the known layouts.
    """
    yield _Plain(path, asked, tuple(topic_ids))


class _Plain:
    """A folder per learner, without attempts."""

    layout = "a folder per learner"

    def __init__(self, path: Path, asked: Sequence[Asked], known: tuple[str, ...]) -> None:
        handed = read_submissions(path, asked, known)
        self.findings = handed.findings
        self._by_name = {one.learner: one for one in handed.submissions}
        self.handings = tuple(Handing(name, (Attempt(1),)) for name in sorted(self._by_name))

    def read(self, learner: str, attempt: int) -> Contents:
        """The one attempt that there is."""
        one = self._by_name[learner]
        return Contents(one.answers, one.findings)
