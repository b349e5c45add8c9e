"""Moodle's worksheet takes the grade and its feedback together; the import table is safe to open."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.gradebooks import Filled, GradeLine, moodle

NEWER = (
    "Identifier,Full name,ID number,Email address,Status,Group,Marker,Grade,Maximum grade,"
    "Marking workflow state,Grade can be changed,Last modified (submission),Last modified (grade),"
    "Feedback comments"
)
ROW = "Participant 77,Ada Ash,s-1,ada@uni.example,Submitted,,,,50.00,,{},-,-,old"


def worksheet(folder: Path, *rows: str) -> Path:
    path = folder / "worksheet.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def fill(folder: Path, line: GradeLine, changeable: str = "Yes") -> Filled:
    return moodle.fill_worksheet(worksheet(folder, NEWER, ROW.format(changeable)), [line])


def cells(filled: Filled) -> dict[str, str]:
    return next(iter(csv.DictReader(io.StringIO(filled.content.decode()))))


@pytest.mark.parametrize(
    "line",
    [
        GradeLine("x", 8, 10, aliases=frozenset({"77"}), comment="Fine."),
        GradeLine("s-1", 8, 10, comment="Fine."),
        GradeLine("x", 8, 10, aliases=frozenset({"Ada@Uni.example"}), comment="Fine."),
        GradeLine("x", 8, 10, name="Ada Ash", comment="Fine."),
    ],
)
def test_a_participant_is_known_by_number_id_address_or_unique_name(tmp_path: Path, line: GradeLine) -> None:
    found = cells(fill(tmp_path, line))
    assert (found["Grade"], found["Feedback comments"]) == ("40", "<p>Fine.</p>")


def test_feedback_is_html_in_which_nothing_of_a_learner_acts(tmp_path: Path) -> None:
    line = GradeLine("s-1", 1, 50, comment="<script>x</script> [a](javascript:x) \u202e")
    shown = cells(fill(tmp_path, line))["Feedback comments"]
    assert "<script" not in shown
    assert "href" not in shown
    assert "\u202e" not in shown


def test_a_locked_grade_is_left_with_its_feedback(tmp_path: Path) -> None:
    filled = fill(tmp_path, GradeLine("s-1", 8, 10, comment="new"), changeable="No")
    assert filled.content.decode() == f"{NEWER}\n{ROW.format('No')}\n"
    assert [finding.code for finding in filled.findings] == ["grade-locked"]


def test_without_a_number_the_feedback_stays_too(tmp_path: Path) -> None:
    filled = fill(tmp_path, GradeLine("s-1", None, 10, comment="new"))
    assert cells(filled)["Feedback comments"] == "old"
    assert [finding.code for finding in filled.findings] == ["no-number"]


def test_no_feedback_leaves_the_feedback_that_is_there(tmp_path: Path) -> None:
    found = cells(fill(tmp_path, GradeLine("s-1", 50, 50)))
    assert (found["Grade"], found["Feedback comments"]) == ("50", "old")


def test_a_worksheet_without_a_feedback_column_takes_grades_and_says_so(tmp_path: Path) -> None:
    path = worksheet(tmp_path, "Identifier,Grade,Maximum Grade", "Participant 77,,10")
    filled = moodle.fill_worksheet(path, [GradeLine("77", 3, 10, comment="x")])
    assert filled.content.decode().splitlines()[1] == "Participant 77,3,10"
    assert [finding.code for finding in filled.findings] == ["no-feedback-column"]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("ID,Vollständiger Name,Bewertung", "language set to English"),
        ("Identifier,Grade,Grade", "no single column 'Grade'"),
        ("Identifier,Grade,Scale", "scale of words"),
    ],
)
def test_another_worksheet_is_refused_with_a_way_out(tmp_path: Path, head: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        moodle.fill_worksheet(worksheet(tmp_path, head), [])


def test_no_cell_of_the_import_table_is_a_formula_and_numbers_stay_numbers() -> None:
    lines = [
        GradeLine("=cmd()", -0.25, 10, name="@x", aliases=frozenset({"+a@b.example"}), comment="-1"),
        GradeLine("none", None, 10),
    ]
    filled = moodle.import_csv(lines, "=title")
    rows = list(csv.reader(io.StringIO(filled.content.decode())))
    assert rows[0][3] == "'=title"
    assert rows[1][:4] == ["'=cmd()", "'+a@b.example", "'@x", "-0.25"]
    assert len(rows) == 2
    assert [finding.code for finding in filled.findings] == ["no-number"]
