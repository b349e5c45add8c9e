"""What a teaching platform is told of each learner, from the same prepared page that the learner reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizkit import text
from quizkit.formats.gradebooks import CheckLine, GradeLine, QuestionLine
from quizkit.model.outcome import AuthorFault, SystemFault
from quizkit.report.pages.model import LearnerPage, LearnerQuestion, ShownCheck, ShownVerdict
from quizkit.report.table import Mark, Row


def grade_line(row: Row, page: LearnerPage) -> GradeLine:
    """One learner's line. Without a number until the mark is final: a platform keeps what it is told.

    `row` has whole verdicts.
    """
    return GradeLine(
        learner=row.learner,
        earned=None if row.unjudged else row.earned,
        possible=row.possible,
        name=row.name,
        aliases=row.aliases,
        comment=_comment(page),
        questions=tuple(_question(row.marks, question) for question in page.questions),
    )


def _comment(page: LearnerPage) -> str:
    """The whole in a few lines of Markdown: a list of questions, each with its verdict."""
    lines = [text.markdown(note) for note in page.notes]
    items = [
        f"- {question.heading}: {' '.join([_says(question), *_first_failing(question.verdict)])}"
        for question in page.questions
    ]
    return "\n\n".join([*lines, "\n".join(items)])


def _says(question: LearnerQuestion) -> str:
    """The verdict on one line of Markdown; whatever may quote the learner is no markup in it."""
    verdict = question.verdict
    said = [text.markdown_inline(f"{verdict.word}, {verdict.points}."), *map(_on_one_line, verdict.notes)]
    if verdict.mistake:
        said.append(_on_one_line(f"Recognised: {verdict.mistake.says}. {verdict.mistake.why}"))
    elif verdict.said:
        words = verdict.said.words
        said.append(text.markdown_inline(words) if verdict.said.quotes else _on_one_line(words))
    return " ".join(said)


def _on_one_line(markdown: str) -> str:
    return " ".join(text.markdown(markdown).split())


def _first_failing(verdict: ShownVerdict) -> Iterator[str]:
    """What a failing check says that the learner may read, where nothing else tells what is wrong."""
    failing = [check for check in verdict.checks if check.shown and not check.passed and check.says]
    if failing and not verdict.mistake and not verdict.said:
        where = f", first in case {failing[0].case}" if failing[0].case else ""
        yield text.markdown_inline(f"Check {failing[0].name}{where}: {failing[0].says}")


def _question(marks: Mapping[str, Mark], question: LearnerQuestion) -> QuestionLine:
    mark = marks[question.name]
    return QuestionLine(
        id=question.name,
        earned=mark.earned,
        possible=mark.points,
        says=_says(question),
        right=mark.share == 1,
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
