"""`answers.yaml`: what each question was answered with, by its id. Programs are never read from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from quizkit import source
from quizkit.formats.answers import taken
from quizkit.formats.notes import note
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import SHEET, Sought
from quizkit.model.answer import Answer
from quizkit.model.base import Noun
from quizkit.model.finding import Finding


class AnswerSheet(Noun):
    """What the file holds. Values are checked question by question."""

    format: Literal[1]
    answers: Mapping[str, object] = {}


def read_sheet(
    sheet: str | Refusal, label: str, sought: Sought
) -> tuple[dict[str, Answer | Refusal], list[Finding]]:
    """Its answers; if it cannot be read, its reason for every question that it could answer."""
    if isinstance(sheet, Refusal):
        return _refused(sought, f"{SHEET}: {sheet.reason}"), []
    loaded = source.parse(sheet, f"{label}/{SHEET}", AnswerSheet, lenient=True)
    if loaded.value is None:
        first = loaded.findings[0]
        reason = f"{SHEET} line {first.line}: {first.message} {first.fix}"
        return _refused(sought, reason), list(loaded.findings)
    answers: dict[str, Answer | Refusal] = {}
    findings: list[Finding] = []
    for question, raw in loaded.value.answers.items():
        line = loaded.lines.at(("answers", question))
        if question not in sought.by_id:
            findings.append(sought.unknown(question, f"{label}/{SHEET}", line))
        elif sought.is_code(question):
            fix = f"Hand the program in as {question}.py."
            says = "A program is not read from here."
            findings.append(note("code-in-sheet", f"{label}/{SHEET}", says, fix, line))
        elif (answer := taken(sought.by_id[question], raw)) is not None:
            answers[question] = answer
    return answers, findings


def _refused(sought: Sought, reason: str) -> dict[str, Answer | Refusal]:
    return {name: Refusal(reason) for name in sought.by_id if not sought.is_code(name)}
