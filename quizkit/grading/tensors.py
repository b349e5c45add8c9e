"""Comparison of tensors element by element with numpy: shape first, then dtype, then values; never raises."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quizkit.grading.difference import Difference, default_tolerance
from quizkit.grading.elements import Array, elements
from quizkit.grading.words import element, number, shape, show
from quizkit.model.code_parts import Tolerance
from quizkit.model.value import Tensor

Reals = NDArray[np.float64]

BLOCK = 1 << 18  # elements compared at a time: 2 MB of float64 stay in the cache


def compare_tensors(expected: Tensor, actual: Tensor, tolerance: Tolerance | None) -> Difference | None:
    """The difference between two tensors, or None.

    Shapes and dtypes must be equal. NaN is right exactly where `expected` has one, an infinity only as
    itself;
    -0.0 equals 0.0. Tensors of an unknown dtype must be equal byte by byte.
    """
    if expected.shape != actual.shape:
        says = f"the shape is {shape(actual.shape)} where {shape(expected.shape)} was expected"
        return Difference("", says, show(expected), show(actual))
    if expected.dtype != actual.dtype:
        says = f"the dtype is {actual.dtype[:40]!r} where {expected.dtype[:40]!r} was expected"
        return Difference("", says, show(expected), show(actual))
    if expected.data == actual.data:
        return None
    key, came = elements(expected), elements(actual)
    if key is None or came is None:
        return Difference("", "the elements cannot be read alike", show(expected), show(actual))
    return _compare_elements(key, came, expected, actual, tolerance or default_tolerance(expected.dtype))


def _compare_elements(
    key: Array, came: Array, expected: Tensor, actual: Tensor, allowed: Tolerance
) -> Difference | None:
    wrong, worst, largest, tolerances = 0, 0, -1.0, 0.0
    for start in range(0, key.size, BLOCK):
        gap, limit, bad = _gaps(key[start : start + BLOCK], came[start : start + BLOCK], allowed)
        if not bad.any():
            continue
        wrong += int(bad.sum())
        gap = np.where(bad, gap, -1.0)
        at = int(gap.argmax())
        if gap[at] > largest:
            largest, worst = float(gap[at]), start + at
        with np.errstate(all="ignore"):
            units = np.where(limit > 0, gap / limit, math.inf)
        tolerances = max(tolerances, float(units[bad].max()))
    if not wrong:
        return None
    index = _unravel(worst, expected.shape)
    finite = math.isfinite(largest)
    says = _says(wrong, key.size, index, element(key[worst].item()), element(came[worst].item()), largest)
    return Difference(
        path="",
        says=says,
        expected=show(expected),
        actual=show(actual),
        largest=largest if finite else None,
        index=index,
        tolerances=tolerances,
    )


def _gaps(key: Array, came: Array, allowed: Tolerance) -> tuple[Reals, Reals, NDArray[np.bool_]]:
    """Per element: the difference (infinite where there is none), what was allowed, whether it is wrong."""
    with np.errstate(all="ignore"):
        same = (key == came) | ((key != key) & (came != came))
        wide = np.complex128 if key.dtype.kind == "c" else np.float64
        key_wide, came_wide = key.astype(wide), came.astype(wide)
        gap = np.abs(came_wide - key_wide)
        gap = np.where(np.isfinite(gap), gap, math.inf)
        limit = allowed.atol + allowed.rtol * np.abs(key_wide)
        limit = np.where(np.isfinite(limit), limit, 0.0)
        near = gap <= limit
    if key.dtype.kind in "iub" and not (allowed.atol or allowed.rtol):
        near = same  # two large integers may be one float64
    return gap, limit, ~(same | near)


def _says(wrong: int, total: int, index: tuple[int, ...], key: str, came: str, largest: float) -> str:
    where = f" at {shape(index)}" if index else ""
    these = f"{came} where {key} was expected{where}"
    if math.isfinite(largest):
        these = f"the largest difference is {number(largest)}{where}: {came} where {key} was expected"
    return these if total == 1 else f"{wrong} of {total} elements differ; {these}"


def _unravel(flat: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    index: list[int] = []
    for size in reversed(sizes):
        flat, at = divmod(flat, size)
        index.append(at)
    return tuple(reversed(index))
