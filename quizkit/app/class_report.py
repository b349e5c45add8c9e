"""Writes what a graded class gets: grades, a summary, the class page, a page per learner."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from quizkit import rng, text
from quizkit.app.class_tasks import variant_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.model.answer import Answer, Chosen, ChosenSet
from quizkit.report.feedback import feedback_md
from quizkit.report.files import private_folder, write_private
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import grades_csv
from quizkit.report.journal import Journal
from quizkit.report.pages.classroom import Links, class_page
from quizkit.report.pages.learner import learner_page
from quizkit.report.pages.model import Told
from quizkit.report.pages.parts import tell
from quizkit.report.pages.render import class_html, learner_html
from quizkit.report.summary import NAME as SUMMARY
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable, Row

CLASS, FEEDBACK, INDEX = "class.html", "feedback", "feedback.csv"
_OPAQUE = re.compile(r"[0-9a-f]{16}\.(html|md)")


def write_class_report(
    out: Path, loaded: LoadedTopic, table: ClassTable, journal: Journal, *, release: bool
) -> None:
    """Write all files of the report, each whole or not at all. Raises OSError if the disk is full.

    `release` puts key and solution into what learners read. A learner's files are named by a code that only
    this grading's secret gives; `feedback.csv` tells the instructor whose they are.
    """
    write_private(out / GRADES, grades_csv(table))
    # The seed repeats this grading exactly; it stands where learners do not read.
    note = f"Graded {text.inline_code(table.what)} with `--seed` {text.inline_code(journal.header.secret)}."
    write_private(out / SUMMARY, summary_md(table, note))
    codes = {row.learner: opaque(journal.header.secret, row.learner) for row in table.rows}
    picks = _write_learners(private_folder(out / FEEDBACK), loaded, table, journal, codes, release=release)
    write_private(out / INDEX, _index(table, codes))
    links = Links({learner: f"{FEEDBACK}/{code}.html" for learner, code in codes.items()})
    told = _told(loaded, table, released=True)
    write_private(out / CLASS, class_html(class_page(table, told, picks, links, loaded.topic.language)))


def opaque(secret: str, learner: str) -> str:
    """The code that a learner's files are named by: 16 hexadecimal digits that nobody else can guess."""
    return f"{rng.derive_seed(secret, 'feedback', learner):016x}"


def _told(loaded: LoadedTopic, table: ClassTable, *, released: bool) -> dict[str, Told]:
    questions = [loaded.question(name) for name in table.questions]
    return {one.id: tell(one, variant_of(loaded, one), released=released, hints=True) for one in questions}


def _write_learners(
    folder: Path,
    loaded: LoadedTopic,
    table: ClassTable,
    journal: Journal,
    codes: Mapping[str, str],
    *,
    release: bool,
) -> dict[str, Counter[str]]:
    """Write a page per learner as HTML and Markdown, one at a time; how often each option was picked."""
    told = _told(loaded, table, released=release)
    picks: dict[str, Counter[str]] = {name: Counter() for name in table.questions}
    for row in table.rows:
        whole, answers = _whole(row, journal)
        page = learner_page(table.title, whole, told, answers, table.mistakes, loaded.topic.language)
        write_private(folder / f"{codes[row.learner]}.html", learner_html(page))
        write_private(folder / f"{codes[row.learner]}.md", feedback_md(page))
        for question, answer in answers.items():
            picks[question].update(_picked(answer))
    _sweep(folder, codes.values())
    return picks


def _whole(row: Row, journal: Journal) -> tuple[Row, dict[str, Answer | None]]:
    """The row with whole verdicts in place of light ones, and what was answered."""
    marks, answers = {}, {}
    for question, mark in row.marks.items():
        key = (row.learner, row.attempt, question)
        marks[question] = mark
        if mark.outcome is not None and key in journal.kept:
            entry = journal.read(key)
            marks[question] = replace(mark, outcome=entry.outcome)
            answers[question] = entry.answer
    return replace(row, marks=marks), answers


def _picked(answer: Answer | None) -> Iterable[str]:
    if isinstance(answer, Chosen):
        return (answer.option,)
    return answer.options if isinstance(answer, ChosenSet) else ()


def _sweep(folder: Path, codes: Iterable[str]) -> None:
    """Take away the pages of those who are not in the class any more."""
    there = set(codes)
    for path in folder.iterdir():
        if _OPAQUE.fullmatch(path.name) and path.stem not in there:
            with suppress(FileNotFoundError):
                path.unlink()


def _index(table: ClassTable, codes: Mapping[str, str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["learner", "name", "page"])
    for row in table.rows:
        cells = [row.learner, row.name, f"{FEEDBACK}/{codes[row.learner]}.html"]
        writer.writerow([text.csv_cell(cell) for cell in cells])
    return out.getvalue()
