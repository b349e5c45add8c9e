"""Writes what a graded class gets: grades.csv, summary.md and a feedback file per learner."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quizkit import text
from quizkit.report.feedback import Told, feedback_md, file_name
from quizkit.report.files import private_folder, write_private
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import grades_csv
from quizkit.report.summary import NAME as SUMMARY
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable


def write_class_report(out: Path, table: ClassTable, seed: str, told: Mapping[str, Told]) -> None:
    """Write all files of the report, each whole or not at all. Raises OSError if the disk is full."""
    write_private(out / GRADES, grades_csv(table))
    # The seed repeats this grading exactly; it stands where learners do not read.
    note = f"Graded {text.inline_code(table.what)} with `--seed` {text.inline_code(seed)}."
    write_private(out / SUMMARY, summary_md(table, note))
    folder = private_folder(out / "feedback")
    for row in table.rows:
        write_private(folder / file_name(row.learner), feedback_md(table.title, row, told, table.mistakes))
