"""How lines of plain mode are drawn on a screen: code keeps its shape in any width."""

from __future__ import annotations

import pytest

from quizkit.terminal.screens.lines import drawn

LONG = "moved = [not torch.equal(old, p) for old, (_, p) in zip(before, named)]"


def rows(code: str, width: int) -> list[str]:
    return drawn(["Program, 2 lines:", f"  9: {code}", " 10: x = 1"], width).plain.split("\n")[1:]


def test_a_line_of_code_that_is_too_long_goes_on_below_its_beginning_behind_a_sign() -> None:
    assert [row.rstrip() for row in rows(LONG, 60)] == [
        "  9  moved = [not torch.equal(old, p) for old, (_, p) in",
        "  ↳  zip(before, named)]",
        " 10  x = 1",
    ]


@pytest.mark.parametrize("width", range(20, 90))
def test_no_part_of_a_line_of_code_is_wider_than_there_is_room_and_nothing_is_lost(width: int) -> None:
    shown = rows(LONG, width)
    assert all(len(row) <= width for row in shown)
    assert "".join(row[5:] for row in shown[:-1]).replace(" ", "") == LONG.replace(" ", "")


def test_a_word_without_a_gap_is_folded_where_the_room_ends() -> None:
    assert [row.rstrip() for row in rows("y" * 40, 30)] == [
        f"  9  {'y' * 25}",
        f"  ↳  {'y' * 15}",
        " 10  x = 1",
    ]
