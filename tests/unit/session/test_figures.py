"""Predictions about figures: each in its turn, keyed by what is shown, silent where nothing can be told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.model.trace import SeenContrast, SeenEpoch
from quizkit.session.figures import about_contrast, about_course
from quizkit.session.prediction import judge


def epochs(*losses: float, norm: float | None = 1.0) -> list[SeenEpoch]:
    others = {} if norm is None else {"weight_norm": norm}
    return [
        SeenEpoch(epoch=number, loss=loss, accuracy=0.5, others=others)
        for number, loss in enumerate(losses, 1)
    ]


@pytest.mark.parametrize(
    ("second", "key"), [(0.8, "down"), (1.3, "up"), (1.2, "same"), (1.20004, "same"), (1.201, "up")]
)
def test_the_key_is_what_the_shown_decimals_say(second: float, key: str) -> None:
    [first, coming] = epochs(1.2, second)
    prediction = about_course([first], coming)
    assert prediction is not None
    assert prediction.key == key
    wrong = [option for option in prediction.options if option.guess != key]
    assert len(wrong) == 2
    assert all(judge(prediction, option.guess).slip for option in wrong)


def test_each_figure_is_asked_in_its_turn_and_then_the_pace() -> None:
    seen = epochs(1.0, 0.9, 0.8, 0.7, 0.68)
    prompts = [about_course(seen[:at], seen[at]) for at in range(1, 5)]
    words = ["The loss is", "The accuracy is", "The weight norm is", "The loss fell by 0.100"]
    for prediction, word in zip(prompts, words, strict=True):
        assert prediction is not None
        assert prediction.prompt.startswith(word)


@pytest.mark.parametrize(("last", "key"), [(0.65, "less"), (0.5, "more"), (0.75, "back")])
def test_the_pace_is_that_of_the_time_before(last: float, key: str) -> None:
    seen = epochs(1.0, 0.9, 0.8, 0.7, last)
    prediction = about_course(seen[:4], seen[4])
    assert prediction is not None
    assert prediction.key == key
    for option in prediction.options:
        judged = judge(prediction, option.guess)
        assert judged.right or judged.slip


@given(some.lists(some.floats(), min_size=2, max_size=9))
def test_a_figure_is_asked_about_only_where_it_is_a_number(losses: list[float]) -> None:
    *shown, coming = epochs(*losses)
    prediction = about_course(shown, coming)
    if prediction is not None:
        assert "nan" not in prediction.prompt + prediction.because
        assert prediction.key in [option.guess for option in prediction.options]


@pytest.mark.parametrize(("norm", "key"), [(2.0, "up"), (0.5, "down"), (1.0, "same"), (math.nan, None)])
def test_the_second_run_is_asked_about_by_its_further_figure(norm: float, key: str | None) -> None:
    contrast = SeenContrast(
        title="T", says="S", settings={"brake": 0}, epochs=tuple(epochs(1.0, 0.5, norm=norm))
    )
    prediction = about_contrast(epochs(1.0, 0.5), contrast)
    assert (prediction.key if prediction else None) == key
    assert about_contrast([], contrast) is None


def test_without_a_further_figure_the_second_run_is_asked_about_by_its_loss() -> None:
    contrast = SeenContrast(title="T", says="S", settings={}, epochs=tuple(epochs(1.0, 0.7, norm=None)))
    prediction = about_contrast(epochs(1.0, 0.5, norm=None), contrast)
    assert prediction is not None
    assert "loss" in prediction.prompt
    assert prediction.key == "up"
