"""The laws of filling slots: a filling is valid, found whenever there is one, and keeps what it grew from."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizkit.exam.matching import fill

WANTS = st.lists(st.lists(st.integers(0, 5), unique=True), max_size=5)


@given(lists=WANTS)
def test_it_finds_a_filling_exactly_if_there_is_one(lists: list[list[int]]) -> None:
    wants = dict(enumerate(lists))
    possible = any(
        all(item in wants[slot] for slot, item in zip(wants, items, strict=False))
        for items in permutations(range(6), len(wants))
    )
    filling = fill(wants)
    assert (filling is not None) == possible
    if filling is not None:
        assert set(filling) == set(wants)
        assert len(set(filling.values())) == len(filling)
        assert all(item in wants[slot] for slot, item in filling.items())


@given(lists=WANTS)
def test_what_was_held_stays_in_use(lists: list[list[int]]) -> None:
    wants = dict(enumerate(lists))
    first = next((slot for slot in wants if wants[slot]), None)
    if first is None:
        return
    held = {first: wants[first][-1]}
    filling = fill(wants, held)
    assert (filling is None) == (fill(wants) is None)
    assert filling is None or held[first] in filling.values()


def test_preferences_are_followed_where_nothing_stands_against_them() -> None:
    assert fill({"a": [1, 2], "b": [2, 1]}) == {"a": 1, "b": 2}
    assert fill({"a": [1, 2], "b": [1]}) == {"a": 2, "b": 1}
