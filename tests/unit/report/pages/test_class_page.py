"""The laws of the class page's figures: what they count, when shares are shown, what is an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.outcome import Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.report.pages.classroom import FINDINGS, class_page
from quizkit.report.pages.figures import SMALL, figures
from quizkit.report.pages.histogram import HEIGHT, bars, binned
from quizkit.report.pages.model import ClassPage, QuestionFigures
from quizkit.report.table import ClassTable, Row, as_judged
from tests.unit.report.pages import samples

RIGHT, WRONG = Graded(score=1), Graded(score=0, mistake="m")
NOTHING = NotAttempted(reason="Nothing.")


def of(outcomes: Sequence[Outcome | None], question: str = "pick", **picks: int) -> QuestionFigures:
    """Figures of a question with these outcomes."""
    return figures(question, samples.told()[question], [as_judged(one, 1.0) for one in outcomes], picks)


def page(outcomes: Sequence[Outcome | None], **more: Row) -> ClassPage:
    """The page of a class with one question and these outcomes."""
    rows = tuple(Row(f"s{place}", {"pick": as_judged(one, 2.0)}) for place, one in enumerate(outcomes))
    table = ClassTable("c/t", "Title", ("pick",), (*rows, *more.values()), {"pick": samples.MISTAKES})
    return class_page(table, samples.told(), {})


def test_facility_is_the_mean_of_what_has_a_number() -> None:
    found = of([RIGHT, Graded(score=0.5), NOTHING, SystemFault(reason="x"), None])
    assert (found.facility, found.n) == (0.5, 3)
    assert of([None]).facility is None


def test_every_outcome_is_counted_once_and_by_its_word() -> None:
    found = of([RIGHT, WRONG, NOTHING, LearnerFault(fault="cpu-limit", reason="x"), None, WRONG])
    assert [(one.label, one.count, one.of) for one in found.outcomes] == [
        ("Right", 1, 6),
        ("Not right", 2, 6),
        ("Not attempted", 1, 6),
        ("Came to no result (cpu-limit)", 1, 6),
        ("Not judged yet", 1, 6),
    ]


def test_small_classes_get_counts_and_no_shares() -> None:
    assert of([RIGHT] * (SMALL - 1)).outcomes[0].percent == ""
    assert of([RIGHT] * SMALL).outcomes[0].percent == "100 %"


def test_options_are_counted_and_the_right_one_is_named() -> None:
    found = of([RIGHT, WRONG, WRONG], a=1, b=2)
    assert [(one.label, one.count, one.note) for one in found.options] == [
        ("the *first*", 1, "right"),
        ("the second", 2, ""),
    ]


def test_checks_are_counted_over_the_programs_that_were_checked() -> None:
    hidden = samples.HIDDEN.model_copy(update={"passed": True})
    checked = [Graded(score=0.5, checks=(samples.SHOWN, hidden)), Graded(score=0.5, checks=(samples.PASSED,))]
    found = of([*checked, NOTHING, LearnerFault(fault="unreadable", reason="x")], "write")
    assert [(one.label, one.count, one.of, one.note) for one in found.checks] == [
        ("`value`", 1, 2, ""),
        ("`secret`", 1, 2, "shows only its name"),
    ]


@pytest.mark.parametrize(
    ("outcomes", "picks", "says"),
    [
        ([WRONG] * 3, {"b": 3}, "Nobody has a point"),
        ([WRONG] * 2, {"b": 2}, ""),
        ([WRONG] * 3 + [RIGHT] * 2, {"a": 2, "b": 3}, "A wrong option was picked more often"),
        ([WRONG] * 3 + [RIGHT] * 3, {"a": 3, "b": 3}, ""),
        ([RIGHT] * SMALL, {"a": SMALL}, "Everybody was right"),
        ([RIGHT] * (SMALL - 1), {"a": SMALL - 1}, ""),
    ],
)
def test_what_is_an_alarm(outcomes: list[Outcome], picks: dict[str, int], says: str) -> None:
    alarm = of(outcomes, "pick", **picks).alarm
    assert says in alarm
    assert bool(alarm) == bool(says)


def test_read_first_says_the_mean_what_is_missing_and_how_far_figures_go() -> None:
    nobody = Row("z", {"pick": as_judged(NOTHING, 2.0)}, attempt=0, attempts=0)
    said = " ".join(page([RIGHT, WRONG, SystemFault(reason="x")], nobody=nobody).first)
    assert said.startswith("**1 answer has no number and is left out")
    assert "1 learner handed in nothing, which counts as 0" in said
    assert "3 learners have 33.3 % of the points on average." in said
    assert "The most frequent mistake is made 1 time, in `pick`: Doing `m`." in said
    assert "Below 30 learners" in said
    assert page([None]).first[1:] == ("No answer has a number yet.",)


def test_what_may_have_to_be_mended_stands_before_every_figure() -> None:
    codes = ("unknown-learner", "ambiguous-learner", "missing-learner", "odd-file")
    rows = (
        Row("ada", {"pick": as_judged(None, 1.0)}),
        Row("bob", {"pick": as_judged(RIGHT, 1.0)}, attempts=0),
    )
    found = tuple(samples.finding("x", code) for code in codes)
    table = ClassTable("c/t", "Title", ("pick",), rows, findings=found)
    first = class_page(table, samples.told(), {}).first
    for place, says in enumerate(("1 answer has", "2 names fit nobody", "1 learner handed", "1 finding is")):
        assert says in first[place]
    assert "on average" in first[4]


def test_who_was_late_with_nothing_right_has_no_mark_of_a_change() -> None:
    late = replace(as_judged(WRONG, 1.0), factor=0.9)
    rows = (Row("ada", {"pick": late}, notes=("Late.",)),)
    shown = class_page(ClassTable("c/t", "T", ("pick",), rows), samples.told(), {})
    assert not shown.rows[0].changed


def test_the_figures_of_the_totals() -> None:
    assert dict(page([RIGHT, WRONG]).figures) == {
        "Learners": "2",
        "With a total (n)": "2",
        "Mean": "50 %",
        "Median": "50 %",
        "SD, percentage points": "70.7",
        "Points to be had": "2",
    }
    assert "SD, percentage points" not in dict(page([RIGHT]).figures)


def test_the_lowest_facility_comes_first() -> None:
    rows = tuple(
        Row(name, {"word": as_judged(RIGHT, 1.0), "pick": as_judged(WRONG, 1.0)}) for name in ("a", "b")
    )
    table = ClassTable("c/t", "Title", ("word", "pick"), rows, {"pick": samples.MISTAKES})
    shown = class_page(table, samples.told(), {})
    assert [one.name for one in shown.questions] == ["pick", "word"]
    assert shown.columns == ("word", "pick")


def test_a_change_is_told_once_with_all_whom_it_concerns() -> None:
    changed = replace(as_judged(WRONG, 1.0), share=1.0, notes=("Fair.",))
    rows = tuple(Row(name, {"pick": changed}, notes=("Late.",)) for name in ("a", "b"))
    shown = class_page(ClassTable("c/t", "T", ("pick",), rows), samples.told(), {})
    assert [(one.question, one.note, one.who) for one in shown.changes] == [
        ("", "Late.", ("a", "b")),
        ("pick", "Fair.", ("a", "b")),
    ]
    assert all(row.changed and row.points == "1 of 1" for row in shown.rows)


def test_what_has_no_number_is_listed_by_reason() -> None:
    shown = page([SystemFault(reason="fell"), RIGHT, SystemFault(reason="fell"), None]).unjudged
    assert [(one.question, one.why, one.who) for one in shown] == [
        ("pick", "fell", ("s0", "s2")),
        ("pick", "not judged yet", ("s3",)),
    ]


def test_who_is_missing_stands_apart_and_many_findings_are_cut() -> None:
    odd = (samples.finding("x"),) * (FINDINGS + 5)
    table = ClassTable("c/t", "T", (), (), findings=(samples.finding("eve", "missing-learner"), *odd))
    shown = class_page(table, {}, {})
    assert shown.absent == ("Odd: eve Rename it.",)
    assert len(shown.findings) == FINDINGS + 1
    assert shown.findings[-1].startswith("… and 5 more")


def test_cells_tell_zeros_apart() -> None:
    outcomes = [RIGHT, WRONG, NOTHING, LearnerFault(fault="raised", reason="x"), None]
    assert [row.cells for row in page(outcomes).rows] == [("2",), ("0",), ("–",), ("0!",), ("?",)]


@given(st.lists(st.floats(0, 1)))
def test_everybody_stands_in_one_bar(shares: list[float]) -> None:
    bins = binned(shares)
    assert sum(one.count for one in bins) == len(shares)
    assert [(one.low, one.high) for one in bins] == [(low, low + 10) for low in range(0, 100, 10)]
    for bar in bars(bins):
        assert 0 <= bar.height <= HEIGHT
        assert bar.y + bar.height == HEIGHT
        assert (bar.height > 0) == (bar.bin.count > 0)


@pytest.mark.parametrize(("share", "place"), [(0, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.999, 9), (1, 9)])
def test_the_upper_end_belongs_to_the_next_bar_and_full_marks_to_the_last(share: float, place: int) -> None:
    assert binned([share])[place].count == 1
