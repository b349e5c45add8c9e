"""What `grade` prints about a class."""

from __future__ import annotations

from quizkit.cli.class_table import unjudged_lines
from quizkit.model.outcome import Graded, SystemFault
from quizkit.report.table import ClassTable, Row, as_judged


def test_a_reason_is_said_once_however_many_answers_it_struck() -> None:
    fault = SystemFault(reason="no sandbox here; get one.")
    rows = [
        Row(learner=name, marks={"a": as_judged(fault, 1.0), "b": as_judged(Graded(score=1), 1.0)})
        for name in ("ann", "bob", "cem")
    ]
    table = ClassTable(what="t", title="T", questions=("a", "b"), rows=tuple(rows))
    assert unjudged_lines(table) == ["ann, a and 2 more: could not be judged: no sandbox here; get one."]
