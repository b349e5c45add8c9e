"""Comparison of single Python numbers: exact for two ints, else within a tolerance; never raises."""

from __future__ import annotations

import math

from quizkit.grading.difference import EXACT, Difference, default_tolerance
from quizkit.grading.words import number
from quizkit.model.code_parts import Tolerance


def compare_numbers(expected: float, actual: float, tolerance: Tolerance | None) -> Difference | None:
    """The difference between two numbers (int or float, no bool), or None.

    Without `tolerance` two ints compare exactly and anything else as float64. NaN equals only NaN, an
    infinity only itself.
    """
    whole = isinstance(expected, int) and isinstance(actual, int)
    allowed = tolerance or (EXACT if whole else default_tolerance("float64"))
    key, came = as_float(expected), as_float(actual)
    if expected == actual or (math.isnan(key) and math.isnan(came)):
        return None
    gap = as_float(abs(actual - expected)) if whole else abs(came - key)
    finite = math.isfinite(gap)
    limit = allowed.atol + allowed.rtol * abs(key) if math.isfinite(key) else 0.0
    if finite and gap <= limit:
        return None
    return Difference(
        path="",
        says=f"{number(actual)} where {number(expected)} was expected"
        + (f", a difference of {number(gap)}" if finite else ""),
        expected=number(expected),
        actual=number(actual),
        largest=gap if finite else None,
        tolerances=gap / limit if finite and limit > 0 else math.inf,
    )


def as_float(value: float) -> float:
    """`value` as a float; an int beyond their range becomes an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
