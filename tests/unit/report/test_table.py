"""The laws of the class table, of grades.csv and of summary.md."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.model.topic import Mistake
from quizkit.report.grades import grades_csv
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable, Pending, Row, as_judged, cell, number, total

LOST = SystemFault(reason="the wall fell")
BROKEN = AuthorFault(reason="no key")


def row(learner: str, **outcomes: Outcome | None) -> Row:
    return Row(learner, {name: as_judged(outcome, 2.0) for name, outcome in outcomes.items()})


def table(*rows: Row) -> ClassTable:
    mistakes = {"m": Mistake(says="Doing m", why="Because.")}
    return ClassTable("c/t", "Title", ("p", "q"), rows, {"p": mistakes})


def test_what_could_not_be_judged_counts_neither_for_nor_against() -> None:
    one = row("ada", p=Graded(score=0.5), q=LOST, r=BROKEN, s=None)
    assert (one.earned, one.possible, one.share) == (1.0, 2.0, 0.5)
    assert row("bob", p=LOST).share is None


def test_faults_and_blanks_of_the_learner_count_zero() -> None:
    one = row("ada", p=NotAttempted(reason="x"), q=LearnerFault(fault="raised", reason="x"))
    assert (one.earned, one.possible) == (0, 4)


def test_mistakes_are_counted_by_question() -> None:
    wrong = Graded(score=0, mistake="m")
    made = table(row("a", p=wrong, q=wrong), row("b", p=wrong, q=LOST)).mistake_counts()
    assert made == {("p", "m"): 2, ("q", "m"): 1}


def test_a_mark_that_may_still_change_is_nowhere_a_final_one() -> None:
    right = Graded(score=1)
    done, waiting = row("ada", p=right), row("bob", p=LOST, q=right)
    other = replace(row("cem", p=right), attempt=1, attempts=2, pending=(Pending(2, "p", LOST),))
    assert [total(one) for one in (done, waiting, other)] == ["2 of 2", "2 of 2 so far", "2 of 2 so far"]
    assert [(who, what) for who, what, _ in table(done, waiting, other).unjudged()] == [
        ("bob", "p"),
        ("cem", "p, attempt 2"),
    ]
    assert [one.counts()["system-fault"] for one in (done, waiting, other)] == [0, 1, 1]
    assert "| cem | 1 |  | 2 of 2 so far |" in summary_md(table(other))


def test_only_what_has_no_number_is_unjudged() -> None:
    unjudged = table(row("a", p=Graded(score=0), q=LOST), row("b", p=BROKEN, q=None)).unjudged()
    assert [(who, what) for who, what, _ in unjudged] == [("a", "q"), ("b", "p"), ("b", "q")]


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Graded(score=1), "1"),
        (Graded(score=1 / 3), "0.333"),
        (NotAttempted(reason="x"), "not attempted"),
        (LearnerFault(fault="cpu-limit", reason="x"), "cpu-limit"),
        (LOST, "system fault"),
        (None, "not judged"),
    ],
)
def test_a_cell_says_the_score_or_whose_fault_it_is(outcome: Outcome | None, shown: str) -> None:
    assert cell(as_judged(outcome, 2.0)) == shown


def test_numbers_have_no_needless_zeros() -> None:
    assert [number(value) for value in (0, 1.0, 0.5, 10, 2 / 3)] == ["0", "1", "0.5", "10", "0.667"]


def rows_of(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_grades_have_a_column_per_question_and_blank_cells_without_a_number() -> None:
    first, second = rows_of(grades_csv(table(row("ada", p=Graded(score=0.5), q=LOST), row("bob", p=None))))
    assert (first["p"], first["q"], first["total"], first["possible"]) == ("1", "", "1", "2")
    assert (first["graded"], first["system-fault"]) == ("1", "1")
    assert (second["p"], second["q"], second["not-judged"]) == ("", "", "1")


@given(learner=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_cell_begins_a_formula_and_every_row_stays_one_row(learner: str) -> None:
    rows = rows_of(grades_csv(table(row(learner, p=Graded(score=1), q=LOST))))
    assert len(rows) == 1
    shown = rows[0]["learner"]
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rows[0]["total"] == "2"


@given(learner=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_learners_name_breaks_the_summarys_table(learner: str) -> None:
    lines = summary_md(table(row(learner, p=Graded(score=1), q=LOST))).split("\n")
    assert len([line for line in lines if line.startswith("| ")]) == 3
    assert lines[4].replace("\\|", "").count("|") == 5


def test_the_summary_names_mistakes_counts_and_what_was_lost() -> None:
    shown = summary_md(table(row("ada", p=Graded(score=0, mistake="m"), q=LOST)), "note")
    assert "- 1: Doing m (`m`, in `p`)" in shown
    assert "Outcomes: graded 1, system fault 1." in shown
    assert "`ada, q: the wall fell`" in shown
    assert "Mean share of the points: 0.0% (n = 1)" in shown
    assert shown.endswith("note\n")


def test_lateness_changes_nothing_where_there_is_nothing_to_take() -> None:
    late = replace(as_judged(Graded(score=0), 2.0), factor=0.9)
    missing = replace(as_judged(NotAttempted(reason="x"), 2.0), factor=0.9)
    assert [cell(late), cell(missing)] == ["0", "not attempted"]
    assert cell(replace(as_judged(Graded(score=0.5), 2.0), factor=0.9)) == "0.45*"
    assert cell(replace(late, notes=("Full marks were not given.",))) == "0*"
