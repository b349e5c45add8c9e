"""Canonical JSON: the order of keys never matters, any other difference does."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from quizkit.bank.canonical import canonical_json, digest

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DATA = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def turned(data: object) -> object:
    """The same data, every mapping's keys in reverse order."""
    if isinstance(data, dict):
        return {key: turned(data[key]) for key in reversed(data)}
    return [turned(item) for item in data] if isinstance(data, list) else data


@given(DATA)
def test_the_order_of_keys_does_not_matter(data: object) -> None:
    assert digest(turned(data)) == digest(data)


@given(DATA, DATA)
def test_different_data_have_different_texts(one: object, other: object) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical_json(one) == canonical_json(other)) == same


def test_numbers_texts_and_truth_values_are_kept_apart() -> None:
    assert len({digest(value) for value in (1, 1.0, True, "1", None, [1], {"1": 1})}) == 7


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert canonical_json({"b": [1, 2.5, None], "a": "ü"}) == '{"a":"ü","b":[1,2.5,null]}'.encode()
    assert digest({"b": 1, "a": 2}) == "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772"
