"""From submissions to the table: which attempt counts, what lateness takes, that no order or name matters."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.app.classes.grade import Request, grade
from quizkit.app.classes.judging import Progress
from quizkit.clock import system_clock
from quizkit.report.table import ClassTable, Row

TOPIC = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: red, text: R, correct: true}, {id: blue, text: B}]}
  - {id: both, kind: multiple, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: red, text: R, correct: true}, {id: tan, text: T, correct: true}, {id: blue, text: B}]}
"""
LATE = "late: {deadline: '2026-03-01T12:00:00+01:00', opened: '2026-02-22T12:00:00+01:00', per_day: 0.25}\n"
RIGHT, HALF, WRONG = "pick: red, both: [red, tan]", "pick: red", "pick: blue, both: [blue]"
Handed = Mapping[str, str]  # answers by learner, or by learner/attempt-N


def graded(place: Path, handed: Handed, policy: str = "", times: str = "", roster: str = "") -> ClassTable:
    (place / "c").mkdir(parents=True)
    (place / "c" / "t.yaml").write_text(TOPIC)
    (place / "policy.yaml").write_text("format: 1\n" + policy)
    (place / "times.csv").write_text("learner,attempt,submitted\n" + times)
    (place / "roster.csv").write_text("id,name\n" + roster)
    for learner, answers in handed.items():
        (place / "submissions" / learner).mkdir(parents=True)
        (place / "submissions" / learner / "answers.yaml").write_text(f"format: 1\nanswers: {{{answers}}}\n")
    request = Request(
        str(place / "c" / "t.yaml"),
        place / "submissions",
        place / "out",
        policy=place / "policy.yaml",
        times=place / "times.csv" if times else None,
        roster=place / "roster.csv" if roster else None,
    )
    return grade(request, system_clock(), Progress())[0]


def row(table: ClassTable, learner: str) -> Row:
    return next(one for one in table.rows if one.learner == learner)


THREE = {"ada/attempt-1": HALF, "ada/attempt-2": RIGHT, "ada/attempt-3": WRONG}


@pytest.mark.parametrize(("which", "number", "earned"), [("first", 1, 1), ("best", 2, 2), ("last", 3, 0)])
def test_the_policy_says_which_attempt_counts(tmp_path: Path, which: str, number: int, earned: float) -> None:
    ada = row(graded(tmp_path, THREE, f"attempts: {which}\n"), "ada")
    assert (ada.attempt, ada.attempts, ada.earned, ada.possible) == (number, 3, earned, 2)


@pytest.mark.parametrize(
    ("times", "attempt", "earned"),
    [
        # The second attempt is better and late: by an hour, by a day and an hour, by two days.
        ("ada,1,2026-03-01T10:00Z\nada,2,2026-03-01T12:00Z\n", 2, 1.5),
        ("ada,1,2026-03-01T10:00Z\nada,2,2026-03-02T12:00Z\n", 1, 1.0),
        ("ada,1,2026-03-01T23:00+14:00\nada,2,2026-03-03T11:00:01Z\n", 1, 1.0),
        ("ada,1,2026-03-01T11:00Z\nada,2,2026-03-01T06:00-05:00\n", 2, 2.0),
    ],
)
def test_lateness_is_taken_off_before_the_best_is_chosen(
    tmp_path: Path, times: str, attempt: int, earned: float
) -> None:
    handed = {"ada/attempt-1": HALF, "ada/attempt-2": RIGHT}
    ada = row(graded(tmp_path, handed, "attempts: best\n" + LATE, times), "ada")
    assert (ada.attempt, ada.earned) == (attempt, earned)


def test_a_time_factor_is_a_learners_own(tmp_path: Path) -> None:
    times = "ada,,2026-03-04T11:00Z\nbob,,2026-03-04T11:00Z\n"
    policy = LATE + "time_factors: {ada: 1.5}\n"
    table = graded(tmp_path, {"ada": RIGHT, "bob": RIGHT}, policy, times)
    assert [one.earned for one in table.rows] == [2, 0.5]
    assert [bool(one.notes) for one in table.rows] == [False, True]


def test_who_is_on_the_roster_and_handed_in_nothing_has_nothing_of_all(tmp_path: Path) -> None:
    table = graded(tmp_path, {"ada": RIGHT}, LATE, roster="ada,Ada L\nbob,Bob B\n")
    bob = row(table, "bob")
    assert (bob.name, bob.attempts, bob.earned, bob.possible) == ("Bob B", 0, 0, 2)
    assert {one.outcome for one in bob.outcomes.values() if one} == {"not-attempted"}


def test_points_weigh_questions_and_full_totals_are_never_passed(tmp_path: Path) -> None:
    table = graded(tmp_path, {"ada": RIGHT, "bob": HALF}, "points: {pick: 0.1, both: 0.2}\n")
    assert [round(one.earned, 9) for one in table.rows] == [0.3, 0.1]
    assert [round(one.possible, 9) for one in table.rows] == [0.3, 0.3]
    assert all(one.earned <= one.possible for one in table.rows)


def test_every_rule_in_force_is_told(tmp_path: Path) -> None:
    policy = LATE.replace("per_day", "grace_minutes: 5, lowest: 0.5, per_day")
    policy += "attempts: best\npoints: {both: 4}\ntime_factors: {ada: 1.5}\n"
    assert graded(tmp_path, {"ada": RIGHT}, policy).decisions == (
        "Question both is worth 4 points.",
        "Of several attempts the best one counts.",
        "Handed in after 2026-03-01T12:00:00+01:00 and 5 minutes of grace: 25 % off for each day begun, "
        "not below 50 %.",
        "ada has 1.5 times the time.",
    )


def test_grades_csv_says_what_the_table_says(tmp_path: Path) -> None:
    table = graded(tmp_path, {"ada": RIGHT, "bob": HALF}, "points: {both: 4}\n")
    with (tmp_path / "out" / "grades.csv").open() as file:
        told = {line["learner"]: (line["total"], line["possible"]) for line in csv.DictReader(file)}
    assert told == {one.learner: (f"{one.earned:g}", f"{one.possible:g}") for one in table.rows}


NAMES = ("ada", "Bob", "=cem", "日本", "d an")


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(NAMES), given_=st.tuples(*[st.sampled_from([RIGHT, HALF, WRONG])] * 5))
def test_who_handed_something_in_does_not_matter_to_what_it_is_worth(
    order: list[str], given_: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = graded(tmp_path_factory.mktemp("one"), dict(zip(NAMES, given_, strict=True)))
    other = graded(tmp_path_factory.mktemp("two"), dict(zip(order, given_, strict=True)))
    assert [row(one, name).marks for name in NAMES] == [row(other, name).marks for name in order]
