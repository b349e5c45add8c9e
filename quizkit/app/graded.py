"""A class that was graded before, opened from its folder alone: for regrading and reporting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.class_judging import Order, opened
from quizkit.app.class_table import judged_attempts, table_of
from quizkit.app.class_tasks import still_amended
from quizkit.app.grading_folder import Decisions, decisions, read_class
from quizkit.app.telling import TopicTelling
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.model.class_list import ClassList
from quizkit.report.journal import NAME, Journal
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
        return table_of(self.loaded, self.listed, self.decided, self.journal.outcomes())

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
        questions = [self.loaded.question(name) for name in self.listed.questions]
        pairs, kept = self.pairs(), self.journal.kept
        return [
            one.question.id
            for one in still_amended(self.loaded, questions, self.decided.rules.amendments)
            if any(
                there.grade_version != one.grade_version
                for pair in pairs
                if (there := kept.get((*pair, one.question.id)))
            )
        ]


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
