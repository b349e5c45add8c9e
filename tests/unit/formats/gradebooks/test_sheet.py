"""A CSV file is read with the place of each cell, and written back byte for byte but for what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.gradebooks.sheet import read_sheet

SHEET = '\ufeffid;"na""me";note\r\n1;"two\r\nlines";"a;b"\r\n\r\n2;x;\r\n'


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "book.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_cells_say_what_stands_between_quotes_and_separators(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, SHEET))
    assert [[cell.value for cell in row.cells] for row in sheet.rows] == [
        ["id", 'na"me', "note"],
        ["1", "two\r\nlines", "a;b"],
        ["2", "x", ""],
    ]
    assert [row.line for row in sheet.rows] == [1, 2, 5]


def test_nothing_replaced_is_the_file_itself(tmp_path: Path) -> None:
    path = written(tmp_path, SHEET)
    assert read_sheet(path).replaced({}) == path.read_bytes()


def test_a_replaced_cell_keeps_its_quotes_or_gets_those_it_needs(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, SHEET))
    quoted, plain = sheet.rows[1].cells[1], sheet.rows[2].cells[1]
    changed = sheet.replaced({quoted: "7", plain: 'a;"b"'}).decode()
    assert changed == SHEET.replace('"two\r\nlines"', '"7"').replace("2;x;", '2;"a;""b""";')


def test_the_last_line_may_lack_its_end(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, "a,b\n1,"))
    assert [cell.value for cell in sheet.rows[1].cells] == ["1", ""]
    assert sheet.replaced({sheet.rows[1].cells[1]: "5"}) == b"a,b\n1,5"


def test_a_row_that_is_too_short_says_nothing_there(tmp_path: Path) -> None:
    row = read_sheet(written(tmp_path, "a,b\n 1 \n")).rows[1]
    assert (row.at(0), row.at(1), row.at(None)) == ("1", "", "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\n\xff\n", "not UTF-8 on line 2"),
        ('a,b\n1,"never', "quotes opened on line 2 never close"),
        ('a,b\n"x"y,2', "on line 2 a cell goes on after its quotes"),
        ("", "is empty"),
        ("\n\n", "is empty"),
    ],
)
def test_what_is_no_csv_is_named_with_its_line(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_sheet(written(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        read_sheet(tmp_path / "none.csv")
