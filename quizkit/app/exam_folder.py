"""A graded exam in its folder: who sat which form, and the exam opened again from there for reporting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from quizkit.app.class_judging import Order, opened
from quizkit.app.exam_table import Items, exam_table
from quizkit.app.telling import FormsTelling
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem, by_address, shown_items
from quizkit.model.answer import Answer
from quizkit.model.exam import ExamList, Form
from quizkit.report.files import write_private
from quizkit.report.journal import NAME as JOURNAL
from quizkit.report.journal import Journal, Key
from quizkit.report.table import ClassTable

NAME = "exam.json"


@dataclass(frozen=True)
class GradedExam:
    """An open folder of a graded exam; its journal is locked while it is."""

    folder: Path
    listed: ExamList
    items: Items
    journal: Journal

    @property
    def telling(self) -> FormsTelling:
        """What pages tell of its questions."""
        return FormsTelling(self.items)

    @property
    def file(self) -> str:
        """What findings on its questions name."""
        return self.listed.forms[0].exam

    def table(self) -> ClassTable:
        """The class as it stands."""
        return exam_table(self.listed, self.items, self.journal.outcomes(), self._answer)

    def changed(self) -> list[str]:
        """None: an exam whose questions were changed cannot be opened."""
        return []

    def _answer(self, key: Key) -> Answer | None:
        return self.journal.read(key).answer if key in self.journal.kept else None


def order_of(form: Form, out: Path, workers: int, hidden: Sequence[Path]) -> Order:
    """What the journal of a graded exam is about."""
    name = f"{form.exam} {form.blueprint}"
    return Order("quizkit-exam", name, out, None, workers, tuple(path.resolve() for path in hidden))


def shown_forms(
    forms: Sequence[Form], extra: tuple[Path, ...], files: Mapping[str, str] | None = None
) -> dict[str, tuple[ShownItem, ...]]:
    """The items of each form, by its letter; `files` tells where topics were before.

    Raises ContentError if questions are no longer what they were, UnknownName if a topic is gone.
    """
    opened_topics: dict[str, LoadedTopic] = {}

    def known(address: str) -> LoadedTopic:
        if address not in opened_topics:
            file = Path((files or {}).get(address, ""))
            opened_topics[address] = open_topic(file if file.is_file() else address, extra)
        return opened_topics[address]

    return {form.form: shown_items(form, known) for form in forms}


def by_form(shown: Mapping[str, Sequence[ShownItem]]) -> Items:
    """The items of each form by their question's address."""
    return {letter: by_address(some) for letter, some in shown.items()}


def write_exam(folder: Path, listed: ExamList) -> None:
    """Keep who sat what. Raises OSError if the disk takes no more."""
    write_private(folder / NAME, listed.model_dump_json(indent=1) + "\n")


@contextmanager
def graded_exam(folder: Path, clock: Clock, extra: tuple[Path, ...] = ()) -> Iterator[GradedExam]:
    """Open what `exam grade` wrote into `folder`.

    Raises UsageError if it is damaged or somebody else works on it, ContentError or UnknownName if its
    questions are not what they were.
    """
    try:
        listed = ExamList.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"'{folder / NAME}' is damaged; run the same 'quizkit exam grade' once more."
        ) from error
    if not (folder / JOURNAL).is_file():
        raise UsageError(f"'{folder}' has lost its journal; run the same 'quizkit exam grade' once more.")
    items = by_form(shown_forms(listed.forms, extra, listed.topics))
    order = order_of(listed.forms[0], folder, 1, (folder,))
    with opened(order, clock) as journal:
        yield GradedExam(folder, listed, items, journal)
