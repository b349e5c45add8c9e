"""`responses.csv`: a row per learner, a column per question, as it is handed out and as it comes back.

Columns are known by the question's address, never by their position. A spreadsheet may have changed the
rest: a byte order mark, semicolons or tabs for commas, another order of columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.opening import Refusal
from quizkit.formats.tables import at, column_name, escaped, plain, read_table, short, table_in
from quizkit.model.answer import Program
from quizkit.model.exam import Form, Response
from quizkit.model.finding import Finding

LEARNER, FORM = "learner", "form"


@dataclass(frozen=True)
class Returned:
    """What came back, with the places of learners and questions in the table for findings.

    `programs` are those handed in as files, by learner and question; `files` names each learner's table
    where everybody handed in one.
    """

    responses: tuple[Response, ...]
    rows: Mapping[str, int]  # the row of each learner, counted from 1, the head being row 1
    columns: Mapping[str, str]  # the column of each question, as spreadsheets name it
    findings: tuple[Finding, ...]
    programs: Mapping[tuple[str, str], Program | Refusal] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def empty_responses(forms: Sequence[Form]) -> str:
    """The table to fill in: each question's head tells its number on every form, and its address.

    Of personal forms, on each of which the numbers are others, it tells the address, and a row waits for each
    learner.
    """
    if forms and forms[0].learner is not None:
        addresses = dict.fromkeys(item.question for form in forms for item in form.items)
        blank = [""] * len(addresses)
        return _table(
            [[LEARNER, FORM, *addresses], *([form.learner or "", form.form, *blank] for form in forms)]
        )
    numbers: dict[str, list[str]] = {}
    for form in forms:
        for number, item in enumerate(form.items, start=1):
            numbers.setdefault(item.question, []).append(f"{form.form}{number}")
    head = [LEARNER, FORM, *(f"{' '.join(places)} {address}" for address, places in numbers.items())]
    return _table([head])


def one_response(learner: str, form: str, cells: Mapping[str, str]) -> str:
    """The table of one learner: `cells` are what was answered, by the questions' addresses in their order."""
    head = [LEARNER, FORM, *(f"{form}{number} {name}" for number, name in enumerate(cells, start=1))]
    return _table([head, [learner, form, *cells.values()]])


def _table(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return out.getvalue()


def read_responses(path: Path, forms: Sequence[Form]) -> Returned:
    """The returned table against the forms. What cannot be used is a finding with its row and column.

    Raises UsageError if the file is missing, is not UTF-8 or has no columns `learner` and `form`.
    """
    rows = read_table(path, "the filled-in responses.csv, or a folder or zip of what was handed in")
    return _read(rows, str(path), path.name, forms)


def responses_in(data: bytes, name: str, forms: Sequence[Form]) -> Returned:
    """The same for a table that is not a file of its own; `name` is what findings call it."""
    return _read(table_in(data, name), name, name, forms)


def _read(rows: Sequence[Sequence[str]], path: str, name: str, forms: Sequence[Form]) -> Returned:
    head = [cell.strip() for cell in rows[0]] if rows else []
    names = [cell.lower() for cell in head]
    if LEARNER not in names or FORM not in names:
        raise UsageError(
            f"'{path}' has no columns '{LEARNER}' and '{FORM}' in its first row; "
            "begin with the responses.csv of the exam."
        )
    return _Reader(name, head, forms).read(rows[1:])


class _Reader:
    """Reads rows under one head; collects findings."""

    def __init__(self, name: str, head: Sequence[str], forms: Sequence[Form]) -> None:
        self._file = name
        self._width = len(head)
        self._on_form = {form.form: {item.question for item in form.items} for form in forms}
        self._findings: list[Finding] = []
        self._learner = [cell.lower() for cell in head].index(LEARNER)
        self._form = [cell.lower() for cell in head].index(FORM)
        self._questions = self._question_columns(head)

    def read(self, rows: Sequence[Sequence[str]]) -> Returned:
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
                self._find(
                    "learner-twice", number, self._learner, says, "Keep one of the two; the first was graded."
                )
                continue
            responses[response.learner], places[response.learner] = response, number
        columns = {address: column_name(index) for index, address in self._questions.items()}
        return Returned(tuple(responses.values()), places, columns, tuple(self._findings))

    def _question_columns(self, head: Sequence[str]) -> dict[int, str]:
        """The address that each column is about; others are findings, the empty ones apart."""
        known = set().union(*self._on_form.values())
        columns: dict[int, str] = {}
        for index, cell in enumerate(head):
            if index in (self._learner, self._form) or not cell:
                continue
            address = _address(plain(cell), known)
            if address is None:
                fix = "Name it by a question's address, or take it out."
                self._find("unknown-column", 1, index, f"No form has a question '{short(cell)}'.", fix)
            elif address in columns.values():
                self._find(
                    "column-twice", 1, index, f"'{address}' has a column already.", "Keep one of the two."
                )
            else:
                columns[index] = address
        return columns

    def _response(self, number: int, cells: Sequence[str]) -> Response | None:
        learner = text.visible(at(cells, self._learner), one_line=True)
        form = at(cells, self._form).upper()
        if not learner:
            self._find(
                "no-learner", number, self._learner, "The row names no learner.", "Fill in the learner."
            )
            return None
        if form not in self._on_form:
            known = ", ".join(sorted(self._on_form))
            says = f"There is no form '{short(form)}'; the row is not graded."
            self._find("unknown-form", number, self._form, says, f"Write one of {known}.")
            return None
        if any(cells[self._width :]):
            says = "The row has more cells than the head."
            self._find("stray-cells", number, len(cells) - 1, says, "Check that no cell holds a separator.")
        answers = {
            address: at(cells, index) for index, address in self._questions.items() if at(cells, index)
        }
        for index, address in self._questions.items():
            if address in answers and address not in self._on_form[form]:
                says = f"Form {form} has no question '{address}'; the cell is not read."
                self._find("other-form", number, index, says, "Check the form, or the column.")
                del answers[address]
        return Response(learner=learner, form=form, answers=answers)

    def _find(self, code: str, row: int, column: int, says: str, fix: str) -> None:
        place = f"Column {column_name(column)}: {says}"
        self._findings.append(
            Finding(code=code, file=self._file, line=row, message=place, fix=fix, severity="note")
        )


def _address(cell: str, known: set[str]) -> str | None:
    """The question that a head names: by its address in the last word, or by an id that only one has."""
    words = cell.split()
    if not words:
        return None
    if words[-1] in known:
        return words[-1]
    ends = [address for address in known if address.endswith(f"/{words[-1]}")]
    return ends[0] if len(ends) == 1 else None
