"""No input makes the engine's decoder raise anything but its own error."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given
from hypothesis import strategies as st

from quizkit.sandbox.wire import HEADER, Frame, Malformed, decoded

TAGS = st.sampled_from(["tuple", "dict", "int", "float", "bytes", "tensor", "error", "opaque", "x"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["int8", "nan"])
)
NODES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TAGS | st.text(max_size=3), inner, max_size=2)
    ),
)
TREES = st.fixed_dictionaries(
    {"end": st.sampled_from(["ok", "raised"]) | NODES, "raised": NODES, "values": NODES}
)


def decode_or_refuse(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        assert isinstance(decoded(data), Frame)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    decode_or_refuse(data)


@given(st.binary(max_size=100), st.binary(max_size=30))
def test_any_tree_and_block_are_decoded_or_refused(tree: bytes, block: bytes) -> None:
    decode_or_refuse(HEADER.pack(b"QKWF", 1, 0, len(tree), len(block)) + tree + block)


@given(
    TREES | st.builds(lambda node: {"end": "ok", "raised": None, "values": {"x": node}}, NODES),
    st.binary(max_size=9),
)
def test_any_json_is_decoded_or_refused(tree: object, block: bytes) -> None:
    text = json.dumps(tree).encode()
    decode_or_refuse(HEADER.pack(b"QKWF", 1, 0, len(text), len(block)) + text + block)
