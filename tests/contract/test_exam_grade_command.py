"""`quizkit exam grade` and `report` on an exam as whole commands, for what platforms give back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.support.program import call

BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 20
demands: [{topic: c/t, count: 2}]
scoring: {choice: all-or-nothing-minus-50}
seed: 7
"""
BANK = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Which *one*?",
     solution: {steps: [Look.], answer: SOLVED},
       options: [{id: a, text: "Yes, this", correct: true}, {id: b, text: "No"}]}
  - {id: two, kind: choice, difficulty: easy, skills: [s], prompt: "Which `other`?",
     solution: {steps: [Look.], answer: SOLVED},
       options: [{id: a, text: "x", correct: true}, {id: b, text: "y"}]}
"""
CANVAS = """\
name,id,sis_id,section,section_id,submitted,attempt,12: Which other?,1.0,11: Which one?,1.0,\
n correct,n incorrect,score
"Doe, Ada",71,u1,S,1,2030-01-01,1,x,1.0,No,0.0,1,1,1.0
"Roe, Bob",72,u2,S,1,2030-01-01,1,z,0.0,"Yes, this",1.0,1,1,1.0
"""
MOODLE = """\
\ufeffLast name;First name;ID number;State;Question 1;Response 1;Question 2;Response 2
Doe;Ada;u1;Finished;Which one?: No; Yes, this;No;Which other?: x; y;x
"""
MOODLE = MOODLE.replace("Which one?: No; Yes, this", '"Which one?: No; Yes, this"').replace(
    "Which other?: x; y", '"Which other?: x; y"'
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(BANK)
    (tmp_path / "plan.yaml").write_text(BLUEPRINT)
    call(tmp_path, "exam", "build", "plan.yaml", "-o", "exam", "--path", ".")
    return tmp_path


def grades(place: Path) -> list[tuple[str, str, str, str]]:
    with (place / "out" / "grades.csv").open(newline="") as file:
        return [
            (one["learner"], one["c/t/one"], one["c/t/two"], one["total"]) for one in csv.DictReader(file)
        ]


def test_a_report_of_canvas_becomes_grades_pages_and_a_gradebook(place: Path) -> None:
    (place / "student-analysis.csv").write_text(CANVAS)
    said = call(place, "exam", "grade", "exam", "student-analysis.csv", "-o", "out", "--path", ".")
    assert "unreadable-answer" in said
    assert "Column H" in said
    assert grades(place) == [("u1", "-0.5", "1", "0.5"), ("u2", "1", "0", "1")]
    call(place, "report", "out", "--moodle-import", "--release", "--path", ".")
    assert "u1" in (place / "out" / "moodle-import.csv").read_text()
    assert all("SOLVED" in page.read_text() for page in (place / "out" / "feedback").iterdir())


def test_a_report_of_moodle_is_read_with_semicolons_and_a_byte_order_mark(place: Path) -> None:
    (place / "quiz.csv").write_text(MOODLE)
    (place / "class.csv").write_text("id,name\nu1,Ada Doe\nu9,Eve Poe\n")
    options = ("--path", ".", "--roster", "class.csv", "--json")
    said = call(place, "exam", "grade", "exam", "quiz.csv", "-o", "out", *options)
    told = json.loads(said)
    assert grades(place) == [("u1", "-0.5", "1", "0.5")]
    assert told["decisions"][0] == "Scored by all-or-nothing-minus-50: 2 questions of each form."
    assert [line.split()[1] for line in told["findings"]] == ["missing-learner"]


def test_another_platforms_table_is_refused_in_one_sentence(place: Path) -> None:
    (place / "quiz.csv").write_text("Name,Antwort 1\nAda,A\n")
    said = call(place, "exam", "grade", "exam", "quiz.csv", "-o", "out", "--path", ".", code=2)
    assert "has no columns 'learner' and 'form'" in said
    assert not (place / "out").exists()
