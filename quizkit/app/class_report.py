"""Writes what a graded class gets: grades.csv, summary.md and a feedback file per learner."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from quizkit import text
from quizkit.app.told import told
from quizkit.bank.loaded import LoadedTopic
from quizkit.report.feedback import feedback_md, file_name
from quizkit.report.files import private_folder, write_private
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import grades_csv
from quizkit.report.journal import Journal
from quizkit.report.summary import NAME as SUMMARY
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable, Row


def write_class_report(
    out: Path, loaded: LoadedTopic, table: ClassTable, journal: Journal, *, release: bool
) -> None:
    """Write all files of the report, each whole or not at all. Raises OSError if the disk is full."""
    write_private(out / GRADES, grades_csv(table))
    # The seed repeats this grading exactly; it stands where learners do not read.
    note = f"Graded {text.inline_code(table.what)} with `--seed` {text.inline_code(journal.header.secret)}."
    write_private(out / SUMMARY, summary_md(table, note))
    folder = private_folder(out / "feedback")
    tellings = {name: told(loaded, loaded.question(name), release=release) for name in table.questions}
    for row in table.rows:
        whole = whole_row(row, journal)
        write_private(
            folder / file_name(row.learner), feedback_md(table.title, whole, tellings, table.mistakes)
        )


def whole_row(row: Row, journal: Journal) -> Row:
    """The row with whole verdicts in place of light ones."""
    marks = {}
    for question, mark in row.marks.items():
        key = (row.learner, row.attempt, question)
        judged = mark.outcome is not None and key in journal.kept
        marks[question] = replace(mark, outcome=journal.read(key).outcome) if judged else mark
    return replace(row, marks=marks)
