"""The laws of laying options out: what is shown is what the question asks for, and comes out again."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.bank.laying_out import can_be_shown, laid_out, narrowed, number_in
from quizkit.bank.version import grade_version
from quizkit.model.question import Choice, Multiple, Option
from quizkit.rng import Stream

NUMBERS = st.lists(st.integers(-999, 999), min_size=2, max_size=20, unique=True)


@st.composite
def questions(draw: st.DrawFn) -> Choice | Multiple:
    """Every way to lay options out, of options that are numbers."""
    texts = draw(NUMBERS)
    names = [f"o{number}" for number in range(len(texts))]
    several = draw(st.booleans())
    right = set(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3 if several else 1)))
    pin: Mapping[str, str] = draw(
        st.dictionaries(st.sampled_from(names), st.sampled_from(["first", "last"]), max_size=2)
    )
    always = len(right | set(pin))
    most = min(9, len(names) - 1)
    may_not = len(names) <= 9
    if always >= most:
        right, pin, always = {names[0]}, {}, 1
    counts = st.integers(max(2, always + 1), max(2, most))
    shows = draw(st.none() if may_not and most <= always else counts | st.none() if may_not else counts)
    sort = draw(st.sampled_from([None, "ascending", "descending"]))
    order: dict[str, object] = {"pin": pin, "sort": sort, "draw": shows}
    if sort is None:
        order["shuffle"] = draw(st.booleans())
    fields = {
        "id": "q",
        "difficulty": "easy",
        "skills": ["s"],
        "prompt": "Which?",
        "kind": "multiple" if several else "choice",
        "options": [
            {"id": name, "text": str(number), "correct": name in right}
            for name, number in zip(names, texts, strict=True)
        ],
        "order": order,
        "solution": {},
    }
    return (Multiple if several else Choice).model_validate(fields)


def free(question: Choice | Multiple, shown: list[Option]) -> list[Option]:
    return [option for option in shown if option.id not in question.order.pin]


@settings(max_examples=300, deadline=None)
@given(question=questions(), seed=st.integers())
def test_what_is_shown_keeps_every_rule(question: Choice | Multiple, seed: int) -> None:
    order = question.order
    shown = laid_out(question, Stream("s", seed))
    names = [option.id for option in shown]
    assert len(names) == len(set(names)) == (order.draw or len(question.options)) <= 9
    assert {option.id for option in question.options if option.correct} <= set(names)
    ends = [order.pin.get(name, "between") for name in names]
    assert ends == sorted(ends, key=["first", "between", "last"].index)
    values = [number_in(option.text) or 0.0 for option in free(question, shown)]
    if order.sort is not None:
        assert values == sorted(values, reverse=order.sort == "descending")
    elif not order.shuffle:
        written = [option for option in question.options if option.id in names]
        assert free(question, shown) == free(question, written)
    assert laid_out(question, Stream("s", seed)) == shown
    assert order.draw is None or can_be_shown(question, names)


@settings(max_examples=200, deadline=None)
@given(question=questions(), seed=st.integers())
def test_a_narrowed_question_is_one_that_never_had_more(question: Choice | Multiple, seed: int) -> None:
    names = [option.id for option in laid_out(question, Stream("s", seed))]
    small = narrowed(question, names)
    assert isinstance(small, Choice | Multiple)
    assert {option.id for option in small.options} == set(names)
    assert narrowed(small, names) == small
    assert [one.id for one in laid_out(small, None)] == [
        one.id for one in laid_out(question, None) if one.id in names
    ]
    again = type(question).model_validate(small.model_dump())
    assert grade_version(again, None, None) == grade_version(small, None, None)


@settings(max_examples=30, deadline=None)
@given(question=questions())
def test_every_draw_comes_up(question: Choice | Multiple) -> None:
    if question.order.draw is None:
        return
    always = {one.id for one in question.options if one.correct or one.id in question.order.pin}
    count = comb(len(question.options) - len(always), question.order.draw - len(always))
    if count <= 40:
        drawn = {
            frozenset(one.id for one in laid_out(question, Stream("s", seed))) for seed in range(40 * count)
        }
        assert len(drawn) == count
