"""Prepares a learner's page: own answers, what was made of them, and what to look at next. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from quizkit.model.answer import Answer
from quizkit.model.finding import Finding
from quizkit.model.outcome import Graded, LearnerFault, NotAttempted, Outcome
from quizkit.model.question import CodeQuestion
from quizkit.model.topic import Mistake
from quizkit.report.pages.model import LearnerPage, LearnerQuestion, ShownVerdict, Told
from quizkit.report.pages.parts import UNREADABLE, key_of, percent, program_of, shown_answer, verdict
from quizkit.report.table import Mark, Row, total


def learner_page(
    title: str,
    row: Row,
    told: Mapping[str, Told],
    answers: Mapping[str, Answer | None],
    mistakes: Mapping[str, Mapping[str, Mistake]],
    language: str = "en",
) -> LearnerPage:
    """One learner's page. `row` has the whole verdicts; `answers` are those of the attempt that counts.

    `mistakes` are as in `ClassTable`. The questions stand as on the learner's form, if there was one.
    """
    questions = tuple(
        _question(name, row.marks[name], told[name], answers.get(name), mistakes.get(name, {}))
        for name in sorted(row.marks, key=lambda name: told[name].number)
    )
    return LearnerPage(
        title=title,
        language=language,
        learner=row.learner,
        name=row.name,
        points=total(row),
        percent="" if row.share is None else percent(row.share),
        notes=(*_attempts(row), *row.notes),
        questions=questions,
        files=tuple(_note(finding) for finding in row.findings),
    )


def _attempts(row: Row) -> Iterator[str]:
    if row.attempts == 0:
        yield "Nothing was handed in."
    elif row.attempts > 1:
        yield f"Attempt {row.attempt} of {row.attempts} counts."


def _note(finding: Finding) -> str:
    """A finding by the bare name of the file: where it lay is nobody's business here."""
    return f"{PurePath(finding.file).name}, line {finding.line}: {finding.message} {finding.fix}"


def _question(
    name: str, mark: Mark, told: Told, answer: Answer | None, mistakes: Mapping[str, Mistake]
) -> LearnerQuestion:
    shown = verdict(mark, told, mistakes)
    return LearnerQuestion(
        name=name,
        prompt=told.prompt,
        program=program_of(told),
        answer=shown_answer(answer, told, mark.outcome),
        verdict=shown,
        next=() if shown.tone == "right" or mark.share == 1 else tuple(_next(mark.outcome, shown, told)),
        key=key_of(told) if told.released else None,
        number=told.number,
    )


def _next(outcome: Outcome | None, shown: ShownVerdict, told: Told) -> Iterator[str]:
    """What to look at next, most useful first; nothing where the learner can do nothing about it."""
    match outcome:
        case NotAttempted():
            yield "Write down a first try, even a rough one: it can be judged and told apart."
        case LearnerFault(fault=fault, line=line):
            yield _after_a_fault(fault, line, isinstance(told.question, CodeQuestion))
        case Graded() if shown.mistake:
            yield "Read why the recognised mistake is one, and change that first."
        case Graded():
            pass
        case _:
            return
    yield from _about_checks(shown)
    if told.hints and told.question.hint:
        yield f"Hint: {told.question.hint[0]}"


def _after_a_fault(fault: str, line: int | None, program: bool) -> str:
    if fault == UNREADABLE:
        return "Give the answer in the form that the question asks for."
    if not program:
        return "Look at the reason above first."
    where = f"Begin at line {line} of your code" if line else "Begin with the reason above"
    return f"{where}: until the program runs to its end, no check can pass."


def _about_checks(shown: ShownVerdict) -> Iterator[str]:
    failed = [check for check in shown.checks if not check.passed]
    told = next((check for check in failed if check.values), None)
    if told is not None:
        where = f" in case `{told.case}`" if told.case else ""
        yield (
            f"Work through the check `{told.name}`{where} by hand until you see where yours leaves the "
            "expected one; then look at the others."
        )
    elif failed and not any(check.shown for check in failed):
        yield (
            f"The check `{failed[0].name}` does not show its values: read the question again for what that "
            "name says, and try your code on inputs of your own."
        )
