"""Predictions derived from whatever went through a run: one right option, and a reason against each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.model.trace import ObservedStage
from quizkit.session.deriving import (
    MOST_OPTIONS,
    about_count,
    about_negative,
    about_shape,
    about_shares,
)
from quizkit.session.prediction import Prediction, judge

SHAPES = some.lists(some.integers(0, 50), max_size=4).map(tuple)
ROWS = some.lists(some.floats(allow_nan=True, allow_infinity=True), max_size=12)


def stage(given: tuple[int, ...], made: tuple[int, ...], *names: str) -> ObservedStage:
    return ObservedStage(stage="s", in_shape=given, out_shape=made, row=(), names=names)


def fair(prediction: Prediction) -> None:
    """One of the options is right, no two are the same, and none but the right one lacks a reason."""
    guesses = [option.guess for option in prediction.shown]
    assert len(set(guesses)) == len(guesses) != 1
    assert not guesses or prediction.key in guesses
    assert len({option.text for option in prediction.shown}) == len(guesses)
    for option in prediction.options:
        judged = judge(prediction, option.guess)
        assert judged.right == (option.guess == prediction.key) or prediction.within
        assert judged.right or judged.slip
    assert prediction.because
    assert prediction.hint


@given(SHAPES, SHAPES)
def test_the_options_of_a_shape_are_plausible_and_distinct(
    given: tuple[int, ...], made: tuple[int, ...]
) -> None:
    prediction = about_shape(stage(given, made))
    fair(prediction)
    assert len(prediction.options) <= MOST_OPTIONS


def test_an_unchanged_and_a_swapped_shape_are_among_the_options() -> None:
    guesses = [option.guess for option in about_shape(stage((1000, 10), (1000, 2))).options]
    assert {(1000, 10), (2, 1000), (1000, 2)} < set(guesses)
    assert guesses == sorted(guesses, key=lambda shape: (len(str(shape).split(",")), shape))


@pytest.mark.parametrize(
    ("given", "made", "because"),
    [
        ((9, 5), (9, 5), "Every length stays as it is."),
        ((9, 5), (9, 1), "The 9 rows stay; each now holds 1 value, not 5."),
        ((1, 5), (1, 2), "The one row stays; it now holds 2 values, not 5."),
        ((9, 5), (), "All of 9 x 5 is drawn together into single numbers: loss and error."),
        ((9, 5), (9, 5, 2), "9 x 5 goes in, 9 x 5 x 2 comes out."),
    ],
)
def test_the_reason_of_a_shape_says_what_became_of_rows_and_values(
    given: tuple[int, ...], made: tuple[int, ...], because: str
) -> None:
    assert about_shape(stage(given, made, "loss", "error")).because == because


@given(ROWS, ROWS)
def test_questions_about_values_are_fair_or_not_asked(given: list[float], made: list[float]) -> None:
    fair(about_count(given, made, {"width": len(made), "rate": 0.1}))
    negative = about_negative(given, made)
    if negative is not None:
        fair(negative)
    for prediction in about_shares(given, made):
        fair(prediction)


@given(some.lists(some.floats(0.001, 1), min_size=2, max_size=9), some.data())
def test_shares_ask_for_the_largest_and_the_last(weights: list[float], data: some.DataObject) -> None:
    made = [weight / math.fsum(weights) for weight in weights]
    given = data.draw(some.permutations(weights))
    predictions = about_shares(given, made, ["first"])
    assert predictions[-1].key == made[-1]
    for prediction in predictions:
        fair(prediction)
    for prediction in predictions[:-1]:
        assert made[int(str(prediction.key))] == max(made)


def test_values_that_do_not_add_up_to_one_are_no_shares() -> None:
    assert about_shares([1.0, 2.0], [0.5, 0.6]) == ()
    assert about_shares([1.0, 2.0], [1.5, -0.5]) == ()


def test_a_count_that_is_a_setting_says_which() -> None:
    prediction = about_count([0.0] * 10, [0.0] * 24, {"hidden_units": 24, "rate": 24.0})
    assert prediction.because == "10 in, 24 out. Among the settings of this run is hidden units 24."
    assert judge(prediction, 10.0).slip == "That is how many go in."


@pytest.mark.parametrize(("made", "key"), [([0.0, 1.0], "no"), ([-0.1, 1.0], "yes")])
def test_whether_a_layer_gives_negatives_is_asked_where_some_go_in(made: list[float], key: str) -> None:
    prediction = about_negative([-1.0, 1.0], made)
    assert prediction is not None
    assert prediction.key == key
    assert about_negative([0.0, 1.0], made) is None
