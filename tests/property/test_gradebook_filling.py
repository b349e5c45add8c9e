"""Filling a platform's file changes the cells of grade and feedback, and no other byte's meaning."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizkit.formats.gradebooks import GradeLine, canvas, moodle

CELL = st.text(st.sampled_from("ab=+-@\t,;\"'\n 1ü\u202e"), max_size=8)
END = st.sampled_from(["\n", "\r\n"])
POINTS = st.none() | st.integers(-20, 200).map(lambda tenths: tenths / 10)
FEEDBACK = st.text(st.characters(codec="utf-8"), max_size=30)


def written(rows: list[list[str]], separator: str, end: str, quoting: int) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # one of the csv.QUOTE_ constants
    return ("\ufeff" + out.getvalue()).encode()


def read(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


@given(
    st.lists(st.tuples(CELL, CELL, POINTS), max_size=6), END, st.sampled_from([0, 1]), st.sampled_from(",;")
)
def test_canvas_changes_the_one_column_alone(
    rows: list[tuple[str, str, float | None]], end: str, quoting: int, separator: str
) -> None:
    head = ["Student", "ID", "SIS Login ID", "Section", "Note", "Task (5)", "Final Score"]
    points = ["    Points Possible", "", "", "", "", "20.00", "(read only)"]
    body = [[f"x{note}", str(n), "", "S", note, old, ""] for n, (note, old, _) in enumerate(rows)]
    lines = [GradeLine(str(n), points, 20) for n, (*_, points) in enumerate(rows)]
    before = written([head, points, *body], separator, end, quoting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(before)
        filled = canvas.fill(path, "5", lines)
    found = read(filled.content, separator)
    for number, (row, (*_, earned)) in enumerate(zip(body, rows, strict=True)):
        kept, now = found[number + 2], found[number + 2][5]
        assert [*kept[:5], *kept[6:]] == [*row[:5], *row[6:]]
        assert now == row[5] if earned is None else float(now) == earned
    assert filled.filled == sum(points is not None for *_, points in rows)
    if not filled.filled:
        assert filled.content == before


@given(st.lists(st.tuples(CELL, CELL, POINTS, FEEDBACK), max_size=6), END, st.sampled_from([0, 1]))
def test_moodle_changes_grade_and_feedback_alone(
    rows: list[tuple[str, str, float | None, str]], end: str, quoting: int
) -> None:
    head = ["Identifier", "Full name", "Grade", "Maximum Grade", "Online text", "Feedback comments"]
    body = [[f"Participant {n}", "", "", "10.00", online, old] for n, (online, old, *_) in enumerate(rows)]
    lines = [GradeLine(str(n), points, 20, comment=told) for n, (*_, points, told) in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worksheet.csv"
        path.write_bytes(written([head, *body], ",", end, quoting))
        filled = moodle.fill_worksheet(path, lines)
    found = read(filled.content, ",")
    for row, now, (*_, earned, told) in zip(body, found[1:], rows, strict=True):
        assert now[:2] + now[3:5] == row[:2] + row[3:5]
        if earned is None:
            assert now == row
        else:
            assert float(now[2]) == round(earned / 2, 3) + 0.0
            assert now[5].startswith("<") if told.strip() and now[5] != row[5] else True
