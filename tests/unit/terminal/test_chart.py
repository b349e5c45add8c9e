"""The chart: round axes, one mark for each point, nothing beyond its width."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.terminal.chart import MARK, Axis, axis_for, chart


def labels(axis: Axis) -> list[str]:
    """What stands beside the upright axis, upwards."""
    return [axis.label(row) for row in range(axis.low, axis.high + 1, 4)]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1.217, 0.83, 0.46], ["0.4", "0.6", "0.8", "1.0", "1.2"]),
        ([0.001, 0.0002], ["0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]),
        ([900, 90], ["0", "200", "400", "600", "800", "1000"]),
        ([-1.0, 1.0], ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        ([3.0, 3.0], ["3", "4"]),
    ],
)
def test_the_upright_axis_has_round_steps(values: list[float], shown: list[str]) -> None:
    assert labels(axis_for(values)) == shown


@given(some.lists(some.floats(-1e12, 1e12), min_size=1, max_size=40), some.integers(40, 100))
def test_every_chart_keeps_its_width_and_marks_its_points(values: list[float], width: int) -> None:
    lines = chart(values, "epoch", "loss", width)
    axis = lines[-2]
    assert len(axis) - axis.index("+") - 1 == width
    body = [line[axis.index("+") + 1 :] for line in lines[1:-2]]
    assert all(len(line) <= width for line in body)
    marks = sum(line.count(MARK) for line in body)
    assert marks == len(values) if len(values) <= 10 else 1 <= marks <= len(values)


@given(some.lists(some.floats(0.01, 1e6), min_size=2, max_size=5))
def test_a_point_is_drawn_within_half_a_row_of_its_value(values: list[float]) -> None:
    axis = axis_for(values)
    for value in values:
        assert axis.low <= axis.row(value) <= axis.high
        assert abs(axis.row(value) * axis.unit - value) <= axis.unit / 2 * (1 + 1e-9)


def test_values_that_are_not_finite_are_left_out() -> None:
    lines = chart([math.inf, 2.0, math.nan, 1.0], "epoch", "loss")
    assert "".join(lines[1:-1]).count(MARK) == 2
    assert lines[-1].split() == ["1", "2", "3", "4", "epoch"]


def test_nothing_finite_is_said_in_words() -> None:
    assert chart([math.nan], "epoch", "loss") == ["There is no finite loss to draw."]


@pytest.mark.parametrize("values", [[5e-324], [0.0, 1e-320], [-1e308, 1e308, 1.0], [1e300, 2.0, 1.0]])
def test_extremes_keep_the_chart_small(values: list[float]) -> None:
    lines = chart(values, "epoch", "loss", 40)
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 70


def test_a_second_curve_has_marks_of_its_own() -> None:
    text = "".join(chart([3.0, 2.0, 1.0], "epoch", "norm", 40, [3.0, 3.0, 3.0])[1:-2])
    assert (text.count("o"), text.count("x"), text.count("*")) == (2, 2, 1)


def test_beyond_ten_points_only_the_ends_are_numbered() -> None:
    assert chart([1.0 / n for n in range(1, 41)], "epoch", "loss")[-1].split() == ["1", "40", "epoch"]
