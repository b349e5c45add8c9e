"""A gradebook of Canvas takes grades in the one column that was named, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.gradebooks import Filled, GradeLine, canvas

HEAD = "Student,ID,SIS Login ID,Section,Lists (11),Loops (12),Loops (13),Final Score (2024)"
POINTS = "    Points Possible,,,,10,10,10,(read only)"
ROWS = ['"Ash, Ada",1,ada,S,,,,', '"Birk, Ben",2,ben,S,3,,,']


def fill(folder: Path, assignment: str, *lines: GradeLine, rows: list[str] | None = None) -> Filled:
    path = folder / "export.csv"
    path.write_text("\n".join([HEAD, POINTS, *(ROWS if rows is None else rows)]) + "\n", encoding="utf-8")
    return canvas.fill(path, assignment, lines)


def row_of(filled: Filled, start: str) -> str:
    return next(row for row in filled.content.decode().splitlines() if row.startswith(start))


@pytest.mark.parametrize("assignment", ["11", "Lists", "lists", "Lists (11)", " 11 "])
def test_an_assignment_is_named_by_its_id_title_or_head(tmp_path: Path, assignment: str) -> None:
    filled = fill(tmp_path, assignment, GradeLine("ada", 7.5, 10))
    assert row_of(filled, '"Ash') == '"Ash, Ada",1,ada,S,7.5,,,'
    assert filled.filled == 1


def test_an_unknown_assignment_is_refused_and_the_known_ones_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a new column would make .* 'Lists \(11\)', 'Loops \(12\)'"):
        fill(tmp_path, "Final Score", GradeLine("ada", 1, 10))


def test_a_title_that_two_assignments_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="several assignments 'Loops'"):
        fill(tmp_path, "Loops", GradeLine("ada", 1, 10))


def test_a_column_without_a_number_of_points_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{HEAD}\n    Points Possible,,,,(read only),10,10,\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no number of points"):
        canvas.fill(path, "11", [])


@pytest.mark.parametrize("head", ["a,b,c", "Student,ID,Lists (11)", "ID,Section,Lists (11)"])
def test_another_table_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{head}\n1,2,3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no gradebook of Canvas"):
        canvas.fill(path, "11", [])


def test_a_learner_without_a_number_keeps_the_cell_and_is_listed(tmp_path: Path) -> None:
    filled = fill(tmp_path, "11", GradeLine("ben", None, 10))
    assert row_of(filled, '"Birk') == ROWS[1]
    assert any(finding.code == "no-number" and "ben" in finding.message for finding in filled.findings)


@pytest.mark.parametrize("mark", ["EX", "N/A"])
def test_excused_and_unassigned_students_take_no_grade(tmp_path: Path, mark: str) -> None:
    filled = fill(tmp_path, "11", GradeLine("ada", 5, 10), rows=[f'"Ash, Ada",1,ada,S,{mark},,,'])
    assert mark in row_of(filled, '"Ash')
    assert [finding.code for finding in filled.findings] == ["no-grade-taken"]


def test_points_are_scaled_to_what_canvas_says_and_that_is_told(tmp_path: Path) -> None:
    filled = fill(tmp_path, "11", GradeLine("ada", 1, 4))
    assert row_of(filled, '"Ash').split(",")[5] == "2.5"
    assert "ada (4)" in next(one for one in filled.findings if one.code == "scaled").message


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    filled = fill(tmp_path, "11", GradeLine("ada", -0.5, 10))
    assert row_of(filled, '"Ash').split(",")[5] == "-0.5"
    assert "out-of-range" in {finding.code for finding in filled.findings}


def test_a_short_row_is_left_and_listed(tmp_path: Path) -> None:
    filled = fill(tmp_path, "11", GradeLine("ada", 5, 10), rows=['"Ash, Ada",1,ada'])
    assert [finding.code for finding in filled.findings] == ["short-row"]


def test_an_export_with_semicolons_decimal_commas_and_two_names_is_filled_alike(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    before = (
        "\ufeffLastName;FirstName;ID;SIS Login ID;Section;Lists (11)\r\n"
        "    Points Possible;;;;;7,50\r\nAsh;Ada;1;zz;S;\r\n"
    )
    path.write_bytes(before.encode())
    filled = canvas.fill(path, "Lists", [GradeLine("x", 3, 10, name="Ada Ash")])
    assert filled.content.decode() == before.replace("zz;S;", "zz;S;2,25")
