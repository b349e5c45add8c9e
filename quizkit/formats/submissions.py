"""A folder of submissions: one folder per learner, holding `answers.yaml` and `<question>.py` files."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quizkit import source, text
from quizkit.formats.answers import Asked, taken
from quizkit.formats.opening import Refusal, learner_folder, names_in, read_text, root_folder, what_is
from quizkit.model.answer import Answer, Program
from quizkit.model.base import Noun
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion

SHEET = "answers.yaml"
MAX_FINDINGS = 20


class AnswerSheet(Noun):
    """`answers.yaml`: what each question was answered with. Values are checked question by question."""

    format: Literal[1]
    answers: Mapping[str, object] = {}


@dataclass(frozen=True)
class Submission:
    """What one learner handed in, by question id; a question that is missing was not answered."""

    learner: str
    answers: Mapping[str, Answer | Refusal] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Handed:
    """Everything that was handed in, by learner's name; `findings` are about the folder itself."""

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...] = ()


def read_submissions(folder: Path, asked: Sequence[Asked], topic_ids: Iterable[str]) -> Handed:
    """Every learner's submission. `topic_ids`: all questions of the topic, whether asked here or not.

    A problem of one learner is a Refusal or a finding of theirs. Raises UsageError if `folder` is none.
    """
    known = tuple(topic_ids)
    submissions: list[Submission] = []
    findings: list[Finding] = []
    labels: set[str] = set()
    with root_folder(folder) as root:
        for name in names_in(root):
            label = _label(name, labels)
            kind = what_is(root, name)
            if kind == "folder":
                submissions.append(_read_learner(root, name, label, asked, known))
            elif kind == "link":
                submissions.append(
                    _refused(label, asked, "The folder is a link; hand in a folder of your own.")
                )
            else:
                findings.append(
                    _finding("stray-file", label, f"This is a {kind}, not a learner's folder.", "Remove it.")
                )
    return Handed(tuple(submissions), tuple(findings))


def _label(name: str, taken_labels: set[str]) -> str:
    """A name that can be printed anywhere and that no other learner has."""
    shown = text.visible(os.fsencode(name).decode("utf-8", "backslashreplace"), one_line=True)
    label, number = shown, 1
    while label in taken_labels:
        number += 1
        label = f"{shown} ({number})"
    taken_labels.add(label)
    return label


def _refused(label: str, asked: Sequence[Asked], reason: str) -> Submission:
    return Submission(label, {one.question.id: Refusal(reason) for one in asked})


def _read_learner(
    root: int, name: str, label: str, asked: Sequence[Asked], known: tuple[str, ...]
) -> Submission:
    with learner_folder(root, name) as folder:
        if isinstance(folder, Refusal):
            return _refused(label, asked, folder.reason)
        names = names_in(folder)
        answers: dict[str, Answer | Refusal] = {}
        findings: list[Finding] = []
        for one in asked:
            file = f"{one.question.id}.py"
            if isinstance(one.question, CodeQuestion) and file in names:
                code = read_text(folder, file)
                answers[one.question.id] = code if isinstance(code, Refusal) else Program(code=code)
        if SHEET in names:
            sheet = read_text(folder, SHEET)
            more, complaints = _read_sheet(label, sheet, asked, known)
            answers.update(more)
            findings.extend(complaints)
        findings.extend(_strays(label, names, asked, known))
    return Submission(label, answers, _capped(label, findings))


def _capped(label: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The first of them, and how many more there are."""
    more = len(findings) - MAX_FINDINGS
    if more <= 0:
        return tuple(findings)
    rest = _finding("more-findings", label, f"There are {more} more like these.", "Look into the folder.")
    return (*findings[:MAX_FINDINGS], rest)


def _read_sheet(
    label: str, sheet: str | Refusal, asked: Sequence[Asked], known: tuple[str, ...]
) -> tuple[dict[str, Answer | Refusal], list[Finding]]:
    """The answers of `answers.yaml`; if it cannot be read, its reason for every question it could answer."""
    if isinstance(sheet, Refusal):
        return _all_refused(asked, f"{SHEET}: {sheet.reason}"), []
    loaded = source.parse(sheet, f"{label}/{SHEET}", AnswerSheet, lenient=True)
    if loaded.value is None:
        first = loaded.findings[0]
        return _all_refused(asked, f"{SHEET} line {first.line}: {first.message} {first.fix}"), list(
            loaded.findings
        )
    answers: dict[str, Answer | Refusal] = {}
    findings: list[Finding] = []
    by_id = {one.question.id: one for one in asked}
    for question_id, raw in loaded.value.answers.items():
        line = loaded.lines.at(("answers", question_id))
        if question_id not in by_id:
            findings.append(_unknown(f"{label}/{SHEET}", line, question_id, list(by_id), known))
        elif isinstance(by_id[question_id].question, CodeQuestion):
            fix = f"Hand the program in as {question_id}.py."
            findings.append(
                _finding("code-in-sheet", f"{label}/{SHEET}", "A program is not read from here.", fix, line)
            )
        elif (answer := taken(by_id[question_id], raw)) is not None:
            answers[question_id] = answer
    return answers, findings


def _all_refused(asked: Sequence[Asked], reason: str) -> dict[str, Answer | Refusal]:
    return {one.question.id: Refusal(reason) for one in asked if not isinstance(one.question, CodeQuestion)}


def _strays(
    label: str, names: Iterable[str], asked: Sequence[Asked], known: tuple[str, ...]
) -> Iterable[Finding]:
    """A finding for each file that is neither the sheet nor a program that is asked for."""
    programs = [f"{one.question.id}.py" for one in asked if isinstance(one.question, CodeQuestion)]
    for name in names:
        if name == SHEET or name in programs:
            continue
        shown = text.visible(os.fsencode(name).decode("utf-8", "backslashreplace"), one_line=True)
        near = difflib.get_close_matches(name.lower(), [SHEET, *programs], n=1, cutoff=0.6)
        known_but_not_asked = name.removesuffix(".py") in known
        says = (
            "This question is not part of this grading." if known_but_not_asked else "This file is not read."
        )
        fix = f"Did you mean '{near[0]}'?" if near else "Nothing to do if it was not meant to be graded."
        yield _finding("not-read", f"{label}/{shown}", says, fix)


def _unknown(
    file: str, line: int, question_id: str, asked_ids: Sequence[str], known: tuple[str, ...]
) -> Finding:
    shown = text.visible(question_id[:64], one_line=True)
    if question_id in known:
        says, fix = f"'{shown}' is not part of this grading.", "Grade it with --questions."
        return _finding("not-asked", file, says, fix, line)
    near = difflib.get_close_matches(question_id, asked_ids, n=1, cutoff=0.5)
    fix = f"Did you mean '{near[0]}'?" if near else f"The questions are {', '.join(asked_ids)}."
    return _finding("unknown-question", file, f"There is no question '{shown}'.", fix, line)


def _finding(code: str, file: str, message: str, fix: str, line: int = 1) -> Finding:
    return Finding(code=code, file=file, line=line, message=message, fix=fix, severity="note")
