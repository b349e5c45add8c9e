"""Reading and judging guesses: shapes as people type them, and never a wrong without a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.session.prediction import (
    Guess,
    Judged,
    Option,
    Prediction,
    Unclear,
    judge,
    key_words,
    read_guess,
    read_shape,
    shape_words,
)

SHAPE = Prediction(
    takes="shape",
    prompt="?",
    key=(64, 10),
    because="So it is.",
    hint="",
    options=(Option((10, 64), "10 x 64", "Swapped."), Option((64, 10), "64 x 10")),
)
COUNT = Prediction(takes="count", prompt="?", key=24.0, because="", hint="")
NUMBER = Prediction(takes="number", prompt="?", key=0.222, because="", hint="", within=0.0055)
SHAPES = some.lists(some.integers(0, 10**12 - 1), max_size=8).map(tuple)


@pytest.mark.parametrize(
    "typed", ["64x10", "64 x 10", "64X10", "64×10", "64*10", "64, 10", "64 10", "(64, 10)", "[64,10]"]
)
def test_a_shape_may_be_typed_as_people_write_it(typed: str) -> None:
    assert read_shape(typed) == (64, 10)


@pytest.mark.parametrize("typed", ["scalars", "Scalar", "()", "[]"])
def test_single_numbers_have_a_shape_without_a_dimension(typed: str) -> None:
    assert read_shape(typed) == ()


@pytest.mark.parametrize(
    "typed", ["", "x", "64x", "x10", "-64x10", "6.4x10", "1" * 13, "1x" * 8 + "1", "(64", "٦٤"]
)
def test_what_is_no_shape_is_not_read_as_one(typed: str) -> None:
    assert read_shape(typed) is None


@given(SHAPES)
def test_a_shape_is_read_as_it_is_written(shape: tuple[int, ...]) -> None:
    assert read_shape(shape_words(shape)) == shape


@pytest.mark.parametrize(("typed", "guess"), [("1", (10, 64)), ("2", (64, 10)), ("3", (3,)), ("(2,)", (2,))])
def test_a_lone_number_chooses_an_option_where_there_are_so_many(typed: str, guess: Guess) -> None:
    assert read_guess(SHAPE, typed) == guess


@given(some.text(max_size=200), some.sampled_from([SHAPE, COUNT, NUMBER]))
def test_whatever_is_typed_is_a_guess_or_a_sentence(typed: str, prediction: Prediction) -> None:
    read = read_guess(prediction, typed)
    if isinstance(read, Unclear):
        assert "Type " in read.says
    else:
        assert isinstance(judge(prediction, read), Judged)


@pytest.mark.parametrize(
    ("prediction", "typed", "slip"),
    [
        (SHAPE, "1", "Swapped."),
        (SHAPE, "64x11", "Length number 2 is 10, not 11."),
        (SHAPE, "64x10x1", "Your shape has 3 dimensions, the right one has 2."),
        (SHAPE, "scalars", "Your shape has 0 dimensions, the right one has 2."),
        (COUNT, "25", "That is too large by 1."),
        (NUMBER, "0,2", "That is too small by 0.022."),
        (NUMBER, "-1", "That is too small by 1.222."),
    ],
)
def test_a_wrong_guess_is_told_what_is_wrong(prediction: Prediction, typed: str, slip: str) -> None:
    read = read_guess(prediction, typed)
    assert not isinstance(read, Unclear)
    assert judge(prediction, read) == Judged(False, slip)


@given(SHAPES, SHAPES)
def test_of_two_shapes_that_differ_it_is_said_where(key: tuple[int, ...], guess: tuple[int, ...]) -> None:
    prediction = Prediction(takes="shape", prompt="?", key=key, because="", hint="")
    judged = judge(prediction, guess)
    assert judged.right == (key == guess)
    assert bool(judged.slip) == (key != guess)


@pytest.mark.parametrize("typed", ["0.22", "0,22", ".22", "0.2221", "+0.22"])
def test_two_decimals_are_enough(typed: str) -> None:
    read = read_guess(NUMBER, typed)
    assert not isinstance(read, Unclear)
    assert judge(NUMBER, read).right


@pytest.mark.parametrize("typed", ["nan", "inf", "1e3", "0x10", "one"])
def test_what_is_no_plain_number_is_not_read_as_one(typed: str) -> None:
    assert isinstance(read_guess(NUMBER, typed), Unclear)


def test_the_key_is_told_in_the_words_in_which_it_is_guessed() -> None:
    assert [key_words(one) for one in (SHAPE, COUNT, NUMBER)] == ["64 x 10", "24", "0.222"]
