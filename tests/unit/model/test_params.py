"""Parameters: a range is read as the values that it stands for."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from quizkit.model.params import Param, Scalar

ADAPTER: TypeAdapter[tuple[Scalar, ...]] = TypeAdapter(Param)


def test_a_range_holds_both_ends_and_stays_whole() -> None:
    assert ADAPTER.validate_python({"from": 1, "to": 7, "step": 3}) == (1, 4, 7)
    assert all(isinstance(value, int) for value in ADAPTER.validate_python({"from": 1, "to": 3}))


def test_a_range_of_fractions_gives_the_numbers_that_people_mean() -> None:
    assert ADAPTER.validate_python({"from": 0.1, "to": 0.3, "step": 0.1}) == (0.1, 0.2, 0.3)


def test_listed_values_stay_as_they_are() -> None:
    assert ADAPTER.validate_python([3, "a", 0.5]) == (3, "a", 0.5)


@pytest.mark.parametrize(
    "given", [{"from": 2, "to": 1}, {"from": 1, "to": 1000}, {"from": 1, "to": 2, "step": 0}, {"from": 1}]
)
def test_an_empty_endless_or_unfinished_range_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(given)
