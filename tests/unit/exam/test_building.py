"""The laws of building forms: what may be in them, what a refusal names, equal seeds, equal forms."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from pydantic import ValidationError

from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import ContentError
from quizkit.exam.building import assembled
from quizkit.exam.plan import Plan
from quizkit.model.blueprint import Blueprint
from quizkit.model.exam import Form
from quizkit.source import LineMap

Bank = dict[str, LoadedTopic]


def plan(*demands: dict[str, object], **more: object) -> Plan:
    fields = {"format": 1, "exam": "e", "title": "E", "minutes": 30, "seed": 1, "demands": demands, **more}
    return Plan(Blueprint.model_validate(fields), "plan.yaml", LineMap({("demands", 0): 7}))


def built(bank: Bank, *demands: dict[str, object], **more: object) -> tuple[Form, ...]:
    return assembled(plan(*demands, **more), bank).forms()


def findings(bank: Bank, *demands: dict[str, object], **more: object) -> str:
    with pytest.raises(ContentError) as caught:
        built(bank, *demands, **more)
    return "\n".join(map(str, caught.value.findings))


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
    """Chi-square over 1000 seeds, per question: one degree of freedom, 15.1 is exceeded once in 10 000."""
    places: Counter[tuple[str, int]] = Counter()
    exam = assembled(plan({**EASY, "count": 6}), bank)
    for seed in range(1000):
        again = replace(exam, plan=plan({**EASY, "count": 6}, seed=seed))
        for item in again.forms()[0].items:
            assert item.options[-1] == "none"
            places[item.question, item.options.index("right")] += 1
    for name, _ in list(places):
        assert ((places[name, 0] - 500) ** 2 + (places[name, 1] - 500) ** 2) / 500 < 15.1


def test_a_question_stands_anywhere_on_a_form(bank: Bank) -> None:
    """Chi-square over 1000 seeds: five degrees of freedom, 25.7 is exceeded once in 10 000."""
    exam = assembled(plan({**EASY, "count": 6}), bank)
    places = Counter(
        [item.question for item in replace(exam, plan=plan(EASY, seed=seed)).forms()[0].items].index(
            "c/main/easy-0"
        )
        for seed in range(1000)
    )
    assert sum((places[place] - 1000 / 6) ** 2 for place in range(6)) / (1000 / 6) < 25.7


def test_a_question_that_leaves_the_bank_takes_only_its_own_decisions_along(bank: Bank) -> None:
    (before,) = built(bank, {**EASY, "count": 3})
    unused = sorted({f"easy-{number}" for number in range(6)} - ids(before))
    assert built(bank, {**EASY, "count": 3}, exclude=unused)[0].items == before.items
    gone = before.items[0].question
    (after,) = built(bank, {**EASY, "count": 3}, exclude=[gone])
    kept = [item for item in before.items if item.question != gone]
    assert [item for item in after.items if item in before.items] == kept


def test_counts_and_points_go_by_difficulty(bank: Bank) -> None:
    counts = {"topic": ["c/main", "c/hard"], "counts": {"easy": 2, "hard": 1}}
    (form,) = built(bank, {**counts, "points": {"easy": 1, "medium": 9, "hard": 3}})
    assert Counter(item.points for item in form.items) == {1: 2, 3: 1}
    worth = {"topic": ["c/main", "c/hard"], "worth": 7, "points": {"easy": 1, "medium": 2, "hard": 4}}
    for seed in range(5):
        assert sum(item.points for item in built(bank, worth, seed=seed)[0].items) == 7


def test_a_range_of_counts_reaches_the_points_of_the_form(bank: Bank) -> None:
    (form,) = built(bank, {**EASY, "count": 1, "most": 6}, points=5)
    assert len(form.items) == 5


def test_programs_come_in_where_the_blueprint_takes_them(bank: Bank) -> None:
    for form in built(bank, EASY, require=["program"], programs=True):
        assert "program" in ids(form)


def test_personal_forms_follow_from_the_learner_alone(bank: Bank) -> None:
    exam = assembled(plan({**EASY, "count": 3}, forms=2), bank)
    forms = exam.personal(["ada", "bob", "cyd"])
    assert [form.learner for form in forms] == ["ada", "bob", "cyd"]
    assert [form.form[1:] for form in forms] == ["-01", "-02", "-03"]
    assert exam.personal(["cyd"])[0].items == forms[2].items
    lettered = {form.form: ids(form) for form in exam.forms()}
    for form in forms:
        assert ids(form) == lettered[form.form[0]]
    assert len({form.items for form in exam.personal([f"l{number}" for number in range(20)])}) > 15


def test_the_blueprint_s_own_enemies_stay_apart(bank: Bank) -> None:
    for seed in range(10):
        (form,) = built(bank, EASY, enemies=[["easy-0", "easy-1", "c/main/easy-2"]], seed=seed)
        assert len(ids(form) & {"easy-0", "easy-1", "easy-2"}) < 2


def test_policies_and_versions_stand_in_the_form(bank: Bank) -> None:
    (form,) = built(
        bank, {"topic": "c/main", "count": 4, "difficulty": "medium"}, scoring={"multiple": "coverage"}
    )
    assert {item.policy for item in form.items if item.question.endswith("several")} == {"coverage"}
    assert {item.policy for item in form.items if not item.question.endswith("several")} == {None}
    assert form.solver.startswith("scipy 1.")


def test_the_day_of_the_blueprint_stands_in_every_form(bank: Bank) -> None:
    exam = assembled(plan({**EASY, "count": 3}, date="2026-12-01", forms=2), bank)
    for form in (*exam.forms(), *exam.personal(["ada"])):
        assert str(form.date) == "2026-12-01"
        assert Form.model_validate(form.model_dump(mode="json")) == form


@pytest.mark.parametrize(
    ("demands", "says"),
    [
        (
            [{"topic": "c/hard", "count": 6, "difficulty": "hard", "skill": "loops"}],
            "needs 6 hard loops questions of c/hard, the bank has 4, 2 of them enemies",
        ),
        ([{"topic": "c/hard", "count": 4}], "needs 4 questions of c/hard, the bank has 4, 2 of them enemies"),
        ([{"topic": "c/hard", "counts": {"easy": 1}}], "needs 1 easy question of c/hard, the bank has 0"),
        ([EASY, {**EASY, "count": 4}], "asks for 3 easy questions of c/main"),
        ([EASY, {**EASY, "count": 4}], "asks for 4 easy questions of c/main"),
    ],
)
def test_what_cannot_be_built_names_the_guilty_demands(
    bank: Bank, demands: list[dict[str, object]], says: str
) -> None:
    found = findings(bank, *demands, {"topic": "c/main", "count": 1, "difficulty": "medium"})
    assert says in found
    assert found.startswith("plan.yaml:7: ")
    assert "medium" not in found


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"require": ["easy-1"], "exclude": ["c/main/easy-1"]}, "both required and excluded"),
        ({"require": ["program"]}, "programs: true"),
        ({"require": ["unfinished"]}, "is draft"),
        ({"require": ["number"]}, "'c/main/number' serves no demand"),
        ({"require": ["easy-0", "easy-1"], "enemies": [["easy-0", "easy-1"]]}, "are enemies"),
        ({"points": 4}, "come to 3 points, but a form is to have 4"),
        ({"minutes": 2}, "take 3 minutes, but there are 2"),
        ({"forms": 4, "overlap": 0}, "in each of 4 forms that share none, the bank has 6"),
    ],
)
def test_requirements_that_contradict_are_named(bank: Bank, more: dict[str, object], says: str) -> None:
    assert says in findings(bank, EASY, **more)


@pytest.mark.parametrize(
    ("demand", "more", "says"),
    [
        (EASY, {"require": ["easy-l"]}, "Did you mean"),
        (EASY, {"enemies": [["easy-1", "easy-l"]]}, "unknown-question"),
        ({**EASY, "skill": "loop"}, {}, "Did you mean 'loops'"),
    ],
)
def test_unknown_names_suggest_the_nearest(
    bank: Bank, demand: dict[str, object], more: dict[str, object], says: str
) -> None:
    assert says in findings(bank, demand, **more)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": None},
        {"count": -1},
        {"count": 2, "worth": 3},
        {"count": 3, "most": 2},
        {"count": 1, "points": {"easy": 1}},
        {"count": None, "counts": {"easy": 0}},
        {"points": 0},
    ],
)
def test_a_demand_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        plan({"topic": "c/main", "count": 1, **wrong})
