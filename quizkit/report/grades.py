"""`grades.csv`: a row per learner, a column per question, the total and how often each outcome occurred."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from quizkit import text
from quizkit.report.table import NOT_JUDGED, OUTCOMES, ClassTable, Row, number

NAME = "grades.csv"
COUNTS = (*OUTCOMES, NOT_JUDGED)


def grades_csv(table: ClassTable) -> str:
    """The table as CSV. A blank cell: not presented, or it has no number; the outcome counts tell which."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    forms = any(row.form for row in table.rows)
    names = any(row.name for row in table.rows)
    head = [
        "learner",
        *(["name"] if names else []),
        *(["form"] if forms else []),
        *table.questions,
        "total",
        "possible",
        *COUNTS,
    ]
    writer.writerow([text.csv_cell(name) for name in head])
    for row in table.rows:
        who = [row.learner, *([row.name] if names else []), *([row.form] if forms else [])]
        writer.writerow([*map(text.csv_cell, who), *_values(row, table.questions)])
    return out.getvalue()


def is_grades_csv(head: str) -> bool:
    """Whether a file whose first line is `head` was written by `grades_csv`."""
    return head.rstrip("\n").endswith(",".join(("total", "possible", *COUNTS)))


def _values(row: Row, questions: Sequence[str]) -> list[str]:
    """The figures, of which one below 0 is no formula."""
    counts = row.counts()
    values = []
    for question in questions:
        earned = row.marks[question].earned if question in row.marks else None
        values.append("" if earned is None else number(earned))
    values += [number(row.earned), number(row.possible)]
    return values + [str(counts[name]) for name in COUNTS]
