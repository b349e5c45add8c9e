"""Laws of forms for Canvas: its rules take for right what quizkit takes for right."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.formats.exporting.canvas_item import item_element
from quizkit.model.answer import Chosen, ChosenSet, Ordered, Typed
from tests.support.qti12_player import NAMESPACE, Item
from tests.support.quizzes import Posed, item_of, points_for, reaching

WORDS = st.text(st.sampled_from("abAB c'\"<&>é"), min_size=1, max_size=6).map(
    lambda text: " ".join(text.split())
)
TYPED = "response1"


def player(posed: Posed) -> Item:
    written = ElementTree.tostring(item_element(item_of(posed), "name"), encoding="unicode")
    return Item(ElementTree.fromstring(f'<all xmlns="{NAMESPACE[1:-1]}">{written}</all>')[0])


def is_right(posed: Posed, answer: Chosen | ChosenSet | Typed | Ordered) -> bool:
    return points_for(posed, answer) == posed.points


@given(right=st.lists(st.booleans(), min_size=2, max_size=5).filter(any))
@settings(max_examples=40, deadline=None)
def test_exactly_the_right_ticks_are_right(right: list[bool]) -> None:
    options = [{"id": f"o{at}", "text": f"Option {at}", "correct": key} for at, key in enumerate(right)]
    posed = Posed({"kind": "multiple", "options": options})
    other = player(posed)
    for size in range(len(right) + 1):
        for picked in itertools.combinations(range(len(right)), size):
            theirs = other.score({TYPED: frozenset("ABCDE"[at] for at in picked)}) == 100
            assert theirs == is_right(posed, ChosenSet(options=frozenset(f"o{at}" for at in picked)))


@given(key=st.integers(0, 3))
def test_exactly_the_right_option_is_right(key: int) -> None:
    options = [{"id": f"o{at}", "text": f"Option {at}", "correct": at == key} for at in range(4)]
    posed = Posed({"kind": "choice", "options": options})
    for at, letter in enumerate("ABCD"):
        theirs = player(posed).score({TYPED: letter}) == 100
        assert theirs == is_right(posed, Chosen(option=f"o{at}"))


@given(
    accepted=st.lists(WORDS.filter(bool), min_size=1, max_size=3),
    typed=st.lists(WORDS.filter(bool), max_size=5),
    capitals=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_exactly_the_accepted_texts_are_right(accepted: list[str], typed: list[str], capitals: bool) -> None:
    rules = ["spaces"] if capitals else ["case", "spaces"]
    wrong = [{"mistake": "m1", "text": "zz", "feedback": "No."}]
    posed = Posed({"kind": "text", "accept": accepted, "normalize": rules, "wrong": wrong})
    other = player(posed)
    for words in (*accepted, *(one.upper() for one in accepted), *typed, "zz"):
        assert (other.score({TYPED: words}) == 100) == is_right(posed, Typed(text=words))


@given(data=st.data(), steps=st.lists(st.integers(-30, 30), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_number_is_right_up_to_the_same_ends(data: st.DataObject, steps: list[int]) -> None:
    value, tolerance = data.draw(reaching())
    posed = Posed({"kind": "numeric", "value": value, "tolerance": tolerance})
    other, content = player(posed), item_of(posed).content
    reach = content.high - content.low  # type: ignore[union-attr]  # a number
    for step in steps:
        typed = f"{value + step * reach / 20:.9g}"
        assert (other.score({TYPED: typed}) == 100) == is_right(posed, Typed(text=typed)), typed


@given(order=st.permutations("wxyz"), needed=st.integers(2, 4), given_order=st.permutations("wxyz"))
@settings(max_examples=60, deadline=None)
def test_only_the_right_order_brings_everything(
    order: list[str], needed: int, given_order: list[str]
) -> None:
    blocks = [{"id": name, "text": name} for name in "wxyz"]
    posed = Posed({"kind": "order", "blocks": blocks, "answer": order[:needed]})
    letters = dict(zip("wxyz", "ABCD", strict=True))
    for answer in (order[:needed], given_order[:needed]):
        places = {f"response_{letters[name]}": f"place_{at}" for at, name in enumerate(answer, start=1)}
        left = {f"response_{letter}": f"place_{needed + 1}" for letter in "ABCD"}
        theirs = player(posed).score(left | places)
        assert (theirs == pytest.approx(100, abs=0.05)) == is_right(posed, Ordered(blocks=tuple(answer)))
