"""The laws of building forms: what may be in them, what a refusal names, equal seeds, equal forms."""

from __future__ import annotations

from collections import Counter

import pytest

from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import ContentError, UnknownName
from quizkit.exam.building import build_forms
from quizkit.model.exam import Blueprint, Form

Bank = dict[str, LoadedTopic]


def blueprint(*demands: dict[str, object], **more: object) -> Blueprint:
    fields = {"format": 1, "exam": "e", "title": "E", "minutes": 10, "seed": 1, "demands": demands, **more}
    return Blueprint.model_validate(fields)


def built(bank: Bank, *demands: dict[str, object], **more: object) -> tuple[Form, ...]:
    return build_forms(blueprint(*demands, **more), bank)


def ids(form: Form) -> set[str]:
    return {item.question.removeprefix("c/main/") for item in form.items}


EASY = {"topic": "c/main", "count": 3, "difficulty": "easy"}


def test_contested_draft_and_programs_are_left_out(bank: Bank) -> None:
    (form,) = built(bank, {**EASY, "count": 6})
    assert ids(form) == {f"easy-{number}" for number in range(6)}


def test_a_contested_question_comes_in_if_it_is_required(bank: Bank) -> None:
    for form in built(bank, EASY, require=["c/main/disputed"], forms=2):
        assert "disputed" in ids(form)


def test_excluded_questions_stay_out(bank: Bank) -> None:
    for seed in range(10):
        assert "easy-0" not in ids(built(bank, EASY, exclude=["easy-0"], seed=seed)[0])


def test_points_and_counts_follow_the_demands(bank: Bank) -> None:
    (form,) = built(bank, EASY, {"topic": "c/hard", "count": 2, "skill": "loops", "points": 2.5})
    assert Counter(item.points for item in form.items) == {1.0: 3, 2.5: 2}


def test_forms_of_equal_seed_are_equal_and_disjoint_where_possible(bank: Bank) -> None:
    one, other = built(bank, EASY, forms=2)
    assert (one, other) == built(bank, EASY, forms=2)
    assert not ids(one) & ids(other)
    assert built(bank, EASY, forms=2, seed=2) != (one, other)


def test_pinned_options_stay_last_and_the_key_shows_no_pattern(bank: Bank) -> None:
    places: Counter[int] = Counter()
    for seed in range(100):
        for item in built(bank, {**EASY, "count": 6}, seed=seed)[0].items:
            assert item.options[-1] == "none"
            places[item.options.index("right")] += 1
    assert set(places) == {0, 1}
    assert abs(places[0] - places[1]) < 5 * 600**0.5 / 2  # five standard deviations of a fair coin


@pytest.mark.parametrize(
    ("demands", "says"),
    [
        (
            [{"topic": "c/hard", "count": 6, "difficulty": "hard", "skill": "loops"}],
            "needs 6 hard loops questions of c/hard, the bank has 4, 2 of them enemies",
        ),
        ([{"topic": "c/hard", "count": 4}], "needs 4 questions of c/hard, the bank has 4, 2 of them enemies"),
        ([EASY, {**EASY, "count": 4}], "3 easy questions of c/main and 4 easy questions of c/main"),
    ],
)
def test_what_cannot_be_built_names_the_guilty_demands(
    bank: Bank, demands: list[dict[str, object]], says: str
) -> None:
    with pytest.raises(ContentError, match=says):
        built(bank, *demands, {"topic": "c/main", "count": 1, "difficulty": "medium"})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"require": ["easy-1"], "exclude": ["c/main/easy-1"]}, "both required and excluded"),
        ({"require": ["program"]}, "is a program"),
        ({"require": ["unfinished"]}, "is draft"),
        ({"require": ["number"]}, "required questions do not fit the demands"),
    ],
)
def test_requirements_that_contradict_are_named(bank: Bank, more: dict[str, object], says: str) -> None:
    with pytest.raises(ContentError, match=says):
        built(bank, EASY, **more)


@pytest.mark.parametrize(
    ("demand", "more", "says"),
    [
        (EASY, {"require": ["easy-l"]}, "Did you mean"),
        ({**EASY, "skill": "loop"}, {}, "Did you mean 'loops'"),
    ],
)
def test_unknown_names_suggest_the_nearest(
    bank: Bank, demand: dict[str, object], more: dict[str, object], says: str
) -> None:
    with pytest.raises(UnknownName, match=says):
        built(bank, demand, **more)
