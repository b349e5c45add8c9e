"""Says in words what a chart shows, for whoever does not see it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise


def described(values: Sequence[float], across: str, upright: str, decimals: int) -> str:
    """The curve through `values` at 1, 2, ... in a sentence; values that are not finite are left out."""
    points = [
        (place, round(value, decimals)) for place, value in enumerate(values, 1) if math.isfinite(value)
    ]
    if not points:
        return f"There is no finite {upright} to draw."
    (first, start), (last, end) = points[0], points[-1]
    if len(points) == 1:
        return f"The {upright} is {start:.{decimals}f} at {across} {first}."
    ways = f"from {start:.{decimals}f} at {across} {first} to {end:.{decimals}f} at {across} {last}"
    steps = [round(after[1] - before[1], decimals) for before, after in pairwise(points)]
    if not any(steps):
        return f"The {upright} stays at {start:.{decimals}f}, from {across} {first} to {across} {last}."
    if all(step < 0 for step in steps) or all(step > 0 for step in steps):
        way = "falls" if steps[0] < 0 else "rises"
        return f"The {upright} {way} all the way, {ways}{_steepest(points, steps, across, decimals)}."
    (at_low, low), (at_high, high) = (pick(points, key=lambda point: point[1]) for pick in (min, max))
    ends = (
        f"lowest {low:.{decimals}f} at {across} {at_low}, highest {high:.{decimals}f} at {across} {at_high}"
    )
    return f"The {upright} does not go one way only, {ways}: {ends}."


def _steepest(points: Sequence[tuple[int, float]], steps: Sequence[float], across: str, decimals: int) -> str:
    """Where the largest step is, if there are several."""
    if len(steps) == 1:
        return ""
    at = max(range(len(steps)), key=lambda place: abs(steps[place]))
    return (
        f", most between {across}s {points[at][0]} and {points[at + 1][0]}, by {abs(steps[at]):.{decimals}f}"
    )
