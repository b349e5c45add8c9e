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
from quizkit.app.classes.stamp import NAME as STAMP
from quizkit.app.classes.stamp import is_current, stamp, text_of
from quizkit.app.classes.telling import Telling
from quizkit.model.answer import Answer
from quizkit.report.feedback import feedback_md
from quizkit.report.files import folder_within, write_page, write_private
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import grades_csv
from quizkit.report.journal import Journal
from quizkit.report.pages.author import Answered, author_page
from quizkit.report.pages.author import picks as picked
from quizkit.report.pages.classroom import Links, class_page
from quizkit.report.pages.learner import learner_page
from quizkit.report.pages.model import Told
from quizkit.report.pages.render import author_html, class_html, learner_html
from quizkit.report.summary import NAME as SUMMARY
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable, Row

CLASS, AUTHOR, FEEDBACK, INDEX = "class.html", "author", "feedback", "feedback.csv"
_OPAQUE = re.compile(r"[0-9a-f]{16}\.(html|md)")


def write_class_report(
    out: Path, telling: Telling, table: ClassTable, journal: Journal, *, release: bool
) -> None:
    """Write all files of the report, each whole or not at all; none if they are there already.

    Raises OSError if the disk is full. `release` puts key and solution into what learners read. A learner's
    files are named by a code that only this grading's secret gives; `feedback.csv` tells the instructor whose
    they are.
    """
    codes = {row.learner: opaque(journal.header.secret, row.learner) for row in table.rows}
    made_of = stamp(telling.topics, table, journal, release=release)
    if is_current(out, made_of, _pages(out, table, codes)):
        return
    (out / STAMP).unlink(missing_ok=True)  # whoever is stopped from here on leaves pages of two kinds
    write_private(out / GRADES, grades_csv(table))
    # The seed repeats this grading exactly; it stands where learners do not read.
    note = f"Graded {text.inline_code(table.what)} with `--seed` {text.inline_code(journal.header.secret)}."
    write_private(out / SUMMARY, summary_md(table, note))
    picks = _write_learners(folder_within(out / FEEDBACK), telling, table, journal, codes, release=release)
    write_private(out / INDEX, _index(table, codes))
    told = telling.told("", released=True)
    _write_author(folder_within(out / AUTHOR), table, told, journal, telling.language)
    links = Links(
        {learner: f"{FEEDBACK}/{code}.html" for learner, code in codes.items()},
        {name: f"{AUTHOR}/{_file(name)}" for name in table.questions},
    )
    write_private(out / CLASS, class_html(class_page(table, told, picks, links, telling.language)))
    write_private(out / STAMP, text_of(made_of))


def _pages(out: Path, table: ClassTable, codes: Mapping[str, str]) -> list[Path]:
    """Every file of the report."""
    feedback = [out / FEEDBACK / f"{code}{end}" for code in codes.values() for end in (".html", ".md")]
    author = [out / AUTHOR / _file(name) for name in table.questions]
    return [out / GRADES, out / SUMMARY, out / INDEX, out / CLASS, *feedback, *author]


def opaque(secret: str, learner: str) -> str:
    """The code that a learner's files are named by: 16 hexadecimal digits that nobody else can guess."""
    return f"{rng.derive_seed(secret, 'feedback', learner):016x}"


def page_of(out: Path, journal: Journal, learner: str) -> Path:
    """Where the learner's page is."""
    return out / FEEDBACK / f"{opaque(journal.header.secret, learner)}.html"


def _file(question: str) -> str:
    """The name of a question's page; no id has a dot, so that addresses stay apart."""
    return f"{question.replace('/', '.')}.html"


def _write_learners(
    folder: Path,
    telling: Telling,
    table: ClassTable,
    journal: Journal,
    codes: Mapping[str, str],
    *,
    release: bool,
) -> dict[str, Counter[str]]:
    """Write a page per learner as HTML and Markdown, one at a time; how often each option was picked."""
    told = {form: telling.told(form, released=release) for form in {row.form for row in table.rows}}
    picks: dict[str, Counter[str]] = {name: Counter() for name in table.questions}
    for row in table.rows:
        full, answers = whole(row, journal)
        page = learner_page(table.title, full, told[row.form], answers, table.mistakes, telling.language)
        write_page(folder / f"{codes[row.learner]}.html", learner_html(page))
        write_page(folder / f"{codes[row.learner]}.md", feedback_md(page))
        for question, answer in answers.items():
            picks[question] += picked([answer])
    _sweep(folder, codes.values())
    return picks


def whole(row: Row, journal: Journal) -> tuple[Row, dict[str, Answer | None]]:
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


def _write_author(
    folder: Path, table: ClassTable, told: Mapping[str, Told], journal: Journal, language: str
) -> None:
    """Write a page per question with everything, hidden checks and keys too; a question at a time."""
    for name in table.questions:
        answered = [_answered(row, name, journal) for row in table.rows if name in row.marks]
        page = author_page(table.title, name, told[name], answered, table.mistakes.get(name, {}), language)
        write_page(folder / _file(name), author_html(page))


def _answered(row: Row, question: str, journal: Journal) -> Answered:
    mark, key = row.marks[question], (row.learner, row.attempt, question)
    if mark.outcome is None or key not in journal.kept:
        return Answered(row.learner, mark, None, row.name, row.attempt, row.attempts)
    entry = journal.read(key)
    return Answered(
        row.learner,
        replace(mark, outcome=entry.outcome),
        entry.answer,
        row.name,
        row.attempt,
        row.attempts,
        entry.seed,
        entry.level,
        entry.environment,
        entry.engine,
    )


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
