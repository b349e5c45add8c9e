"""`grades.csv`: a row per learner, a column per question, the total and how often each outcome occurred."""

from __future__ import annotations

import csv
import io

from quizkit import text
from quizkit.model.outcome import score_of
from quizkit.report.table import NOT_JUDGED, OUTCOMES, ClassTable, Row, number

NAME = "grades.csv"
COUNTS = (*OUTCOMES, NOT_JUDGED)


def grades_csv(table: ClassTable) -> str:
    """The table as CSV. A blank cell: not presented, or it has no number; the outcome counts tell which."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    forms = any(row.form for row in table.rows)
    head = [
        "learner",
        *(["form"] if forms else []),
        *table.questions,
        "total",
        "possible",
        *COUNTS,
    ]
    writer.writerow([text.csv_cell(name) for name in head])
    for row in table.rows:
        writer.writerow([text.csv_cell(value) for value in _values(table, row, forms)])
    return out.getvalue()


def is_grades_csv(head: str) -> bool:
    """Whether a file whose first line is `head` was written by `grades_csv`."""
    return head.rstrip("\n").endswith(",".join(("total", "possible", *COUNTS)))


def _values(table: ClassTable, row: Row, forms: bool) -> list[str]:
    counts = row.counts()
    values = [row.learner, *([row.form] if forms else [])]
    for question in table.questions:
        outcome = row.outcomes.get(question)
        score = None if outcome is None else score_of(outcome)
        values.append("" if score is None else number(score * row.points[question]))
    values += [number(row.earned), number(row.possible)]
    return values + [str(counts[name]) for name in COUNTS]
