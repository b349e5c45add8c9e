"""Moodle: fills an assignment's offline grading worksheet, or writes a table for the gradebook's import.

The worksheet's columns depend on the assignment's settings and on Moodle's version; they are known by their
English names. Moodle reads feedback as HTML, and so it is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.gradebooks.grading import Grades, read_number, uses_comma
from quizkit.formats.gradebooks.lines import Filled, GradeLine, names, number
from quizkit.formats.gradebooks.matching import Person, matched
from quizkit.formats.gradebooks.sheet import Cell, Sheet, SheetRow, read_sheet
from quizkit.model.finding import Finding

_IDENTIFIER, _GRADE, _MAXIMUM = "identifier", "grade", "maximum grade"
_FEEDBACK, _CHANGEABLE, _SCALE = "feedback comments", "grade can be changed", "scale"
_NAME = "full name"
_IDS = (_IDENTIFIER, "id number", "email address", "username")
_PARTICIPANT = re.compile(r"\D*(\d+)")


def fill_worksheet(path: Path, lines: Sequence[GradeLine]) -> Filled:
    """The worksheet at `path` with our grades and feedback, scaled to its Maximum Grade.

    A row that Moodle calls unchangeable is left. Raises UsageError if the file is no worksheet with English
    heads, or if it grades on a scale of words.
    """
    sheet = read_sheet(path, separators=",;\t")
    columns = _columns(path, sheet)
    rows = sheet.rows[1:]
    worths = [row.at(columns.get(_MAXIMUM)) for row in rows]  # one assignment, one maximum, told on each row
    maximum = next((worth for cell in worths if (worth := read_number(cell))), None)
    grades = Grades(sheet.name, maximum, uses_comma([*worths, *(row.at(columns[_GRADE]) for row in rows)]))
    return _filled(sheet, columns, [_person(columns, row) for row in rows], lines, grades)


def participants(path: Path, lines: Sequence[GradeLine]) -> dict[str, str]:
    """Moodle's numbers of the participants, by learner, as the worksheet at `path` tells them.

    Raises UsageError as `fill_worksheet`.
    """
    sheet = read_sheet(path, separators=",;\t")
    columns = _columns(path, sheet)
    people = [_person(columns, row) for row in sheet.rows[1:]]
    told = {
        line.learner: _PARTICIPANT.fullmatch(people[index].row.at(columns[_IDENTIFIER]))
        for index, line in matched(sheet.name, people, lines).lines.items()
    }
    return {learner: number[1] for learner, number in told.items() if number}


def import_csv(lines: Sequence[GradeLine], title: str) -> Filled:
    """A table for "Import: CSV file" of Moodle's gradebook: id, e-mail, name, the grade, its feedback.

    `title` heads the grade. A learner without a number has no row: Moodle would take the empty cell for
    "no grade" and lose the grade it has.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ["ID number", "Email address", "Full name", title, "Feedback"]
    writer.writerow([text.csv_cell(cell) for cell in head])
    graded = [line for line in lines if line.earned is not None]
    for line in graded:
        addresses = [alias for alias in line.aliases if "@" in alias]
        texts = [line.learner, addresses[0] if len(addresses) == 1 else "", line.name]
        shown = [text.csv_cell(cell) for cell in texts]
        writer.writerow([*shown, number(line.earned or 0.0), text.csv_cell(_feedback(line))])
    without = [line.learner for line in lines if line.earned is None]
    findings = []
    if without:
        says = f"Without a number, so without a row: {names(without)}."
        fix = "Look at what could not be judged, then write the table again."
        findings.append(_note("moodle.csv", "no-number", says, fix))
    return Filled(out.getvalue().encode(), len(graded), tuple(findings))


def _columns(path: Path, sheet: Sheet) -> Mapping[str, int]:
    """The columns by their heads, in lower case: versions of Moodle differ in capitals."""
    heads = [cell.value.strip().casefold() for cell in sheet.rows[0].cells]
    if _SCALE in heads and _MAXIMUM not in heads:
        raise UsageError(
            f"'{path}' grades on a scale of words, not with points; "
            "set the assignment's grade type to 'Point' in Moodle and download the worksheet again."
        )
    for needed in (_IDENTIFIER, _GRADE):
        if heads.count(needed) != 1:
            raise UsageError(
                f"'{path}' is no grading worksheet: its first row has no single column "
                f"'{needed.capitalize()}'; download it with Moodle's language set to English, "
                "and upload it with the same setting."
            )
    return {head: column for column, head in reversed(list(enumerate(heads)))}


def _person(columns: Mapping[str, int], row: SheetRow) -> Person:
    ids = {row.at(columns.get(key)) for key in _IDS} - {""}
    participant = _PARTICIPANT.fullmatch(row.at(columns[_IDENTIFIER]))
    if participant:
        ids.add(participant[1])
    return Person(row, frozenset(ids), row.at(columns.get(_NAME)))


def _filled(
    sheet: Sheet,
    columns: Mapping[str, int],
    people: Sequence[Person],
    lines: Sequence[GradeLine],
    grades: Grades,
) -> Filled:
    matches = matched(sheet.name, people, lines)
    changes: dict[Cell, str] = {}
    locked, short, filled = [], [], 0
    last = max(columns[_GRADE], columns.get(_FEEDBACK, 0))
    for index, line in matches.lines.items():
        row = people[index].row
        if row.at(columns.get(_CHANGEABLE)).casefold() == "no":
            locked.append(line.learner)
        elif last >= len(row.cells):
            short.append(line.learner)
        elif (shown := grades.written(line, row.at(columns[_GRADE]))) is not None:
            filled += 1
            changes[row.cells[columns[_GRADE]]] = shown
            if _FEEDBACK in columns and line.comment.strip():
                changes[row.cells[columns[_FEEDBACK]]] = text.csv_cell(_feedback(line))
    left = _left_out(sheet, locked, short, feedback=_FEEDBACK in columns)
    return Filled(sheet.replaced(changes), filled, (*matches.findings, *grades.findings(), *left))


def _feedback(line: GradeLine) -> str:
    return str(text.html(line.comment))


def _left_out(sheet: Sheet, locked: list[str], short: list[str], *, feedback: bool) -> list[Finding]:
    found = []
    if locked:
        says = (
            f"Moodle says that the grades of {names(locked)} cannot be changed; their rows stay as they were."
        )
        found.append(
            ("grade-locked", says, "Unlock them in Moodle's gradebook and download the worksheet again.")
        )
    if short:
        says = f"The rows of {names(short)} have too few cells; they were not filled."
        found.append(("short-row", says, "Download the worksheet once more."))
    if not feedback:
        says = "The worksheet has no column 'Feedback comments'; it holds grades without feedback."
        found.append(
            ("no-feedback-column", says, "Turn on 'Feedback comments' in the assignment's settings.")
        )
    return [_note(sheet.name, *one) for one in found]


def _note(file: str, code: str, says: str, fix: str) -> Finding:
    return Finding(code=code, file=file, line=1, message=says, fix=fix, severity="note")
