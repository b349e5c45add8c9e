"""Draws curves in plain characters: axes with round labels, a mark at each point, dots in between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_STEPS = 5  # labelled steps on the upright axis
ROWS_PER_STEP = 4
MOST_LABELS = 10  # below the curve; beyond these only the first and the last
MARK, BETWEEN = "o", "."
SMALLEST, LARGEST = 1e-12, 1e12  # a span below counts as none, a value beyond is not drawn
OTHER, BOTH = "x", "*"  # the points of a second curve, and where both have one


@dataclass(frozen=True)
class Axis:
    """The upright axis: rows `low` to `high`, in multiples of `unit`; every ROWS_PER_STEP-th is labelled."""

    unit: float
    low: int
    high: int

    def row(self, value: float) -> int:
        """The row nearest to `value`, as a multiple of the unit."""
        return round(value / self.unit)

    def label(self, row: int) -> str:
        """The value of a row, with as many decimals as a step needs."""
        decimals = max(0, -math.floor(math.log10(self.unit * ROWS_PER_STEP) + 1e-9))
        return f"{row * self.unit:.{decimals}f}"


def axis_for(values: Sequence[float]) -> Axis:
    """The axis for finite `values`: its step is 1, 2 or 5 times a power of ten, its ends are whole steps.

    The ends hold the rows that values fall on, not the values: 1.217 falls on the row of 1.2 and needs no
    1.4.
    """
    low, high = min(values), max(values)
    span = next((span for span in (high - low, abs(high)) if span >= SMALLEST), 1.0)
    power = 10.0 ** math.floor(math.log10(span / MOST_STEPS))
    step = next(factor * power for factor in (1, 2, 5, 10) if span <= factor * power * MOST_STEPS)
    unit = step / ROWS_PER_STEP
    bottom = math.floor(round(low / unit) / ROWS_PER_STEP) * ROWS_PER_STEP
    top = math.ceil(round(high / unit) / ROWS_PER_STEP) * ROWS_PER_STEP
    return Axis(unit, bottom, max(top, bottom + ROWS_PER_STEP))


def chart(
    values: Sequence[float], across: str, upright: str, width: int = 60, other: Sequence[float] = ()
) -> list[str]:
    """Lines that draw `values` against 1, 2, ...; `across` and `upright` name the axes.

    The points of a second curve, `other`, have a mark of their own. Values that are not finite, or too
    large to be drawn, are left out; with none left the one line says so.
    """
    points, others = _finite(values), _finite(other)
    if not points:
        return [f"There is no finite {upright} to draw."]
    axis = axis_for([*points.values(), *others.values()])
    columns = [_column(index, len(values), width) for index in range(len(values))]
    canvas = {row: [" "] * width for row in range(axis.low, axis.high + 1)}
    for index, value in points.items():
        if index + 1 in points:
            _dots(canvas, axis, (columns[index], value), (columns[index + 1], points[index + 1]))
    for index, value in points.items():
        canvas[axis.row(value)][columns[index]] = MARK
    for index, value in others.items():
        if index < len(columns):
            line = canvas[axis.row(value)]
            line[columns[index]] = BOTH if line[columns[index]] in (MARK, BOTH) else OTHER
    labels = {row: axis.label(row) for row in canvas if row % ROWS_PER_STEP == 0}
    margin = max(len(label) for label in labels.values())
    lines = [upright]
    lines += [
        f"{labels.get(row, ''):>{margin}} |{''.join(canvas[row])}".rstrip()
        for row in sorted(canvas, reverse=True)
    ]
    lines.append(" " * margin + " +" + "-" * width)
    lines.append(" " * (margin + 2) + _ticks(columns, width) + f"  {across}")
    return lines


def _finite(values: Sequence[float]) -> dict[int, float]:
    return {index: value for index, value in enumerate(values) if abs(value) <= LARGEST}


def _column(index: int, count: int, width: int) -> int:
    """Where point `index` of `count` stands, with a little room at both ends."""
    return 2 + round(index * (width - 5) / max(count - 1, 1))


def _dots(canvas: dict[int, list[str]], axis: Axis, start: tuple[int, float], end: tuple[int, float]) -> None:
    """Dot the straight way between two points, one dot in each column."""
    (first, low), (last, high) = start, end
    for column in range(first + 1, last):
        share = (column - first) / (last - first)
        canvas[axis.row(low + share * (high - low))][column] = BETWEEN


def _ticks(columns: Sequence[int], width: int) -> str:
    """The numbers 1, 2, ... under their columns."""
    line = [" "] * width
    shown = range(len(columns)) if len(columns) <= MOST_LABELS else (0, len(columns) - 1)
    for index in shown:
        text = str(index + 1)
        start = min(columns[index], width - len(text))
        line[start : start + len(text)] = text
    return "".join(line).rstrip()
