"""The laws of the scoring policies: their formulas, their floors, and R/exams' own table of points."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.errors import UsageError
from quizkit.grading.scoring import CONFIDENCE, NEVER_NEGATIVE, RULES, Policy, Ticks, policy_named, share
from quizkit.model.answer import ChosenSet
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted
from quizkit.model.question import Multiple, Option, Solution

ORACLE = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent")) / "rexams" / "exams_eval_mchoice.csv"
TYPED = """\
0011,0000,TRUE,false2,TRUE,0
0011,0001,TRUE,false2,FALSE,0.5
0011,1101,TRUE,false2,FALSE,0
0011,1101,TRUE,false2,TRUE,-0.5
0011,1101,TRUE,false2,0.25,-0.25
0011,1101,TRUE,all,TRUE,-1
0011,1101,TRUE,none,TRUE,0.5
0011,0001,FALSE,,FALSE,0
0011,0001,FALSE,,TRUE,-1
0011,0001,FALSE,,0.25,-0.25
0011,0000,FALSE,,TRUE,0
0011,0011,FALSE,,TRUE,1
"""
SOLUTION = Solution(steps=("Look.",))
MINUS = {"FALSE": "", "TRUE": "-minus-100", "0.25": "-minus-25"}


def ticks(keys: int, lures: int) -> st.SearchStrategy[Ticks]:
    return st.builds(Ticks, st.integers(0, keys), st.integers(0, lures), st.just(keys), st.just(lures))


def multiple(correct: str) -> Multiple:
    options = tuple(
        Option(id=f"o{at}", text=f"Text {at}", correct=mark == "1") for at, mark in enumerate(correct)
    )
    return Multiple(
        id="q",
        kind="multiple",
        difficulty="easy",
        skills=("s",),
        prompt="?",
        solution=SOLUTION,
        options=options,
    )


def points(correct: str, answer: str, rule: str, negative: str) -> float | None:
    """What `exams_eval` was asked, asked of the policy of the same meaning."""
    minus = "" if rule == "none" else MINUS[negative]
    policy = policy_named((f"partial-{rule}" if rule else "all-or-nothing") + minus)
    picked = ChosenSet(options=frozenset(f"o{at}" for at, mark in enumerate(answer) if mark == "1"))
    blank = not picked.options  # a row without a tick is an unanswered one there
    outcome = NotAttempted(reason="nothing") if blank else Graded(score=float(correct == answer))
    return share(policy, multiple(correct), None if blank else picked, outcome)


@pytest.mark.parametrize("row", TYPED.splitlines())
def test_points_are_those_of_rexams(row: str) -> None:
    correct, answer, _, rule, negative, expected = row.split(",")
    assert points(correct, answer, rule, negative) == pytest.approx(float(expected))


@pytest.mark.skipif(not ORACLE.is_file(), reason="QUIZKIT_ORACLES names no folder with R/exams' table")
def test_every_row_of_the_table_of_rexams_is_equal() -> None:
    with ORACLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8928
    wrong = [
        row
        for row in rows
        if points(row["correct"], row["answer"], row["rule"], row["negative"])
        != pytest.approx(float(row["points"]), rel=0, abs=1e-8)  # its decimals
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("rule", "expected"), [("net-correct", 1 / 3), ("coverage", 4 / 9), ("each-answer", 4 / 6)]
)
def test_two_of_three_right_ticks_and_a_wrong_one_of_six_options(rule: str, expected: float) -> None:
    assert policy_named(rule).of(Ticks(2, 1, 3, 3)) == pytest.approx(expected)


@given(rule=st.sampled_from(sorted(RULES)), one=st.tuples(st.integers(0, 6), st.integers(1, 6)).flatmap(
    lambda size: ticks(*size)))  # fmt: skip
def test_a_share_lies_between_the_lowest_and_one_and_the_exact_answer_brings_one(
    rule: str, one: Ticks
) -> None:
    names = [rule] if rule in NEVER_NEGATIVE else [rule, f"{rule}-minus-40"]
    for name in names:
        policy = policy_named(name)
        assert policy.lowest <= policy.of(one) <= 1
        assert policy.of(Ticks(one.keys, 0, one.keys, one.lures)) == 1


@given(rule=st.sampled_from(sorted(RULES)), keys=st.integers(1, 5), lures=st.integers(1, 5), data=st.data())
def test_another_wrong_tick_never_helps(rule: str, keys: int, lures: int, data: st.DataObject) -> None:
    right, wrong = data.draw(st.integers(0, keys)), data.draw(st.integers(0, lures - 1))
    policy = policy_named(rule)
    assert policy.of(Ticks(right, wrong + 1, keys, lures)) <= policy.of(Ticks(right, wrong, keys, lures))


@pytest.mark.parametrize("name", ["all-or-nothing-minus-100", "partial-all-minus-50", CONFIDENCE])
def test_what_is_not_answered_or_cannot_be_read_costs_nothing(name: str) -> None:
    policy, question = policy_named(name), multiple("10")
    assert share(policy, question, None, NotAttempted(reason="nothing"), 3) == 0
    assert share(policy, question, None, LearnerFault(fault="unreadable", reason="two letters"), 3) == 0


def test_what_could_not_be_judged_has_no_number() -> None:
    assert share(policy_named("coverage"), multiple("10"), None, AuthorFault(reason="broken")) is None


def test_ticking_nothing_on_purpose_is_an_answer() -> None:
    nothing = ChosenSet(options=frozenset())
    policy = policy_named("all-or-nothing-minus-25")
    assert share(policy, multiple("10"), nothing, Graded(score=0)) == -0.25
    assert share(policy, multiple("00"), nothing, Graded(score=1)) == 1


@pytest.mark.parametrize(("sure", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_confidence_pays_1_2_3_and_costs_0_2_6_of_three_points(sure: int, right: int, wrong: int) -> None:
    policy, question = policy_named(CONFIDENCE), multiple("10")
    assert 3 * (share(policy, question, None, Graded(score=1), sure) or 0) == pytest.approx(right)
    assert 3 * (share(policy, question, None, Graded(score=0), sure) or 0) == pytest.approx(wrong)


@pytest.mark.parametrize(
    "name",
    ["", "best", "coverage-minus-25", "net-correct-minus-0", "net-correct-minus-101", "confidence-minus-5"],
)
def test_another_name_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="all-or-nothing, net-correct"):
        policy_named(name)


def test_rules_about_several_right_options_fit_those_questions_alone() -> None:
    assert all(policy_named(name).fits("multiple") for name in RULES)
    assert [name for name in (*RULES, CONFIDENCE) if policy_named(name).fits("choice")] == [
        "all-or-nothing", "confidence",
    ]  # fmt: skip
    assert Policy("x", "coverage").lowest == 0
