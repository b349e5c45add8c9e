"""The laws of the report on equal forms: it counts by itself, and says whatever lies outside a tolerance."""

from __future__ import annotations

import pytest

from quizkit.bank.loaded import LoadedTopic
from quizkit.exam.building import Assembled, assembled
from quizkit.exam.equality import Equality, equality
from quizkit.exam.plan import Plan
from quizkit.model.blueprint import Blueprint
from quizkit.model.exam import Form, FormItem
from quizkit.report.equality import equality_text, figure_rows
from quizkit.report.pages.equality import equality_html
from quizkit.source import LineMap

Bank = dict[str, LoadedTopic]
BLUEPRINT = {
    "format": 1,
    "exam": "e",
    "title": "E",
    "minutes": 30,
    "seed": 1,
    "forms": 2,
    "overlap": 0,
    "demands": [
        {"topic": "c/main", "count": 3, "difficulty": "easy"},
        {"topic": "c/hard", "count": 1, "points": 2},
    ],
}


@pytest.fixture
def exam(bank: Bank) -> Assembled:
    return assembled(Plan(Blueprint.model_validate(BLUEPRINT), "plan.yaml", LineMap()), bank)


def compared(exam: Assembled, *forms: Form) -> Equality:
    return equality(exam.plan, exam.pool, forms)


def swapped(form: Form, out: str, come: str, points: float) -> Form:
    """The form with one question replaced by hand."""
    (gone,) = [item for item in form.items if item.question == out]
    items = [item for item in form.items if item is not gone]
    return form.model_copy(
        update={"items": (*items, FormItem(question=come, grade_version="v", points=points))}
    )


def easy(form: Form) -> str:
    return next(item.question for item in form.items if "easy" in item.question)


def test_what_was_built_lies_within(exam: Assembled) -> None:
    report = compared(exam, *exam.forms())
    assert not report.breaches
    assert all(one.kept for one in report.compared)
    assert report.shared == {"A-B": 0}
    assert report.forms[0].topics == {"c/hard": 1, "c/main": 3}
    assert report.forms[0].measures == {"score": pytest.approx(3.2), "minutes": 4.0, "points": 5.0}
    assert "All forms lie within what the blueprint allows." in equality_text("E", report)


def test_a_tolerance_broken_by_hand_is_said(exam: Assembled) -> None:
    one, other = exam.forms()
    report = compared(exam, one, swapped(other, easy(other), "c/main/number", 1))
    assert [measure.what for measure in report.compared if not measure.kept] == ["score", "minutes"]
    text = equality_text("E", report)
    assert "Expected score: 3.2 on form A is 6.7 % above 3 on form B; 5 % are allowed." in text
    assert "Expected minutes: 38 % apart, 10 % allowed: OUTSIDE." in text
    assert "All forms lie within" not in text
    page = equality_html("E", report)
    assert "Expected score: 3.2 on form A is 6.7 % above 3 on form B; 5 % are allowed." in page
    assert "Expected minutes: 38 % apart, 10 % allowed: OUTSIDE." in page
    assert "All forms lie within" not in page


def test_the_page_says_what_the_text_says_and_runs_nothing(exam: Assembled) -> None:
    report = compared(exam, *exam.forms())
    page = equality_html("<script>alert(1)</script>", report)
    assert "<script" not in page
    assert "All forms lie within what the blueprint allows." in page
    for row in figure_rows(report):
        assert f'<th scope="row">{row[0]}</th>{"".join(f"<td>{value}</td>" for value in row[1:])}' in page
    assert '<th scope="row">A</th><td></td><td>0</td>' in page
    assert page == equality_html("<script>alert(1)</script>", compared(exam, *exam.forms()))


@pytest.mark.parametrize(
    ("come", "points", "says"),
    [
        (
            "c/hard/loop-1",
            1.0,
            "Form B has other topic counts than form A: "
            "2 of c/hard, 2 of c/main, not 1 of c/hard, 3 of c/main.",
        ),
        (
            "c/main/word",
            1.5,
            "Points: 5.5 on form B is 10 % above 5 on form A; 0 % are allowed.",
        ),
    ],
)
def test_other_topics_and_points_are_said(exam: Assembled, come: str, points: float, says: str) -> None:
    one, other = exam.forms()
    free = come if come not in {item.question for item in other.items} else "c/hard/loop-2"
    assert says in compared(exam, one, swapped(other, easy(other), free, points)).breaches


def test_too_many_shared_questions_are_said(exam: Assembled) -> None:
    one, other = exam.forms()
    report = compared(exam, one, swapped(other, easy(other), easy(one), 1))
    assert report.breaches == ("Forms A-B have 1 questions in common beside the required ones; allowed: 0.",)


def test_one_form_is_equal_to_itself(exam: Assembled) -> None:
    report = compared(exam, exam.forms()[0])
    assert not report.breaches
    assert "There is one form." in equality_text("E", report)
