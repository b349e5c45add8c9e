"""What came back of an exam as a table: our responses.csv, or a report on a quiz from Moodle or Canvas.

Questions and options are known by id or by text, never by position. A table is read row by row: memory holds
what was answered, not the texts that a report repeats in each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem
from quizkit.formats.opening import Refusal, Unreached
from quizkit.formats.people import folded
from quizkit.formats.quiz_layouts import Layout, layout_of
from quizkit.formats.quiz_texts import QuestionTexts
from quizkit.formats.responses import LONGEST_NAME, Returned, require_room, responses_of
from quizkit.formats.row_notes import RowNotes
from quizkit.formats.tables import at, column_name, plain, rows_of, short
from quizkit.model.answer import Answer
from quizkit.model.exam import Form, Response

WHAT = "the filled-in responses.csv, a platform's report as CSV, or a folder or zip of what was handed in"
LARGEST = 2_000_000_000  # bytes, which are read in a stream
_FIRST = 50  # rows by which the form is found
_MOST_TEXTS = 100_000  # of questions that are remembered
Shown = Mapping[str, Sequence[ShownItem]]  # the items by the form's letter


def read_returned(path: Path, forms: Sequence[Form], shown: Shown) -> Returned:
    """The returned table against the forms. What cannot be used is a finding with its row and column.

    Raises UsageError if the file is missing, is not UTF-8 or none of the three tables, or if a platform's
    report fits none of the forms, or several.
    """
    rows = rows_of(path, WHAT, LARGEST)
    first = next(rows, [])
    head = [plain(cell) for cell in first]
    layout = layout_of(head, str(path))
    if layout is None:
        return responses_of(chain([first], rows), str(path), path.name, forms)
    ahead = list(islice(rows, _FIRST))
    sitting = _Sitting(forms, shown, "") if forms[0].learner else _sitting(layout, ahead, forms, shown, path)
    return _Reader(path.name, layout, sitting).read(chain(ahead, rows))


class _Sitting:
    """Which form a learner sat: their own, or the one that was put onto the platform."""

    def __init__(self, forms: Sequence[Form], shown: Shown, letter: str) -> None:
        self._letter = letter
        self._shown = shown
        self._own = {folded(form.learner): form.form for form in forms if form.learner is not None}
        self._texts: dict[str, QuestionTexts] = {}

    def of(self, names: Iterable[str]) -> str | None:
        """The form of whoever is called all this; None if there is none, or are several."""
        if self._letter:
            return self._letter
        found = {self._own[name] for name in map(folded, names) if name in self._own}
        return found.pop() if len(found) == 1 else None

    def texts(self, form: str) -> QuestionTexts:
        """What may stand for the questions of a form."""
        if form not in self._texts:
            self._texts[form] = QuestionTexts(self._shown[form])
        return self._texts[form]


def _sitting(
    layout: Layout, rows: Sequence[Sequence[str]], forms: Sequence[Form], shown: Shown, path: Path
) -> _Sitting:
    """The form that was put onto the platform: the one of which most questions are there."""
    cells = [[plain(cell) for cell in row] for row in rows] or [[]]
    said = {layout.said(index, row) for row in cells for index in layout.answers} - {()}
    texts = {letter: QuestionTexts(items) for letter, items in shown.items()}
    fits = {letter: sum(one.find(*words) is not None for words in said) for letter, one in texts.items()}
    best = [letter for letter, count in fits.items() if count and count == max(fits.values())]
    if len(best) == 1:
        return _Sitting(forms, shown, best[0])
    many = "several forms fit" if best else "it quotes no question of these forms"
    raise UsageError(
        f"'{path}' cannot be matched: {many}; name the form file that was put onto the platform."
    )


@dataclass
class _Reader:
    """Reads rows of one report; collects findings."""

    file: str
    layout: Layout
    sitting: _Sitting
    handed: dict[tuple[str, str], Answer | Refusal | Unreached] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)
    _meant: dict[tuple[str, int, tuple[str, ...]], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._notes = RowNotes(self.file)

    def read(self, rows: Iterable[Sequence[str]]) -> Returned:
        """The responses of all rows that can be used; of several rows of one learner the first."""
        responses: dict[str, Response] = {}
        places: dict[str, int] = {}
        self._tell_columns_that_are_not_read()
        for number, row in enumerate(rows, start=2):
            cells = [plain(cell) for cell in row]
            if not any(cells) or not self._is_attempt(number, cells):
                continue
            learner, column = self._learner(cells)
            form = self.sitting.of(self._names(cells))
            if not learner:
                fix = "Export the report with their id numbers or e-mail addresses."
                self._notes.add("no-learner", number, column, "The row names no learner.", fix)
            elif len(learner) > LONGEST_NAME:
                says = f"The learner's name is longer than {LONGEST_NAME} characters; the row is not graded."
                self._notes.add("no-learner", number, column, says, "Look whether the file is damaged.")
            elif learner in responses:
                says = f"Learner '{learner}' has a row already, row {places[learner]}."
                fix = "Keep the attempt that is to count; the first was graded."
                self._notes.add("learner-twice", number, column, says, fix)
            elif form is None:
                says = f"No form was made for '{learner}'; the row is not graded."
                fix = "Export the report with the ids by which the forms' list of learners knows them."
                self._notes.add("no-form", number, column, says, fix)
            else:
                require_room(responses, self.file)
                responses[learner], places[learner] = self._response(number, learner, form, cells), number
        return Returned(
            tuple(responses.values()),
            places,
            dict(self.columns),
            self._notes.all(),
            handed=self.handed,
            moved=self.moved,
        )

    def _tell_columns_that_are_not_read(self) -> None:
        for index in self.layout.twice:
            says = f"'{short(self.layout.head[index])}' stands there before; this column is not read."
            self._notes.add("column-twice", 1, index, says, "Keep one of the two.")
        for index in self.layout.answers if self.layout.texts else ():
            if index not in self.layout.texts:
                says = f"'{short(self.layout.head[index])}' has no column with its question's text."
                self._notes.add("no-text", 1, index, says, "Download the report with 'question text' ticked.")

    def _is_attempt(self, number: int, cells: Sequence[str]) -> bool:
        """Whether a row is of a whole attempt, finished or not."""
        column = self.layout.state
        if column is None:
            return True
        state = at(cells, column)
        if state == self.layout.blank:
            says = "The learner has no attempt; the row is not graded."
            self._notes.add("no-attempt", number, column, says, "Nothing, if that is so.")
        elif not state:
            says = "The row is no attempt, but perhaps one try of an attempt; it is not graded."
            self._notes.add("no-attempt", number, column, says, "Download the report with the last try only.")
        return state not in ("", self.layout.blank)

    def _learner(self, cells: Sequence[str]) -> tuple[str, int]:
        """The best id that the row has, else the name; and its column."""
        for index in self.layout.ids:
            if at(cells, index):
                return text.visible(at(cells, index), one_line=True), index
        return self._name(cells), self.layout.names[0] if self.layout.names else 0

    def _name(self, cells: Sequence[str]) -> str:
        return text.visible(" ".join(at(cells, index) for index in self.layout.names).strip(), one_line=True)

    def _names(self, cells: Sequence[str]) -> list[str]:
        return [*(at(cells, index) for index in self.layout.ids), self._name(cells)]

    def _response(self, number: int, learner: str, form: str, cells: Sequence[str]) -> Response:
        state = at(cells, self.layout.state) if self.layout.state is not None else ""
        if self.layout.state is not None and state.lower() not in self.layout.finished:
            says = f"The attempt is '{short(state)}', not finished; it was graded as it is."
            self._notes.add("not-finished", number, self.layout.state, says, "Look whether it is to count.")
        if any(cells[len(self.layout.head) :]):
            says = "The row has more cells than the head."
            self._notes.add("stray-cells", number, len(cells) - 1, says, "Look whether the file is damaged.")
        aliases = {text.visible(at(cells, index), one_line=True) for index in self.layout.ids} - {learner, ""}
        return Response(
            learner=learner,
            form=form,
            answers=dict(self._answers(number, learner, form, cells)),
            name=self._name(cells),
            aliases=tuple(sorted(aliases)),
        )

    def _answers(
        self, number: int, learner: str, form: str, cells: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        texts = self.sitting.texts(form)
        for index in self.layout.answers:
            cell = at(cells, index)
            said = self.layout.said(index, cells)
            address = self._question(number, index, form, said)
            if address is None or cell in ("", self.layout.blank):
                continue
            if address in seen:
                says = f"'{address}' is answered in an earlier column too; this one is not read."
                self._notes.add("column-twice", number, index, says, "Look whether the quiz has it twice.")
                continue
            seen.add(address)
            if self.columns.setdefault(address, column_name(index)) != column_name(index):
                self.moved[learner, address] = column_name(index)
            if texts.asks_for_letters(said):
                yield address, cell
                continue
            options = texts.options(address)
            letters = options.letters(cell, self.layout.separator) if options.any else None
            if options.any and letters is None:
                self.handed[learner, address] = Refusal(options.why_not(short(cell)))
            else:
                yield address, cell if letters is None else " ".join(letters)

    def _question(self, number: int, index: int, form: str, said: tuple[str, ...]) -> str | None:
        """The question of a column in this row; each text that is none of the form's is told once."""
        if (form, index, said) not in self._meant:
            if len(self._meant) == _MOST_TEXTS:
                self._meant.clear()
            found = self.sitting.texts(form).find(*said) if any(said) else None
            self._meant[form, index, said] = found
            if found is None and any(said) and said != (self.layout.blank,):
                row = number if index in self.layout.texts else 1
                says = f"Form {form} has no question '{short(said[-1])}', which is not read."
                fix = "Name the form that was put onto the platform; a question's text must be as it was."
                self._notes.add("unknown-column", row, index, says, fix)
        return self._meant[form, index, said]
