"""The laws of what is told of a graded exam: figures follow its scoring, mistakes a topic, numbers a form."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit import source
from quizkit.app.classes.judging import Progress
from quizkit.app.exams.build import build
from quizkit.app.exams.grade import Request as GradeRequest
from quizkit.app.exams.grade import grade_exam
from quizkit.app.results.regrade import Request, regrade
from quizkit.bank.locking import lock_path, source_hash, write_lock
from quizkit.clock import system_clock
from quizkit.errors import UsageError
from quizkit.model.lock import Lock, LockedQuestion, Variant
from quizkit.model.topic import Topic
from quizkit.report.table import ClassTable

TOPIC = """\
format: 1
id: {topic}
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {{s: S}}
mistakes: {{slip: {{says: Off as {topic} says, why: Because.}}}}
questions:
  - {{id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Which of {topic}?",
     solution: {{steps: [x]}}, options: [{{id: key, text: K, correct: true}},
     {{id: lure, text: L, mistake: slip}}]}}
"""
NUMBER = """\
  - {id: num, kind: numeric, difficulty: easy, skills: [s], prompt: "{{k}} and 1?", params: {k: [3, 5]},
     code: "answer = k + 1", tolerance: {absolute: 0}, solution: {steps: [x]}}
"""
PLAN = """\
format: 1
exam: e
title: An exam
minutes: 30
demands: [{topic: c/s, count: 1}, {topic: c/t, count: 2}]
scoring: {choice: all-or-nothing-minus-50}
seed: 3
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Personal forms of two topics, which know a mistake of one name, with a number that differs."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "s.yaml").write_text(TOPIC.format(topic="s"))
    path = tmp_path / "c" / "t.yaml"
    path.write_text(TOPIC.format(topic="t") + NUMBER)
    topic = source.load(path, Topic).value
    assert topic is not None
    question = topic.questions[1]
    variants = tuple(Variant(params={"k": k}, key=str(k + 1)) for k in (3, 5))
    lock = Lock(
        format=1, questions={"num": LockedQuestion(source=source_hash(question, None), variants=variants)}
    )
    write_lock(lock_path(path), lock)
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "class.csv").write_text("id,name\nada,Ada\nbob,Bob\ncem,Cem\ndan,Dan\n")
    return tmp_path


def graded(place: Path) -> tuple[ClassTable, dict[str, int]]:
    """Everybody picks the lure and writes 7; also by learner the number that their paper shows."""
    forms = build(place / "plan.yaml", place / "exam", [place], place / "class.csv").forms
    lines, shown = ["learner,form,c/s/one,c/t/one,c/t/num"], {}
    for form in forms:
        items = {item.question: item for item in form.items}
        lures = ["AB"[items[name].options.index("lure")] for name in ("c/s/one", "c/t/one")]
        lines.append(",".join([form.learner or "", form.form, *lures, "7"]))
        shown[form.learner or ""] = (3, 5)[items["c/t/num"].variant]
    (place / "filled.csv").write_text("\n".join(lines))
    request = GradeRequest(place / "exam", place / "filled.csv", place / "out", extra=(place,))
    return grade_exam(request, system_clock(), Progress())[0], shown


def test_facility_counts_what_the_scoring_gave(place: Path) -> None:
    graded(place)
    page = (place / "out" / "class.html").read_text()
    assert "-50 %" in page
    assert "Nobody has a point here" in page
    assert "-50 %" in (place / "out" / "author" / "c.s.one.html").read_text()


def test_two_mistakes_of_one_name_are_told_by_their_topics(place: Path) -> None:
    table, _ = graded(place)
    assert table.mistake_counts() == {("c/s/one", "slip"): 4, ("c/t/one", "slip"): 4}
    for name in ("summary.md", "class.html"):
        text = (place / "out" / name).read_text()
        assert "Off as s says" in text
        assert "Off as t says" in text
    feedback = next((place / "out" / "feedback").glob("*.md")).read_text()
    assert "Off as s says" in feedback
    assert "Off as t says" in feedback


def test_a_number_is_accepted_on_the_forms_that_show_the_same_numbers(place: Path) -> None:
    _, shown = graded(place)
    assert set(shown.values()) == {3, 5}
    path = place / "changes.yaml"
    change = "change: accept, question: num, answer: 7, reason: R"
    path.write_text(f"format: 1\nchanges: [{{{change}}}]\n")
    request = Request(place / "out", path, extra=(place,))
    with pytest.raises(UsageError, match="other numbers on other forms"):
        regrade(request, system_clock(), Progress())
    first = next(who for who in shown)
    form = next(row.form for row in graded(place)[0].rows if row.learner == first)
    path.write_text(f"format: 1\nchanges: [{{{change}, form: {form}}}]\n")
    done = regrade(request, system_clock(), Progress())
    gained = {row.learner for row in done.table.rows if row.marks["c/t/num"].earned}
    assert gained == {who for who, k in shown.items() if k == shown[first]}
