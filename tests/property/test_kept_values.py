"""Values that the engine keeps are read again as they were, by the decoder that jails' frames go through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value
from quizkit.sandbox.wire import EXACT, decoded
from quizkit.sandbox.wire_out import encoded

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
RAISED = st.builds(Raised, TEXT, TEXT, st.none() | st.integers(0, 99))
TENSORS = st.builds(lambda data: Tensor("int16", (len(data) // 2,), data[: len(data) // 2 * 2]), st.binary())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(EXACT**2), EXACT**2)
    | st.floats(allow_nan=False)
    | TEXT
    | st.binary(max_size=9)
    | TENSORS
    | RAISED
    | st.builds(Opaque, TEXT, TEXT)
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Sequence, st.sampled_from(["list", "tuple"]), st.lists(inner, max_size=4).map(tuple))
        | st.builds(Mapping, st.lists(st.tuples(inner, inner), max_size=3).map(tuple))
    ),
)


@given(st.dictionaries(TEXT, VALUES, max_size=3), st.none() | RAISED)
def test_what_is_written_is_read_as_it_was(values: dict[str, Value], raised: Raised | None) -> None:
    frame = decoded(encoded(values, raised))
    assert (frame.end, frame.raised) == ("ok", raised)
    assert repr(frame.values) == repr(values), "by repr, which tells True from 1 and 0.0 from -0.0"


def test_no_number_is_read_as_no_number() -> None:
    (value,) = decoded(encoded({"x": float("nan")})).values.values()
    assert repr(value) == "nan"
