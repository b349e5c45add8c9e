"""Laws of forms in QTI 2.2: another system's points for an answer are the ones that quizkit gives."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.formats.exporting.qti22_item import item_document
from quizkit.grading.scoring import CONFIDENCE, NEVER_NEGATIVE, RULES
from quizkit.model.answer import Chosen, ChosenSet, Ordered, Typed
from quizkit.model.lock import Variant
from tests.support.qti22_player import Item as Player
from tests.support.quizzes import Posed, item_of, points_for, quiz, reaching

POINTS = st.sampled_from([1.0, 0.5, 2.0, 3.0, 1 / 3, 12.0])
ENDINGS = st.sampled_from(["", "-minus-25", "-minus-33", "-minus-100"])
SIMPLE = ENDINGS.map(lambda ending: f"all-or-nothing{ending}") | st.none()
MANY = st.one_of(
    st.none(),
    st.sampled_from(NEVER_NEGATIVE),
    st.builds(
        lambda rule, ending: f"{rule}{ending}",
        st.sampled_from(sorted(set(RULES) - set(NEVER_NEGATIVE))),
        ENDINGS,
    ),
)


def player(posed: Posed) -> Player:
    form = quiz(posed)
    return Player(item_document(form.items[0], form))


def options(right: Sequence[bool]) -> list[dict[str, object]]:
    return [{"id": f"o{at}", "text": f"Option {at}", "correct": key} for at, key in enumerate(right)]


@given(right=st.lists(st.booleans(), min_size=2, max_size=6), policy=MANY, points=POINTS)
@settings(max_examples=150, deadline=None)
def test_every_way_to_tick_brings_what_the_policy_says(
    right: list[bool], policy: str | None, points: float
) -> None:
    posed = Posed({"kind": "multiple", "options": options(right)}, points, policy)
    other = player(posed)
    for size in range(1, len(right) + 1):
        for picked in itertools.combinations(range(len(right)), size):
            answer = ChosenSet(options=frozenset(f"o{at}" for at in picked))
            ours = points_for(posed, answer)
            theirs = other.score(["ABCDEF"[at] for at in picked])
            assert math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), (picked, ours, theirs)
    assert other.score([]) == (0.0 if any(right) else points)


@given(key=st.integers(0, 3), policy=SIMPLE, points=POINTS)
@settings(max_examples=40, deadline=None)
def test_an_option_brings_what_the_policy_says(key: int, policy: str | None, points: float) -> None:
    posed = Posed({"kind": "choice", "options": options([at == key for at in range(4)])}, points, policy)
    other = player(posed)
    for at, letter in enumerate("ABCD"):
        assert other.score(letter) == pytest.approx(points_for(posed, Chosen(option=f"o{at}")))
    assert other.score(None) == 0


@given(
    measured=reaching(),
    steps=st.lists(st.integers(-30, 30), min_size=1, max_size=20),
    policy=SIMPLE,
)
@settings(max_examples=150, deadline=None)
def test_a_number_is_right_up_to_the_same_ends(
    measured: tuple[float, dict[str, float]], steps: list[int], policy: str | None
) -> None:
    value, tolerance = measured
    posed = Posed({"kind": "numeric", "value": value, "tolerance": tolerance}, 2.0, policy)
    other = player(posed)
    reach = item_of(posed).content.high - item_of(posed).content.low  # type: ignore[union-attr]  # a number
    for step in steps:
        typed = f"{value + step * reach / 20:.9g}"
        assert other.score(typed) == points_for(posed, Typed(text=typed)), typed
    assert other.score(repr(value)) == 2.0


WORDS = st.text(st.sampled_from("abAB c'\"<&>é"), min_size=1, max_size=6).map(
    lambda text: " ".join(text.split())
)


@given(
    accepted=st.lists(WORDS.filter(bool), min_size=1, max_size=3),
    typed=st.lists(WORDS, max_size=5),
    capitals=st.booleans(),
    policy=SIMPLE,
)
@settings(max_examples=100, deadline=None)
def test_a_text_is_right_if_it_is_accepted(
    accepted: list[str], typed: list[str], capitals: bool, policy: str | None
) -> None:
    rules = ["spaces"] if capitals else ["case", "spaces"]
    posed = Posed({"kind": "text", "accept": accepted, "normalize": rules}, 1.0, policy)
    other = player(posed)
    for words in (*accepted, *(one.upper() for one in accepted), *typed):
        answer = Typed(text=words) if words else None
        assert other.score(words) == points_for(posed, answer), words


@given(order=st.permutations("wxyz"), needed=st.integers(2, 4), policy=SIMPLE, data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_order_is_right_as_a_whole(
    order: list[str], needed: int, policy: str | None, data: st.DataObject
) -> None:
    blocks = [{"id": name, "text": name} for name in "wxyz"]
    posed = Posed({"kind": "order", "blocks": blocks, "answer": order[:needed]}, 3.0, policy)
    other, letters = player(posed), dict(zip("wxyz", "ABCD", strict=True))
    given_orders = data.draw(
        st.lists(st.permutations("wxyz").map(lambda all_: all_[: needed + 1]), max_size=4)
    )
    for given_order in (order[:needed], order, *given_orders):
        theirs = other.score([letters[name] for name in given_order])
        assert theirs == points_for(posed, Ordered(blocks=tuple(given_order)))
    assert other.score([]) == 0


def test_a_prediction_is_right_by_what_the_program_gave() -> None:
    fields = {"kind": "predict", "code": "print(2)", "wrong": [{"mistake": "m1", "code": "print(3)"}]}
    options = [{"id": "right", "text": "`2`"}, {"id": "m1", "text": "`3`", "mistake": "m1"}]
    variant = Variant.model_validate({"key": "right", "options": options})
    posed = Posed(fields, 2.0, "all-or-nothing-minus-50", variant)
    for letter, name in (("A", "right"), ("B", "m1")):
        assert player(posed).score(letter) == points_for(posed, Chosen(option=name))


def test_what_the_policy_about_confidence_says_without_it_is_told() -> None:
    posed = Posed({"kind": "choice", "options": options([True, False])}, 2.0, CONFIDENCE)
    assert [player(posed).score(letter) for letter in "AB"] == [2, 0]
