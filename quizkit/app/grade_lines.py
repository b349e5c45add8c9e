"""What a teaching platform is told of each learner, from the same prepared page that the learner reads."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit import text
from quizkit.formats.gradebooks import CheckLine, GradeLine, QuestionLine
from quizkit.model.outcome import AuthorFault, SystemFault
from quizkit.report.pages.model import LearnerPage, LearnerQuestion, ShownCheck
from quizkit.report.table import Mark, Row


def grade_line(row: Row, page: LearnerPage) -> GradeLine:
    """One learner's line. Without a number as long as one answer has none: a platform keeps what it is told.

    `row` has whole verdicts.
    """
    whole = all(mark.share is not None for mark in row.marks.values())
    return GradeLine(
        learner=row.learner,
        earned=row.earned if whole else None,
        possible=row.possible,
        name=row.name,
        aliases=row.aliases,
        comment=_comment(page),
        questions=tuple(_question(row.marks, question) for question in page.questions),
    )


def _comment(page: LearnerPage) -> str:
    """The whole in a few lines of Markdown: a list of questions, each with its verdict."""
    lines = [text.markdown(note) for note in page.notes]
    items = [f"- {question.name}: {_says(question)}" for question in page.questions]
    return "\n\n".join([*lines, "\n".join(items)])


def _says(question: LearnerQuestion) -> str:
    verdict = question.verdict
    said = [f"{verdict.word}, {verdict.points}.", *verdict.notes]
    if verdict.mistake:
        said.append(f"{verdict.mistake.says}. {verdict.mistake.why}")
    elif verdict.said:
        words = verdict.said.words
        said.append(text.markdown_inline(words) if verdict.said.quotes else words)
    return text.markdown_inline(text.one_line(" ".join(said)))


def _question(marks: Mapping[str, Mark], question: LearnerQuestion) -> QuestionLine:
    mark = marks[question.name]
    return QuestionLine(
        id=question.name,
        earned=mark.earned,
        possible=mark.points,
        says=_says(question),
        checks=_checks(mark, question.verdict.checks),
    )


def _checks(mark: Mark, shown: tuple[ShownCheck, ...]) -> tuple[CheckLine, ...]:
    outcome = mark.outcome
    if outcome is None or isinstance(outcome, AuthorFault | SystemFault):
        return ()
    return tuple(
        CheckLine(check.id, check.earned, check.points, page.shown, _values(page))
        for check, page in zip(outcome.checks, shown, strict=True)
    )


def _values(check: ShownCheck) -> str:
    said = [check.says, *(f"{name}: {value}" for name, value in check.values)]
    return text.markdown_inline(" ".join(words for words in said if words))
