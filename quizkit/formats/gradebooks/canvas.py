"""Canvas: fills the gradebook that Canvas exported, in one column, and leaves everything else as it was.

The export has a row of heads, perhaps a row that says which assignments are posted by hand, a row
"Points Possible", then the students. Assignments are headed "Title (id)". On import a head that Canvas does
not know makes a new assignment, therefore a column is filled only if the export holds it. Feedback cannot be
imported this way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.gradebooks.grading import Grades, read_number, uses_comma
from quizkit.formats.gradebooks.lines import Filled, GradeLine, names
from quizkit.formats.gradebooks.matching import Person, matched
from quizkit.formats.gradebooks.sheet import Cell, Sheet, SheetRow, read_sheet
from quizkit.model.finding import Finding

_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)
# Canvas computes these itself, and passes over every head that holds one of their names.
_COMPUTED = re.compile(r"(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
_POSTING = re.compile(r"(?:Muted|Manual Posting.*)?", re.IGNORECASE)
_TEST_STUDENT = "student, test"
# "EX": excused. "N/A": the assignment is not assigned to the student, and Canvas takes no grade.
_KEPT = {"ex": "Excused", "n/a": "Not assigned"}
_CANDIDATES = 10


@dataclass(frozen=True)
class _Assignment:
    column: int
    title: str
    id: str


def fill(path: Path, assignment: str, lines: Sequence[GradeLine]) -> Filled:
    """The export at `path` with our grades in the column of `assignment`: its id, its title, or its head.

    Points are scaled to what Canvas says the assignment is worth. Raises UsageError if the file is no
    gradebook of Canvas, or if it does not hold exactly one such assignment.
    """
    sheet = read_sheet(path)
    head = [cell.value.strip() for cell in sheet.rows[0].cells]
    if "ID" not in head or "Section" not in head or head[0] not in ("Student", "LastName"):
        raise UsageError(
            f"'{path}' is no gradebook of Canvas: its first row lacks 'Student', 'ID' or 'Section'; "
            "export the gradebook from Canvas and fill that file."
        )
    column = _column(path, head, assignment)
    points, students = _rows(sheet)
    worth = points.at(column) if points else ""
    if worth and read_number(worth) is None:
        raise UsageError(
            f"'{_short(head[column])}' of '{path}' is worth '{_short(worth)}', no number of points; "
            "name an assignment that can be graded."
        )
    grades = Grades(
        sheet.name, read_number(worth), uses_comma([cell.value for cell in points.cells] if points else [])
    )
    return _filled(sheet, column, [_person(head, row) for row in students], lines, grades)


def _filled(
    sheet: Sheet, column: int, people: Sequence[Person], lines: Sequence[GradeLine], grades: Grades
) -> Filled:
    matches = matched(sheet.name, people, lines)
    changes: dict[Cell, str] = {}
    kept: dict[str, list[str]] = {}
    short: list[str] = []
    for index, line in matches.lines.items():
        row = people[index].row
        before = row.at(column)
        if before.casefold() in _KEPT:
            kept.setdefault(before.casefold(), []).append(line.learner)
        elif column >= len(row.cells):
            short.append(line.learner)
        elif (shown := grades.written(line, before)) is not None:
            changes[row.cells[column]] = shown
    findings = [*matches.findings, *grades.findings(), *_left_out(sheet, kept, short)]
    return Filled(sheet.replaced(changes), len(changes), tuple(findings))


def _left_out(sheet: Sheet, kept: dict[str, list[str]], short: list[str]) -> list[Finding]:
    """Findings about rows that take no grade."""
    found = [
        (
            "no-grade-taken",
            f"{_KEPT[mark]} in Canvas ('{mark.upper()}'): {names(learners)}; nothing was filled in.",
            "Change it in Canvas and export again where a grade should stand.",
        )
        for mark, learners in kept.items()
    ]
    if short:
        says = f"The rows of {names(short)} end before the assignment's column; they were not filled."
        found.append(("short-row", says, "Export the gradebook once more."))
    return [
        Finding(code=code, file=sheet.name, line=1, message=says, fix=fix, severity="note")
        for code, says, fix in found
    ]


def _column(path: Path, head: Sequence[str], wanted: str) -> int:
    """The column of the one assignment that `wanted` names."""
    known = [
        _Assignment(column, found["title"], found["id"])
        for column, name in enumerate(head)
        if (found := _ASSIGNMENT.fullmatch(name)) and not _COMPUTED.search(name)
    ]
    asked = wanted.strip()
    by_head = [one for one in known if asked in (one.id, head[one.column])]
    fitting = by_head or [one for one in known if one.title.casefold() == asked.casefold()]
    if len(fitting) == 1:
        return fitting[0].column
    shown = [f"'{_short(head[one.column])}'" for one in (fitting or known)[:_CANDIDATES]]
    more = len(fitting or known) - len(shown)
    listed = ", ".join(shown) + (f" and {more} more" if more else "")
    if fitting:
        raise UsageError(f"'{path}' has several assignments '{asked}': {listed}; name one by its id.")
    if not known:
        raise UsageError(f"'{path}' holds no assignment; make it in Canvas, then export the gradebook again.")
    raise UsageError(
        f"'{path}' has no assignment '{asked}', and a new column would make a new assignment in Canvas; "
        f"it has {listed}."
    )


def _rows(sheet: Sheet) -> tuple[SheetRow | None, list[SheetRow]]:
    """The row "Points Possible", if there is one, and the rows of students."""
    points: SheetRow | None = None
    students = []
    for row in sheet.rows[1:]:
        if "Points Possible" in row.at(0):
            points = points or row
        elif not all(_POSTING.fullmatch(cell.value.strip()) for cell in row.cells):
            students.append(row)
    return points, students


def _person(head: Sequence[str], row: SheetRow) -> Person:
    cells = {name: row.at(column) for column, name in enumerate(head)}
    name = cells["Student"] if "Student" in cells else f"{cells.get('FirstName', '')} {cells['LastName']}"
    ids = frozenset(cells.get(one, "") for one in _IDS) - {""}
    return Person(row, ids, name, test=name.casefold() == _TEST_STUDENT and not cells.get("SIS User ID"))


def _short(shown: str) -> str:
    return text.visible(shown[:60], one_line=True)
