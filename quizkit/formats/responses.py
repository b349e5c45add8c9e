"""`responses.csv`: a row per learner, a column per question, as it is handed out and as it comes back.

Columns are known by the question's address, never by their position. A spreadsheet may have changed the
rest: a byte order mark, semicolons or tabs for commas, another order of columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.opening import Refusal, Unreached
from quizkit.formats.people import folded
from quizkit.formats.quiz_layouts import require_known
from quizkit.formats.row_notes import RowNotes
from quizkit.formats.tables import at, column_name, escaped, plain, short, table_in
from quizkit.grading.scoring import CERTAINTY, CONFIDENCE
from quizkit.model.answer import Answer
from quizkit.model.exam import Form, Response
from quizkit.model.finding import Finding

LEARNER, FORM = "learner", "form"
MOST_NAMED = 26  # forms that a finding names
MOST_LEARNERS = 20_000  # with 20 questions each: 130 s and 460 MB, most of them for pages; both grow with it
LONGEST_NAME = 500


@dataclass(frozen=True)
class Returned:
    """What came back, with the places of learners and questions in the table for findings.

    `handed`, by learner and question, are answers that stand in files, and why some cannot be taken; `files`
    names each learner's table where everybody handed in one. `moved` are the columns, by learner and
    question, that are others than in `columns`.
    """

    responses: tuple[Response, ...]
    rows: Mapping[str, int]  # the row of each learner, counted from 1, the head being row 1
    columns: Mapping[str, str]  # the column of each question, as spreadsheets name it
    findings: tuple[Finding, ...]
    handed: Mapping[tuple[str, str], Answer | Refusal | Unreached] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def column(self, learner: str, question: str) -> str:
        """What a finding calls the place of an answer in its row."""
        return self.moved.get((learner, question)) or self.columns.get(question, question)


def empty_responses(forms: Sequence[Form]) -> str:
    """The table to fill in: each question's head tells its number on every form, and its address.

    Of personal forms, on each of which the numbers are others, it tells the address, and a row waits for each
    learner.
    """
    if forms and forms[0].learner is not None:
        addresses = list(dict.fromkeys(item.question for form in forms for item in form.items))
        columns = [*addresses, *_sure(forms).values()]
        blank = [""] * len(columns)
        return _table(
            [[LEARNER, FORM, *columns], *([form.learner or "", form.form, *blank] for form in forms)]
        )
    numbers: dict[str, list[str]] = {}
    for form in forms:
        for number, item in enumerate(form.items, start=1):
            numbers.setdefault(item.question, []).append(f"{form.form}{number}")
    head = [LEARNER, FORM, *(f"{' '.join(places)} {address}" for address, places in numbers.items())]
    return _table([[*head, *_sure(forms).values()]])


def _sure(forms: Sequence[Form]) -> dict[str, str]:
    """The heads of the columns for how sure somebody was, by the questions scored by that."""
    asked = [item.question for form in forms for item in form.items if item.policy == CONFIDENCE]
    return {address: f"{CONFIDENCE} {address}" for address in asked}


def one_response(learner: str, form: str, cells: Mapping[str, str]) -> str:
    """The table of one learner: `cells` are what was answered, by the questions' addresses in their order."""
    head = [LEARNER, FORM, *(f"{form}{number} {name}" for number, name in enumerate(cells, start=1))]
    return _table([head, [learner, form, *cells.values()]])


def _table(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return out.getvalue()


def require_room(responses: Mapping[str, Response], name: str) -> None:
    """Refuse one more learner than can be graded together. Raises UsageError."""
    if len(responses) >= MOST_LEARNERS:
        raise UsageError(
            f"'{name}' has more than {MOST_LEARNERS} learners; split it, and grade each part into another "
            "folder."
        )


def responses_of(rows: Iterable[Sequence[str]], path: str, name: str, forms: Sequence[Form]) -> Returned:
    """The returned table against the forms. What cannot be used is a finding with its row and column.

    `name` is what findings call it. Raises UsageError if it has no columns `learner` and `form`.
    """
    left = iter(rows)
    head = [cell.strip() for cell in next(left, [])]
    require_known(head, path, (LEARNER, FORM))
    return _Reader(name, head, forms).read(left)


def responses_in(data: bytes, name: str, forms: Sequence[Form]) -> Returned:
    """The same for a table that is not read yet; `name` is what findings call it."""
    return responses_of(table_in(data, name), name, name, forms)


class _Reader:
    """Reads rows under one head; collects findings."""

    def __init__(self, name: str, head: Sequence[str], forms: Sequence[Form]) -> None:
        self._name = name
        self._width = len(head)
        self._on_form = {form.form: {item.question for item in form.items} for form in forms}
        self._owners = {form.form: form.learner for form in forms}
        self._notes = RowNotes(name)
        self._learner = [cell.lower() for cell in head].index(LEARNER)
        self._form = [cell.lower() for cell in head].index(FORM)
        sure = {index for index, cell in enumerate(head) if plain(cell).lower().startswith(f"{CONFIDENCE} ")}
        others = set(range(len(head))) - sure - {self._learner, self._form}
        self._headless = {index for index in others if not head[index]}
        self._alike: dict[str, str] = {}
        self._questions = self._columns(head, sorted(others))
        self._sure = self._columns(head, sorted(sure))

    def read(self, rows: Iterable[Sequence[str]]) -> Returned:
        """The responses of all rows that can be used."""
        responses: dict[str, Response] = {}
        places: dict[str, int] = {}
        for number, row in enumerate(rows, start=2):
            cells = [plain(cell) for cell in row]
            if not any(cells):
                continue
            response = self._response(number, cells)
            if response is None:
                continue
            if response.learner in responses:
                says = f"Learner '{response.learner}' has a row already, row {places[response.learner]}."
                fix = "Keep one of the two; the first was graded."
                self._notes.add("learner-twice", number, self._learner, says, fix)
                continue
            require_room(responses, self._name)
            responses[response.learner], places[response.learner] = response, number
        columns = {address: column_name(index) for index, address in self._questions.items()}
        return Returned(tuple(responses.values()), places, columns, self._notes.all())

    def _columns(self, head: Sequence[str], among: Sequence[int]) -> dict[int, str]:
        """The address that each of these columns is about; others are findings, the empty ones apart."""
        known = set().union(*self._on_form.values())
        columns: dict[int, str] = {}
        for index in among:
            cell = head[index]
            if not cell:
                continue
            address = _address(plain(cell), known)
            if address is None:
                fix = "Name it by a question's address, or take it out."
                says = f"No form has a question '{short(cell)}'."
                self._notes.add("unknown-column", 1, index, says, fix)
            elif address in columns.values():
                says = f"'{address}' has a column already."
                self._notes.add("column-twice", 1, index, says, "Keep one of the two.")
            else:
                columns[index] = address
        return columns

    def _response(self, number: int, cells: Sequence[str]) -> Response | None:
        learner = text.visible(at(cells, self._learner), one_line=True)
        form = at(cells, self._form).upper()
        if not learner:
            fix = "Fill in the learner."
            self._notes.add("no-learner", number, self._learner, "The row names no learner.", fix)
            return None
        if len(learner) > LONGEST_NAME:
            says = f"The learner's name is longer than {LONGEST_NAME} characters; the row is not graded."
            self._notes.add("no-learner", number, self._learner, says, "Check that no cell ran into another.")
            return None
        if form not in self._on_form:
            known = ", ".join(sorted(self._on_form)[:MOST_NAMED])
            says = f"There is no form '{short(form)}'" if form else "The row names no form"
            says = f"{says}; the row is not graded."
            self._notes.add("unknown-form", number, self._form, says, f"Write one of {known}.")
            return None
        owner = self._owners[form]
        if owner is not None and folded(owner) != folded(learner):
            says = f"Form {form} was made for '{owner}', and '{learner}' returns it."
            self._notes.add("form-of-another", number, self._form, says, "Check the form, or the learner.")
        self._tell_what_is_alike(number, learner)
        for index in [index for index in self._headless if at(cells, index)]:
            self._headless.discard(index)
            says = "The column has no head; it is not read."
            self._notes.add("unknown-column", number, index, says, "Name it by a question's address.")
        if any(cells[self._width :]):
            says = "The row has more cells than the head."
            fix = "Check that no cell holds a separator."
            self._notes.add("stray-cells", number, len(cells) - 1, says, fix)
        answers = {
            address: at(cells, index) for index, address in self._questions.items() if at(cells, index)
        }
        for index, address in self._questions.items():
            if address in answers and address not in self._on_form[form]:
                says = f"Form {form} has no question '{address}'; the cell is not read."
                self._notes.add("other-form", number, index, says, "Check the form, or the column.")
                del answers[address]
        return Response(learner=learner, form=form, answers=answers, certainty=self._certainty(number, cells))

    def _tell_what_is_alike(self, number: int, learner: str) -> None:
        other = self._alike.setdefault(folded(learner), learner)
        if other != learner:
            says = f"'{short(learner)}' and '{short(other)}' are taken for two learners."
            self._notes.add("learner-alike", number, self._learner, says, "Write one name in one way.")

    def _certainty(self, number: int, cells: Sequence[str]) -> dict[str, int]:
        """How sure the learner was of each answer, where something was written."""
        known = {str(level): level for level in CERTAINTY}
        sure: dict[str, int] = {}
        for index, address in self._sure.items():
            cell = at(cells, index)
            if cell in known:
                sure[address] = known[cell]
            elif cell:
                says = f"'{short(cell)}' does not say how sure somebody was; 1 was taken."
                self._notes.add("confidence", number, index, says, "Write 1, 2 or 3.")
        return sure


def _address(cell: str, known: set[str]) -> str | None:
    """The question that a head names: by its address in the last word, or by an id that only one has."""
    words = cell.split()
    if not words:
        return None
    if words[-1] in known:
        return words[-1]
    ends = [address for address in known if address.endswith(f"/{words[-1]}")]
    return ends[0] if len(ends) == 1 else None
