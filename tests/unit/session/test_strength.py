"""The laws of strength: the posterior agrees with known values and with numeric integration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.rng import Stream
from quizkit.session.strength import beta_cdf, strength


def test_the_known_values_of_a_row_of_right_answers() -> None:
    assert strength(5, 5).above_goal == pytest.approx(1 - 0.8**6)
    assert strength(10, 10).above_goal == pytest.approx(1 - 0.8**11)


def test_ten_of_ten_is_strong_and_five_of_five_or_nine_of_ten_is_not_yet() -> None:
    assert strength(10, 10).strong
    assert not strength(5, 5).strong
    assert not strength(9, 10).strong


def test_without_answers_the_interval_is_that_of_the_prior() -> None:
    assert [strength(0, 0).low, strength(0, 0).high] == pytest.approx([0.05, 0.95])


@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1))
def test_the_distribution_function_is_the_integral_of_the_density(a: int, b: int, x: float) -> None:
    steps = 4000
    density = [((i + 0.5) / steps) ** (a - 1) * (1 - (i + 0.5) / steps) ** (b - 1) for i in range(steps)]
    below = sum(value for i, value in enumerate(density) if (i + 0.5) / steps <= x)
    assert beta_cdf(x, a, b) == pytest.approx(below / sum(density), abs=0.005)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_interval_holds_nine_tenths_and_grows_with_the_right_answers(right: int, wrong: int) -> None:
    shown = strength(right, right + wrong)
    held = beta_cdf(shown.high, right + 1, wrong + 1) - beta_cdf(shown.low, right + 1, wrong + 1)
    assert held == pytest.approx(0.9, abs=1e-6)
    assert strength(right + 1, right + wrong + 1).low > shown.low


def test_a_learner_who_guesses_among_four_is_hardly_ever_called_strong() -> None:
    stream = Stream("guessing")
    tests = [sum(stream.below(4) == 0 for _ in range(10)) for _ in range(2000)]
    assert not any(strength(right, 10).strong for right in tests)


def test_a_count_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="11 of 10"):
        strength(11, 10)
