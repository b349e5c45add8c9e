"""Comparison under hypothesis: never raises, is reflexive, symmetric where no tolerance is relative."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from quizkit.grading.compare import compare
from quizkit.grading.difference import DEFAULTS
from quizkit.model.code_parts import Tolerance
from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value

SIZES = {"float32": 4, "bfloat16": 2, "int64": 8, "bool": 1, "complex64": 8, "uint8": 1, "float8_e4m3": 1}
DTYPES = st.sampled_from(sorted({*SIZES, *DEFAULTS}))


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    dtype = draw(DTYPES)
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    size = math.prod(shape) * SIZES.get(dtype, 8)
    return Tensor(dtype, shape, draw(st.binary(min_size=size, max_size=size)))


hostile_tensors = st.builds(
    Tensor, DTYPES, st.lists(st.integers(-2, 2**62), max_size=3).map(tuple), st.binary(max_size=20)
)
plain: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    tensors(),
)
raised = st.builds(Raised, st.text(max_size=5), st.text(max_size=5), st.none() | st.integers())
opaque = st.builds(Opaque, st.text(max_size=5), st.text(max_size=5))


def nested(leaves: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Sequence, st.sampled_from(["list", "tuple"]), st.lists(inner, max_size=3).map(tuple)),
            st.builds(Mapping, st.lists(st.tuples(inner, inner), max_size=3).map(tuple)),
        ),
        max_leaves=6,
    )


honest = nested(plain | raised)
anything = nested(plain | raised | opaque | hostile_tensors)
tolerances = st.none() | st.builds(Tolerance, rtol=st.floats(0, 1), atol=st.floats(0, 1e300))


@given(anything, anything, tolerances, st.booleans())
def test_comparison_never_raises(one: Value, other: Value, tolerance: Tolerance | None, strict: bool) -> None:
    found = compare(one, other, tolerance, strict)
    assert found is None or (found.tolerances > 0 and len(found.expected) <= 200 and len(found.actual) <= 200)


@given(honest, tolerances, st.booleans())
def test_every_transparent_value_equals_itself(
    value: Value, tolerance: Tolerance | None, strict: bool
) -> None:
    assert compare(value, value, tolerance, strict) is None


@given(honest, honest, st.floats(0, 1e3), st.booleans())
def test_the_verdict_is_symmetric_without_a_relative_tolerance(
    one: Value, other: Value, atol: float, strict: bool
) -> None:
    tolerance = Tolerance(rtol=0, atol=atol)
    there = compare(one, other, tolerance, strict)
    back = compare(other, one, tolerance, strict)
    assert (there is None) == (back is None)


@given(anything, anything)
def test_words_hold_nothing_that_acts_on_a_terminal(one: Value, other: Value) -> None:
    found = compare(one, other)
    if found:
        assert (str(found) + found.expected + found.actual).isprintable()
