"""A curve in words: where it begins and ends, whether it turns, where it is steepest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.terminal.described import described


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([], "There is no finite loss to draw."),
        ([math.nan], "There is no finite loss to draw."),
        ([2.0], "The loss is 2.00 at epoch 1."),
        ([2.0, 2.001], "The loss stays at 2.00, from epoch 1 to epoch 2."),
        ([2.0, 1.5], "The loss falls all the way, from 2.00 at epoch 1 to 1.50 at epoch 2."),
        (
            [1.0, 1.1, 1.4],
            "The loss rises all the way, from 1.00 at epoch 1 to 1.40 at epoch 3, most between epochs 2 "
            "and 3, by 0.30.",
        ),
        (
            [2.0, 0.5, 1.0],
            "The loss does not go one way only, from 2.00 at epoch 1 to 1.00 at epoch 3: lowest 0.50 at "
            "epoch 2, highest 2.00 at epoch 1.",
        ),
        ([math.inf, 2.0, 1.0], "The loss falls all the way, from 2.00 at epoch 2 to 1.00 at epoch 3."),
    ],
)
def test_a_curve_is_said_in_a_sentence(values: list[float], says: str) -> None:
    assert described(values, "epoch", "loss", 2) == says


@given(some.lists(some.floats()))
def test_every_curve_has_a_sentence_without_what_is_no_number(values: list[float]) -> None:
    said = described(values, "epoch", "height", 3)
    assert said.endswith(".")
    assert "nan" not in said
    assert "inf " not in said
