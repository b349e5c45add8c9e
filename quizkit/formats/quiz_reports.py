"""What came back of an exam as a table: our responses.csv, or a report on a quiz from Moodle or Canvas.

Moodle's is the report "Responses" with the question texts shown, Canvas' the "Student Analysis" of a classic
quiz; both as CSV, with English heads. Questions and options are known by id or by text, never by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem
from quizkit.formats.opening import Refusal
from quizkit.formats.quiz_texts import QuestionTexts
from quizkit.formats.responses import Returned, responses_of
from quizkit.formats.row_notes import RowNotes
from quizkit.formats.tables import at, column_name, plain, read_table, short
from quizkit.model.answer import Answer
from quizkit.model.exam import Form, Response

WHAT = "the filled-in responses.csv, a platform's report as CSV, or a folder or zip of what was handed in"
_RESPONSE = re.compile(r"response (\d+)")
_CANVAS = re.compile(r"(?P<id>\d+): (?P<text>.*)", re.DOTALL)
_CANVAS_MARKS = {"name", "id", "n correct", "n incorrect", "score"}
FINISHED = ("", "finished")


@dataclass(frozen=True)
class Layout:
    """Where a report has what: columns of ids, best first, of names, and of each answer.

    `texts` are the columns of the questions' texts, by that of the answer; a head stands for all rows where
    there is none. `blank` is written where nothing was answered.
    """

    ids: tuple[int, ...]
    names: tuple[int, ...]
    answers: tuple[int, ...]
    texts: Mapping[int, int]
    separator: str
    blank: str = ""
    state: int | None = None


def read_returned(path: Path, forms: Sequence[Form], shown: Mapping[str, Sequence[ShownItem]]) -> Returned:
    """The returned table against the forms. What cannot be used is a finding with its row and column.

    Raises UsageError if the file is missing, is not UTF-8 or none of the three tables, or if a platform's
    report fits none of the forms, or several.
    """
    rows = read_table(path, WHAT)
    head = [plain(cell) for cell in rows[0]] if rows else []
    layout = _layout([cell.lower() for cell in head], str(path))
    if layout is None:
        return responses_of(rows, str(path), path.name, forms)
    letter = _form(layout, head, rows[1:], shown, str(path))
    return _Reader(path.name, layout, head, letter, QuestionTexts(shown[letter])).read(rows[1:])


def _layout(head: Sequence[str], path: str) -> Layout | None:
    if _CANVAS_MARKS.issubset(head):
        answers = tuple(index for index, cell in enumerate(head) if _CANVAS.fullmatch(cell))
        return Layout(_at(head, "sis_id", "id"), _at(head, "name"), answers, {}, ",")
    numbered = {found[1]: index for index, cell in enumerate(head) if (found := _RESPONSE.fullmatch(cell))}
    if not numbered:
        return None
    texts = {index: at for number, index in numbered.items() for at in _at(head, f"question {number}")}
    if not texts:
        raise UsageError(
            f"'{path}' is a report of Moodle without the questions' texts; tick 'question text' among what "
            "its page displays, and download it again."
        )
    return Layout(
        ids=_at(head, "id number", "username", "email address"),
        names=_at(head, "first name", "last name", "surname"),
        answers=tuple(numbered.values()),
        texts=texts,
        separator="; ",
        blank="-",
        state=next(iter(_at(head, "state", "status")), None),
    )


def _at(head: Sequence[str], *names: str) -> tuple[int, ...]:
    return tuple(head.index(name) for name in names if name in head)


def _form(
    layout: Layout,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    shown: Mapping[str, Sequence[ShownItem]],
    path: str,
) -> str:
    """The form that was put onto the platform: the one of which most questions are there."""
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    said = [_said(layout, head, first, index) for index in layout.answers]
    fits = {letter: sum(QuestionTexts(items).find(*one) is not None for one in said)
            for letter, items in shown.items()}  # fmt: skip
    best = [letter for letter, count in fits.items() if count and count == max(fits.values())]
    if len(best) == 1:
        return best[0]
    many = "several forms fit" if best else "it quotes no question of these forms"
    raise UsageError(
        f"'{path}' cannot be matched: {many}; name the form file that was put onto the platform."
    )


def _said(layout: Layout, head: Sequence[str], row: Sequence[str], index: int) -> tuple[str, ...]:
    """What stands for the question of an answer's column: its text, or Canvas' number and text."""
    if index in layout.texts:
        return (plain(at(row, layout.texts[index])),)
    found = _CANVAS.fullmatch(head[index])
    return (found["id"], found["text"]) if found else ()


@dataclass
class _Reader:
    """Reads rows of one report; collects findings."""

    file: str
    layout: Layout
    head: Sequence[str]
    form: str
    texts: QuestionTexts
    refused: dict[tuple[str, str], Answer | Refusal] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    _meant: dict[tuple[int, tuple[str, ...]], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._notes = RowNotes(self.file)

    def read(self, rows: Sequence[Sequence[str]]) -> Returned:
        """The responses of all rows that can be used; of several rows of one learner the first."""
        responses: dict[str, Response] = {}
        places: dict[str, int] = {}
        for number, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            cells = [plain(cell) for cell in row]
            learner, column = self._learner(cells)
            if not learner:
                fix = "Export the report with their id numbers or e-mail addresses."
                self._notes.add("no-learner", number, column, "The row names no learner.", fix)
            elif learner in responses:
                says = f"Learner '{learner}' has a row already, row {places[learner]}."
                fix = "Keep the attempt that is to count; the first was graded."
                self._notes.add("learner-twice", number, column, says, fix)
            else:
                responses[learner], places[learner] = self._response(number, learner, cells), number
        return Returned(
            tuple(responses.values()), places, dict(self.columns), self._notes.all(), handed=self.refused
        )

    def _learner(self, cells: Sequence[str]) -> tuple[str, int]:
        """The best id that the row has, else the name; and its column."""
        for index in self.layout.ids:
            if at(cells, index):
                return text.visible(at(cells, index), one_line=True), index
        return self._name(cells), self.layout.names[0] if self.layout.names else 0

    def _name(self, cells: Sequence[str]) -> str:
        return text.visible(" ".join(at(cells, index) for index in self.layout.names).strip(), one_line=True)

    def _response(self, number: int, learner: str, cells: Sequence[str]) -> Response:
        state = at(cells, self.layout.state) if self.layout.state is not None else ""
        if self.layout.state is not None and state.lower() not in FINISHED:
            says = f"The attempt is '{short(state)}', not finished; it was graded as it is."
            self._notes.add("not-finished", number, self.layout.state, says, "Look whether it is to count.")
        aliases = {text.visible(at(cells, index), one_line=True) for index in self.layout.ids} - {learner, ""}
        return Response(
            learner=learner,
            form=self.form,
            answers=dict(self._answers(number, learner, cells)),
            name=self._name(cells),
            aliases=tuple(sorted(aliases)),
        )

    def _answers(self, number: int, learner: str, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for index in self.layout.answers:
            cell = at(cells, index)
            address = self._question(number, index, cells)
            if address is None or cell in ("", self.layout.blank):
                continue
            if address in seen:
                says = f"'{address}' is answered in an earlier column too; this one is not read."
                self._notes.add("column-twice", number, index, says, "Look whether the quiz has it twice.")
                continue
            seen.add(address)
            self.columns.setdefault(address, column_name(index))
            options = self.texts.options(address)
            letters = options.letters(cell, self.layout.separator) if options.any else None
            if options.any and letters is None:
                says = f"'{short(cell)}' is the text of no option; a letter or a number is not taken for one."
                self.refused[learner, address] = Refusal(says)
            else:
                yield address, cell if letters is None else " ".join(letters)

    def _question(self, number: int, index: int, cells: Sequence[str]) -> str | None:
        """The question of a column in this row; each text that is none of the form's is told once."""
        said = _said(self.layout, self.head, cells, index)
        if (index, said) not in self._meant:
            found = self.texts.find(*said) if any(said) else None
            self._meant[index, said] = found
            if found is None and any(said):
                row = number if index in self.layout.texts else 1
                says = f"Form {self.form} has no question '{short(said[-1])}', which is not read."
                fix = "Name the form that was put onto the platform; a question's text must be as it was."
                self._notes.add("unknown-column", row, index, says, fix)
        return self._meant[index, said]
