"""A class that was graded before, opened from its folder alone: for regrading and reporting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from quizkit.app.classes.folder import Decisions, decisions, read_class
from quizkit.app.classes.judging import Order, opened
from quizkit.app.classes.table import judged_attempts, table_of
from quizkit.app.classes.task import Task, answered
from quizkit.app.classes.tasks import Counting, amended, still_amended, task
from quizkit.app.classes.telling import TopicTelling
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UnknownName, UsageError
from quizkit.model.class_list import ClassList
from quizkit.model.outcome import score_of
from quizkit.model.policy import Accept, Corrected, Regrade
from quizkit.model.question import Question
from quizkit.report.journal import NAME, Entry, Journal, Key
from quizkit.report.table import ClassTable


@dataclass(frozen=True)
class GradedClass:
    """An open grading folder; its journal is locked while it is."""

    folder: Path
    loaded: LoadedTopic
    listed: ClassList
    decided: Decisions
    journal: Journal
    order: Order
    command = "quizkit grade"

    @property
    def telling(self) -> TopicTelling:
        """What pages tell of its questions."""
        return TopicTelling(self.loaded, self.listed.questions)

    @property
    def file(self) -> str:
        """What findings on its questions name."""
        return self.loaded.path.name

    def table(self) -> ClassTable:
        """The class as it stands."""
        journal = self.journal
        return table_of(self.loaded, self.listed, self.decided, journal.outcomes(), journal.held())

    def pairs(self) -> list[tuple[str, int]]:
        """Every learner's attempts whose verdicts are needed."""
        policy = self.decided.rules.policy
        return [
            pair
            for one in self.listed.learners
            for pair in judged_attempts(policy, one.learner, [made.number for made in one.attempts])
        ]

    def changed(self) -> list[str]:
        """The questions that were changed in the topic since answers to them were judged."""
        pairs, kept = self.pairs(), self.journal.kept
        return [
            one.question.id
            for one in still_amended(self.loaded, self._questions(), self.decided.rules.amendments)
            if any(
                there.grade_version != one.grade_version
                for pair in pairs
                if (there := kept.get((*pair, one.question.id)))
            )
        ]

    def every(self) -> Iterator[Key]:
        """Every answer that must have a verdict, learner by learner."""
        return ((*pair, name) for pair in self.pairs() for name in self.listed.questions)

    def worth(self, key: Key) -> float | None:
        """The score of the verdict on an answer."""
        return score_of(self.journal.kept[key].outcome)

    def task(self, entry: Entry) -> Task:
        """The answer of a journal's entry, to be judged as the question counts here."""
        one = self._counting[entry.question]
        return task(self.loaded, one, entry.learner, entry.attempt, answered(entry))

    def resolved(self, regrade: Regrade) -> Regrade:
        """The changes as they are. Raises UsageError if one is of no question here, or for exams alone."""
        for change in regrade.changes:
            if change.question not in self.listed.questions:
                known = f"This class was graded on {', '.join(self.listed.questions)}."
                raise UnknownName(
                    "question", change.question, self.listed.questions, known, within="this grading"
                )
            if isinstance(change, Corrected):
                raise UsageError(
                    f"'{change.question}' needs no change '{change.change}': a class is graded by its topic "
                    "as it stands; run its 'quizkit grade' once more."
                )
            if isinstance(change, Accept) and change.form is not None:
                raise UsageError(f"a class has no forms; name the option of '{change.question}' by its id.")
        self.loaded.require_built(self._questions())
        return regrade

    def under(self, journal: Journal, regrades: Sequence[Regrade]) -> GradedClass:
        """The same with these regrades in force, and the verdicts of another journal."""
        return replace(self, journal=journal, decided=self.decided.regraded(regrades))

    def _questions(self) -> list[Question]:
        return [self.loaded.question(name) for name in self.listed.questions]

    @cached_property
    def _counting(self) -> Mapping[str, Counting]:
        """The questions by id, as amended; UsageError if an amendment does not fit."""
        every = amended(self.loaded, self._questions(), self.decided.rules.amendments)
        return {one.question.id: one for one in every}


@contextmanager
def graded_class(
    folder: Path,
    clock: Clock,
    extra: tuple[Path, ...] = (),
    workers: int = 2,
    copied: Path | None = None,
) -> Iterator[GradedClass]:
    """Open what `grade` wrote into `folder`; with a copy of its journal in `copied` the folder is only read.

    Raises UsageError if it holds no graded class or somebody else works on it, ContentError or UnknownName if
    its topic cannot be opened any more.
    """
    listed = read_class(folder)
    loaded = open_topic(listed.file if Path(listed.file).is_file() else listed.topic, extra)
    place = copied or folder
    if not (place / NAME).is_file():
        raise UsageError(f"'{folder}' has lost its journal; run the same 'quizkit grade' once more.")
    hidden = (folder.resolve(), place.resolve())
    order = Order("quizkit-grade", loaded.address, place, None, workers, hidden)
    with opened(order, clock) as journal:
        decided = decisions(folder).regraded(journal.regrades)
        yield GradedClass(folder, loaded, listed, decided, journal, order)
