"""Laws of forms for Moodle: it gives an answer the points that quizkit gives, or the difference is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.formats.exporting.gift import gift
from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.importing.gift import read_gift
from quizkit.formats.importing.model import Item, Numbers, Options, Words
from quizkit.formats.importing.moodle_xml import read_moodle_xml
from quizkit.grading.scoring import NEVER_NEGATIVE, RULES
from quizkit.model.answer import Chosen, ChosenSet, Ordered, Typed
from tests.support.moodle_player import MoodleQuestion, questions
from tests.support.quizzes import Posed, points_for, quiz, reaching

SIGNS = st.text(st.sampled_from("abAB*\\ c'\"<&>é{}~"), min_size=1, max_size=6)
WORDS = SIGNS.map(lambda words: " ".join(words.split())).filter(bool)
NEGATIVE = [f"{rule}-minus-25" for rule in RULES if rule not in NEVER_NEGATIVE]
POLICIES = st.sampled_from([None, *RULES, *NEGATIVE])
RIGHT = st.lists(st.booleans(), min_size=2, max_size=6)
ALWAYS_TOLD = ("time limit", "compared as it stands", "never as 1/2")


def played(posed: Posed) -> tuple[MoodleQuestion, list[str]]:
    """The question there, and what was told of it."""
    written = moodle_xml(quiz(posed))
    (question,) = questions(written.content)
    return MoodleQuestion(question), [
        note for note in written.notes if not any(said in note for said in ALWAYS_TOLD)
    ]


def near(theirs: float, ours: float) -> bool:
    """The same, but for percentages of five digits after the point that are added up."""
    return theirs == pytest.approx(ours, abs=1e-3)


def options_of(right: Iterable[bool]) -> list[dict[str, object]]:
    return [{"id": f"o{at}", "text": f"Option {at}", "correct": key} for at, key in enumerate(right)]


@given(right=RIGHT, policy=POLICIES, points=st.sampled_from([1, 2.5]))
@settings(max_examples=150, deadline=None)
def test_picks_bring_the_same_points_or_it_is_told(
    right: list[bool], policy: str | None, points: float
) -> None:
    posed = Posed({"kind": "multiple", "options": options_of(right)}, points=points, policy=policy)
    theirs, told = played(posed)
    for size in range(1, len(right) + 1):
        for picked in itertools.combinations(range(len(right)), size):
            ours = points_for(posed, ChosenSet(options=frozenset(f"o{at}" for at in picked)))
            assert told or near(theirs.pick(*picked), ours)


@pytest.mark.parametrize("policy", [None, "net-correct", "partial-true", "partial-false", "partial-all"])
def test_what_moodle_can_score_is_not_told(policy: str | None) -> None:
    assert not played(Posed({"kind": "multiple", "options": options_of([True, True, False])}, policy=policy))[
        1
    ]


@pytest.mark.parametrize("key", range(4))
@pytest.mark.parametrize("percent", [0, 5, 25, 34, 100])
def test_one_pick_brings_or_costs_the_same_points_or_it_is_told(key: int, percent: int) -> None:
    policy = f"all-or-nothing-minus-{percent}" if percent else None
    posed = Posed({"kind": "choice", "options": options_of(at == key for at in range(4))}, policy=policy)
    theirs, told = played(posed)
    same = [near(theirs.pick(at), points_for(posed, Chosen(option=f"o{at}"))) for at in range(4)]
    assert all(same) == (not told)
    assert bool(told) == (percent == 34)


@given(
    accepted=st.lists(WORDS, min_size=1, max_size=3),
    typed=st.lists(WORDS, max_size=5),
    capitals=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_exactly_the_accepted_texts_are_right(accepted: list[str], typed: list[str], capitals: bool) -> None:
    rules = ["spaces"] if capitals else ["case", "spaces"]
    wrong = [{"mistake": "m1", "text": "*", "feedback": "No."}]
    posed = Posed({"kind": "text", "accept": accepted, "normalize": rules, "wrong": wrong})
    theirs, told = played(posed)
    assert not told
    for words in (*accepted, *(one.upper() for one in accepted), *typed, "*"):
        assert theirs.type(words) == points_for(posed, Typed(text=words))


@given(number=reaching(), steps=st.lists(st.integers(-30, 30), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_number_is_right_up_to_the_same_ends(
    number: tuple[float, dict[str, float]], steps: list[int]
) -> None:
    posed = Posed({"kind": "numeric", "value": number[0], "tolerance": number[1]})
    theirs, told = played(posed)
    off = float(theirs.element.findtext("answer/tolerance") or "")
    for step in steps:
        typed = f"{number[0] + step * off / 10:.9g}"
        if abs(step) != 10:  # at the very end each rounds in its own way
            assert told or theirs.type(typed) == points_for(posed, Typed(text=typed)), typed


@given(order=st.permutations("wxyz"), needed=st.integers(2, 4), answered=st.permutations("wxyz"))
@settings(max_examples=60, deadline=None)
def test_only_the_right_order_brings_everything(order: list[str], needed: int, answered: list[str]) -> None:
    blocks = [{"id": name, "text": name} for name in "wxyz"]
    posed = Posed({"kind": "order", "blocks": blocks, "answer": order[:needed]}, points=3)
    letters = dict(zip("wxyz", "ABCD", strict=True))
    theirs, told = played(posed)
    assert told
    for answer in (order[:needed], answered[:needed]):
        typed = " ".join(letters[name] for name in answer)
        brings = theirs.order(answer) if needed == len(order) else theirs.type(typed)
        assert brings == points_for(posed, Ordered(blocks=tuple(answer)))


@given(
    right=RIGHT,
    policy=POLICIES,
    accepted=st.lists(WORDS.filter(lambda words: "->" not in words), min_size=1, max_size=3),
    number=reaching(),
)
@settings(max_examples=100, deadline=None)
def test_gift_says_the_same_as_xml(
    right: list[bool], policy: str | None, accepted: list[str], number: tuple[float, dict[str, float]]
) -> None:
    form = quiz(
        Posed({"kind": "multiple", "options": options_of([True, *right])}, policy=policy),
        Posed({"kind": "choice", "options": options_of(at == 1 for at in range(3))}),
        Posed({"kind": "text", "accept": accepted}),
        Posed({"kind": "numeric", "value": number[0], "tolerance": number[1]}),
    )
    xml = read_moodle_xml(str(moodle_xml(form).content).encode(), "f").items
    plain = read_gift(str(gift(form).content), "f").items
    assert [said(one) for one in xml] == [said(one) for one in plain]


def said(item: Item) -> tuple[object, ...]:
    """What a question that was read asks for."""
    match item.content:
        case Options(answers, many):
            return many, *((answer.text.text, answer.weight) for answer in answers)
        case Words(answers):
            return tuple((answer.text.text, answer.weight) for answer in answers)
        case Numbers(numbers):
            return tuple((number.value, number.low, number.high) for number in numbers)
    raise AssertionError(item.content)
