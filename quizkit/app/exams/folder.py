"""A graded exam in its folder: who sat which form, and the exam opened again from there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from quizkit.app.classes.folder import Decisions, decisions
from quizkit.app.classes.judging import Order, opened
from quizkit.app.classes.task import Task, answered
from quizkit.app.classes.telling import FormsTelling
from quizkit.app.exams.table import exam_table, worth
from quizkit.app.exams.tasks import Countings, Items, address_of, as_corrected, countings, exam_task, resolved
from quizkit.bank.catalogue import entries_of, open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.exam.shown import REMEDY, ShownItem, by_address, shown_items
from quizkit.model.exam import ExamList, Form, Response
from quizkit.model.policy import Regrade
from quizkit.report.files import write_private
from quizkit.report.journal import NAME as JOURNAL
from quizkit.report.journal import Entry, Journal, Key
from quizkit.report.table import ClassTable

NAME = "exam.json"
CORRECT = (
    "if the key was corrected, take that over with 'change: corrected' in the changes of 'quizkit regrade'; "
    "else bring the bank back to what it was."
)


@dataclass(frozen=True)
class GradedExam:
    """An open folder of a graded exam; its journal is locked while it is.

    The keys of questions `corrected` may be others in their banks than they are here.
    """

    folder: Path
    listed: ExamList
    decided: Decisions
    journal: Journal
    order: Order
    extra: tuple[Path, ...] = ()
    corrected: frozenset[str] = frozenset()
    command = "quizkit exam grade"

    @cached_property
    def items(self) -> Items:
        """The items of each form. Raises ContentError if others than `corrected` are not what they were."""
        forms = as_corrected(self.listed.forms, self.decided.rules.regrades)
        return by_form(shown_forms(forms, self.extra, self.listed.topics, self.corrected, CORRECT))

    @cached_property
    def _counting(self) -> Countings:
        return countings(self.items, self.decided.rules.amendments)

    @cached_property
    def _returned(self) -> Mapping[str, Response]:
        """What each learner returned."""
        return {one.learner: one for one in self.listed.responses}

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
        return exam_table(self.listed, self.items, self.decided, self.journal, self.journal.outcomes())

    def changed(self) -> list[str]:
        """The questions whose verdicts are older than what was decided on them."""
        return sorted(
            {
                key[2]
                for key in self.every()
                if key[2] not in self.corrected
                and key in self.journal.kept
                and self.journal.kept[key].grade_version
                != self._counting[self._returned[key[0]].form][key[2]].grade_version
            }
        )

    def every(self) -> Iterator[Key]:
        """Every answer that must have a verdict, learner by learner."""
        return ((one.learner, 1, name) for one in self.listed.responses for name in self.items[one.form])

    def worth(self, key: Key) -> float | None:
        """What share of the points the verdict on an answer brings by the form's policy."""
        response = self._returned[key[0]]
        shown = self.items[response.form][key[2]]
        return worth(shown, response, self.journal, self.journal.kept[key].outcome)

    def task(self, entry: Entry) -> Task:
        """The answer of a journal's entry, to be judged as the question counts here."""
        form, address = self._returned[entry.learner].form, entry.question
        shown, one = self.items[form][address], self._counting[form][address]
        return exam_task(entry.learner, shown, one, answered(entry))

    def resolved(self, regrade: Regrade) -> Regrade:
        """The same changes by full addresses, ids of options and versions.

        Raises UsageError if one does not fit, or names a question as corrected that is as it was.
        """
        made = resolved(self.items, regrade)
        last = self.journal.regrades[-1].versions if self.journal.regrades else {}
        for address, versions in made.versions.items():
            taken = set(last.get(address, {}).values())  # the same change once more
            if all(old == new and new not in taken for old, new in versions.items()):
                bank = next(items[address].loaded.path for items in self.items.values() if address in items)
                raise UsageError(
                    f"'{address}' was not corrected: '{bank}' has it as it was graded. Correct its key there "
                    "first, or accept another answer."
                )
        return made

    def under(self, journal: Journal, regrades: Sequence[Regrade]) -> GradedExam:
        """The same with these regrades in force, and the verdicts of another journal."""
        decided = self.decided.regraded(regrades)
        return replace(self, journal=journal, decided=decided, corrected=frozenset())


def order_of(form: Form, out: Path, workers: int, hidden: Sequence[Path]) -> Order:
    """What the journal of a graded exam is about."""
    name = f"{form.exam} {form.blueprint}"
    return Order("quizkit-exam", name, out, None, workers, tuple(path.resolve() for path in hidden))


def shown_forms(
    forms: Sequence[Form],
    extra: tuple[Path, ...],
    files: Mapping[str, str] | None = None,
    corrected: Collection[str] = (),
    remedy: str = REMEDY,
) -> dict[str, tuple[ShownItem, ...]]:
    """The items of each form, by its letter; `files` tells where topics were before that `extra` lacks.

    Raises ContentError if questions, apart from keys of those `corrected`, are no longer what they were,
    UnknownName if a topic is gone, UsageError for an added path that does not exist.
    """
    opened_topics: dict[str, LoadedTopic] = {}
    added = {entry.address for entry in entries_of(extra)}

    def known(address: str) -> LoadedTopic:
        if address not in opened_topics:
            file = Path("" if address in added else (files or {}).get(address, ""))
            opened_topics[address] = open_topic(file if file.is_file() else address, extra)
        return opened_topics[address]

    return {form.form: shown_items(form, known, corrected, remedy) for form in forms}


def by_form(shown: Mapping[str, Sequence[ShownItem]]) -> Items:
    """The items of each form by their question's address."""
    return {letter: by_address(some) for letter, some in shown.items()}


def write_exam(folder: Path, listed: ExamList) -> None:
    """Keep who sat what. Raises OSError if the disk takes no more."""
    write_private(folder / NAME, listed.model_dump_json(indent=1) + "\n")


@contextmanager
def graded_exam(
    folder: Path,
    clock: Clock,
    extra: tuple[Path, ...] = (),
    workers: int = 2,
    copied: Path | None = None,
    corrected: frozenset[str] = frozenset(),
) -> Iterator[GradedExam]:
    """Open what `exam grade` wrote into `folder`; with a copy of its journal in `copied` it is only read.

    The keys of questions `corrected`, by id or address, may be others in their banks by now. Raises
    UsageError if it is damaged or somebody else works on it, ContentError or UnknownName if its questions are
    not what they were.
    """
    try:
        listed = ExamList.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            f"'{folder / NAME}' is damaged; run the same 'quizkit exam grade' once more."
        ) from error
    place = copied or folder
    if not (place / JOURNAL).is_file():
        raise UsageError(f"'{folder}' has lost its journal; run the same 'quizkit exam grade' once more.")
    addresses = dict.fromkeys(item.question for form in listed.forms for item in form.items)
    named = frozenset(address_of(name, addresses) for name in corrected)
    order = order_of(listed.forms[0], place, workers, (folder, place))
    with opened(order, clock) as journal:
        decided = decisions(folder).regraded(journal.regrades)
        graded = GradedExam(folder, listed, decided, journal, order, extra, named)
        graded.items  # noqa: B018 - whoever opens it is to learn here that questions were changed
        yield graded
