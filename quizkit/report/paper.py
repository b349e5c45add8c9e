"""A form as plain text: the paper to hand out, and its key. The same form gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit import text
from quizkit.bank.key import accepted, right_answer, solution
from quizkit.exam.shown import ShownItem
from quizkit.model.exam import Form
from quizkit.model.question import Choice, Multiple, Numeric, OrderQuestion, Predict
from quizkit.report.documents.model import SPARE, day_in_words, has_spare
from quizkit.report.table import number

WIDTH = 80
INDENT = "   "


def paper_text(form: Form, items: Sequence[ShownItem]) -> str:
    """The paper: what learners get. It holds no key."""
    total = number(sum(item.points for item in form.items))
    facts = [f"Form {form.form}", day_in_words(form.date), f"{form.minutes} minutes", f"{total} points"]
    lines = [form.title, " - ".join([*filter(None, facts), f"{len(items)} questions"]), ""]
    if form.instructions:
        lines += [*text.plain(form.instructions, WIDTH), ""]
    lines += ["Name: " + "_" * 40, "", "Learner id: " + "_" * 34, ""]
    for shown in items:
        lines += ["-" * WIDTH, *_question(shown), ""]
    return _joined(lines)


def key_text(form: Form, items: Sequence[ShownItem]) -> str:
    """The key: for each question its number, address, right answer and worked solution."""
    lines = [f"KEY - {form.title}, form {form.form}", "Not for learners.", ""]
    for shown in items:
        answer = right_answer(shown.question, shown.variant, shown.letter)
        lines += [f"{shown.number}. {text.one_line(answer)}    ({shown.item.question}, {_points(shown)})"]
        if near := accepted(shown.question, shown.variant):
            lines += [f"{INDENT}Right from {near}."]
        for part in solution(shown.question):
            lines += _indented(text.plain(part, WIDTH - len(INDENT)))
        lines += [""]
    return _joined(lines)


def _points(shown: ShownItem) -> str:
    points = number(shown.item.points)
    return f"{points} point" if points == "1" else f"{points} points"


def _question(shown: ShownItem) -> list[str]:
    lines = [
        f"{shown.number}. ({_points(shown)})",
        *_indented(text.plain(shown.prompt, WIDTH - len(INDENT))),
        "",
    ]
    for letter, _, option in shown.options:
        first, *rest = text.plain(option, WIDTH - len(INDENT) - 4) or [""]
        lines += [f"{INDENT}{letter}) {first}", *(f"{INDENT}   {line}" for line in rest)]
    return [*lines, *([""] if shown.options else []), INDENT + _how_to_answer(shown)]


def _how_to_answer(shown: ShownItem) -> str:
    if isinstance(shown.question, Choice | Predict):
        return "One letter: ____"
    if isinstance(shown.question, Multiple):
        return "All right letters: ____________"
    if isinstance(shown.question, OrderQuestion):
        return "Letters in order: ____________" + (f" ({SPARE})" if has_spare(shown.question) else "")
    unit = f" {shown.question.unit}" if isinstance(shown.question, Numeric) and shown.question.unit else ""
    return f"Answer: ____________________{unit}"


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"{INDENT}{line}" if line else "" for line in lines]


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"
