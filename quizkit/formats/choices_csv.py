"""A CSV of choices as a class's submissions: a row per learner, a column per question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.errors import UsageError
from quizkit.formats.answers import written
from quizkit.formats.handings import Attempt, Contents, Handing
from quizkit.formats.notes import Labels, note
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import Sought
from quizkit.formats.tables import at, column_name, plain, read_table, short
from quizkit.model.answer import Answer
from quizkit.model.finding import Finding

_LEARNER, _NAME = ("learner", "id"), "name"


@dataclass(frozen=True)
class _Row:
    """A learner's cells by question id, and where they stand."""

    number: int
    cells: Mapping[str, str]


class ChoicesCsv:
    """The table, held whole: it is never larger than a CSV file may be."""

    layout = "a CSV of choices"

    def __init__(self, path: Path, sought: Sought) -> None:
        """Raises UsageError if the file is no CSV or has no column for learners or for any question."""
        self._file, self._sought = path.name, sought
        rows = read_table(path, "a CSV of choices")
        head = [plain(cell) for cell in rows[0]] if rows else []
        lower = [cell.lower() for cell in head]
        found = [lower.index(name) for name in _LEARNER if name in lower]
        if not found:
            raise UsageError(f"'{path}' has no column 'learner' in its first row; add it, or name a folder.")
        self._learner, self._width = found[0], len(head)
        self._name = lower.index(_NAME) if _NAME in lower and _NAME not in sought.by_id else self._width
        self._findings: list[Finding] = []
        self._columns = self._questions(head)
        if not self._columns:
            asked = ", ".join(list(sought.by_id)[:5])
            raise UsageError(f"'{path}' has no column for a question; name columns by ids such as {asked}.")
        self._rows: dict[str, _Row] = {}
        self.handings = tuple(sorted(self._handings(rows[1:]), key=lambda one: one.learner))
        self.findings = tuple(self._findings)

    def read(self, learner: str, attempt: int) -> Contents:
        """The learner's row. Raises KeyError if there is none."""
        row = self._rows[learner]
        if attempt != 1:
            raise KeyError(attempt)
        answers: dict[str, Answer | Refusal] = {}
        findings = []
        for question, cell in row.cells.items():
            answer = written(self._sought.by_id[question], cell)
            if answer is not None:
                answers[question] = answer
            if isinstance(answer, Refusal):
                place = next(index for index, name in self._columns.items() if name == question)
                says = f"Column {column_name(place)}: {answer.reason}"
                findings.append(
                    note("unreadable-answer", self._file, says, "Correct the cell, or ask.", row.number)
                )
        return Contents(answers, tuple(findings))

    def _questions(self, head: Sequence[str]) -> dict[int, str]:
        """The question of each column; other columns and second ones are findings."""
        columns: dict[int, str] = {}
        for index, cell in enumerate(head):
            if index in (self._learner, self._name) or not cell:
                continue
            question = cell.split()[-1].rpartition("/")[2]
            if question not in self._sought.by_id:
                finding = self._sought.unknown(cell, self._file)
                says = f"Column {column_name(index)}: {finding.message}"
                self._findings.append(finding.model_copy(update={"message": says}))
            elif question in columns.values():
                says = f"'{question}' has a column already."
                self._find("column-twice", 1, index, says, "Keep one of the two; the first is read.")
            else:
                columns[index] = question
        return columns

    def _handings(self, rows: Sequence[Sequence[str]]) -> list[Handing]:
        handings, labels = [], Labels()
        seen: dict[str, int] = {}
        for number, row in enumerate(rows, start=2):
            cells = [plain(cell) for cell in row]
            learner = at(cells, self._learner)
            if not any(cells):
                continue
            if not learner:
                says = "The row names no learner."
                self._find("no-learner", number, self._learner, says, "Fill in the learner.")
                continue
            if learner in seen:
                says = f"Learner '{short(learner)}' has a row already, row {seen[learner]}."
                fix = "Keep one of the two; the first was graded."
                self._find("learner-twice", number, self._learner, says, fix)
                continue
            if any(cells[self._width :]):
                says = "The row has more cells than the head."
                self._find("stray-cells", number, self._width, says, "Check that no cell holds a separator.")
            seen[learner] = number
            label = labels.give(learner)
            self._rows[label] = _Row(number, {name: at(cells, i) for i, name in self._columns.items()})
            handings.append(Handing(label, (Attempt(1),), short(at(cells, self._name))))
        return handings

    def _find(self, code: str, row: int, column: int, says: str, fix: str) -> None:
        self._findings.append(note(code, self._file, f"Column {column_name(column)}: {says}", fix, row))
