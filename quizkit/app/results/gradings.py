"""What is reported on and regraded: the open folder of a graded class, or of an exam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

from quizkit.app.classes.judging import Order
from quizkit.app.classes.task import Task
from quizkit.app.classes.telling import Telling
from quizkit.model.policy import Regrade
from quizkit.report.journal import Entry, Journal, Key
from quizkit.report.table import ClassTable


class Graded(Protocol):
    """As much of it as a report needs."""

    @property
    def folder(self) -> Path:
        """Where it lies."""

    @property
    def journal(self) -> Journal:
        """Its verdicts."""

    @property
    def telling(self) -> Telling:
        """What pages tell of its questions."""

    @property
    def file(self) -> str:
        """What messages on its questions name."""

    @property
    def command(self) -> str:
        """What graded it."""

    def table(self) -> ClassTable:
        """Its table as it stands."""

    def changed(self) -> list[str]:
        """The questions that were changed since answers to them were judged."""


class Regradable(Graded, Protocol):
    """The whole of it."""

    @property
    def order(self) -> Order:
        """What the grading was."""

    def every(self) -> Iterator[Key]:
        """Every answer that must have a verdict, learner by learner."""

    def worth(self, key: Key) -> float | None:
        """What share of the points the verdict on an answer brings, None without a number."""

    def task(self, entry: Entry) -> Task:
        """The answer of a journal's entry, to be judged as the question counts here."""

    def resolved(self, regrade: Regrade) -> Regrade:
        """The same changes by the names of the table. Raises UsageError if one does not fit."""

    def under(self, journal: Journal, regrades: Sequence[Regrade]) -> Self:
        """The same with these regrades in force, and the verdicts of another journal."""
