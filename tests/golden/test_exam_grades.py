"""What a graded exam tells, frozen: the grades, the findings and decisions, the learner's own page."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.app.classes.judging import Progress
from quizkit.app.exams.build import build
from quizkit.app.exams.grade import Request, grade_exam
from quizkit.clock import system_clock

BANK = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
mistakes: {from-one: {says: Counting from 1, why: The first index is 0.}}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Which *index* is first?",
     solution: {steps: [Count.]}, options: [{id: zero, text: "0", correct: true},
       {id: first, text: "1", mistake: from-one}, {id: less, text: "-1"}]}
  - {id: many, kind: multiple, difficulty: medium, skills: [s], prompt: "Which are lists?",
     solution: {steps: [Look.]}, options: [{id: empty, text: "`[]`", correct: true},
       {id: full, text: "`[1]`", correct: true}, {id: pair, text: "`()`"}, {id: set, text: "`{}`"}]}
  - {id: num, kind: numeric, difficulty: hard, skills: [s], prompt: "How long is `[1, 2]`?", value: 2,
     solution: {steps: [Count.]}}
"""
BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands: [{topic: c/t, count: 3, points: 2}]
scoring: {choice: confidence, multiple: partial-false2-minus-25}
seed: 5
"""
ROWS = [
    {
        "learner": "ada",
        "c/t/one": "zero",
        "confidence c/t/one": "3",
        "c/t/many": "empty full",
        "c/t/num": "2",
    },
    {
        "learner": "=bob",
        "c/t/one": "first",
        "confidence c/t/one": "2",
        "c/t/many": "pair set",
        "c/t/num": "2",
    },
    {"learner": "cem", "c/t/one": "first less", "confidence c/t/one": "9", "c/t/many": "pair", "form": "Z"},
    {"learner": "dee", "c/t/one": "first less", "confidence c/t/one": "9", "c/t/many": "full"},
    {"learner": "dee"},
]


def _address(head: str) -> str:
    """The question that a column asks about, without its number on the form."""
    return head if head.startswith("confidence ") else head.split()[-1]


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(BANK)
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    build(tmp_path / "blueprint.yaml", tmp_path / "exam", [tmp_path])
    table = tmp_path / "exam" / "responses.csv"
    head = table.read_text().strip().split(",")
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in ROWS:
            cells = {"form": "A"} | row
            writer.writerow([cells.get(name, cells.get(_address(name), "")) for name in head])
    request = Request(tmp_path / "exam", table, tmp_path / "out", extra=(tmp_path,))
    grade_exam(request, system_clock(), Progress())
    return tmp_path / "out"


def test_a_graded_exam_reads_as_it_did(graded: Path, golden: Callable[[str, str], None]) -> None:
    with (graded / "feedback.csv").open(newline="") as file:
        page = next(one["page"] for one in csv.DictReader(file) if one["learner"].endswith("bob"))
    feedback = (graded / page).with_suffix(".md").read_text()
    summary = "\n".join((graded / "summary.md").read_text().splitlines()[:-1])  # the last names the seed
    golden("exam_grades.txt", f"{(graded / 'grades.csv').read_text()}\n{summary}\n{feedback}")
