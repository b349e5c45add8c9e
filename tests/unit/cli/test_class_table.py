"""What `grade` prints about a class."""

from __future__ import annotations

from pathlib import Path

from quizkit.app.classes.judging import Judged
from quizkit.cli.class_table import TOLD, as_lines, unjudged_lines
from quizkit.model.finding import Finding
from quizkit.model.outcome import Graded, NotAttempted, SystemFault
from quizkit.report.table import ClassTable, Row, as_judged


def test_a_reason_is_said_once_however_many_answers_it_struck() -> None:
    fault = SystemFault(reason="no sandbox here; get one.")
    rows = [
        Row(learner=name, marks={"a": as_judged(fault, 1.0), "b": as_judged(Graded(score=1), 1.0)})
        for name in ("ann", "bob", "cem")
    ]
    table = ClassTable(what="t", title="T", questions=("a", "b"), rows=tuple(rows))
    assert unjudged_lines(table) == ["ann, a and 2 more: could not be judged: no sandbox here; get one."]


def printed(table: ClassTable) -> str:
    return "\n".join(as_lines(table, Judged({}, {}, "seed", 0, 0), Path("out")))


def test_findings_about_the_whole_class_are_printed_the_first_ones_in_full() -> None:
    found = [
        Finding(
            code="unknown-learner",
            file="overrides.yaml",
            line=place,
            message="Nobody.",
            fix="Correct the name.",
        )
        for place in range(1, 10)
    ]
    row = Row(learner="ann", marks={"a": as_judged(Graded(score=1), 1.0)})
    said = printed(ClassTable(what="t", title="T", questions=("a",), rows=(row,), findings=tuple(found)))
    assert "Findings: 9; they stand in summary.md." in said
    assert "  overrides.yaml:1: unknown-learner Nobody. Correct the name." in said
    assert said.count("unknown-learner") == TOLD


def test_a_class_in_which_nobody_attempted_anything_is_asked_about() -> None:
    row = Row(learner="ann", marks={"a": as_judged(NotAttempted(reason="Nothing was handed in."), 1.0)})
    said = printed(ClassTable(what="t", title="T", questions=("a",), rows=(row,)))
    assert "do the topic and what was handed in belong together?" in said


def test_the_topic_that_was_meant_and_the_layout_that_was_recognised_are_told() -> None:
    rows = tuple(
        Row(name, {"a": as_judged(Graded(score=1), 1.0)}, attempts=there)
        for name, there in (("x", 1), ("y", 0))
    )
    said = printed(ClassTable("c/t", "T", ("a",), rows, layout="a Moodle zip"))
    assert "Topic: c/t. Handed in: a Moodle zip, 1 learner." in said
    assert "Handed in" not in printed(ClassTable("exam", "T", ("a",), rows))


def test_a_large_class_ends_with_the_same_lines_as_a_small_one() -> None:
    rows = tuple(Row(f"l{place}", {"a": as_judged(Graded(score=1), 1.0)}) for place in range(1000))
    large, small = (
        as_lines(ClassTable("t", "T", ("a",), some), Judged({}, {}, "s", 0, 0), Path("out"))
        for some in (rows, rows[:3])
    )
    assert len(large) - len(small) == 997
    assert large[-1] == small[-1] == "0 judged. Written to out/."
