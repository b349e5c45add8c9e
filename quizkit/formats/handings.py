"""The nouns of handing in: who handed in, in which attempts, and what each attempt answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from quizkit.formats.opening import Refusal
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

        Bad content is a Refusal or a finding. Raises KeyError if there is no such learner or attempt, OSError
        if the system cannot open or read it.
        """
