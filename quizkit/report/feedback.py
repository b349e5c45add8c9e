"""`feedback/<learner>.md`: what one learner reads about their own answers, and nothing of anybody else's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from quizkit import text
from quizkit.model.finding import Finding
from quizkit.model.outcome import CheckResult, Graded, LearnerFault, NotAttempted, Outcome
from quizkit.model.topic import Mistake
from quizkit.report.table import Row, number


@dataclass(frozen=True)
class Told:
    """What feedback says about a question itself: its prompt, and its key and solution if they are released.

    `quotes`: reasons of its outcomes may quote the learner, so that they are escaped; else they are the
    author's.
    """

    prompt: str
    quotes: bool
    key: tuple[str, ...] = ()


def file_name(learner: str) -> str:
    """A plain file name for a learner's feedback; names that had to be changed stay apart by a digest."""
    plain = re.sub(r"[^\w.@+-]+", "_", learner).lstrip(".")[:80]
    if plain == learner:
        return f"{plain}.md"
    return f"{plain or 'learner'}-{hashlib.sha256(learner.encode()).hexdigest()[:8]}.md"


def feedback_md(title: str, row: Row, told: Mapping[str, Told], mistakes: Mapping[str, Mistake]) -> str:
    """One learner's feedback as Markdown; everything that the learner wrote is escaped or fenced."""
    lines = [
        f"# Feedback for {text.markdown_inline(row.learner)}",
        "",
        f"{title}. Points: {number(row.earned)} of {number(row.possible)}.",
        "",
    ]
    for question, outcome in row.outcomes.items():
        lines += _question(question, outcome, row.points[question], told[question], mistakes)
    lines += _notes(row.findings)
    return "\n".join(lines).rstrip() + "\n"


def _question(
    question: str, outcome: Outcome | None, points: float, told: Told, mistakes: Mapping[str, Mistake]
) -> list[str]:
    lines = [f"## {question}", "", f"> {text.one_line(told.prompt)}", ""]
    lines += [f"**{verdict(outcome, points)}**", ""]
    if outcome is None:
        return lines
    if outcome.reason:
        plain = told.quotes or not isinstance(outcome, Graded)
        lines += [text.markdown_inline(outcome.reason) if plain else text.markdown(outcome.reason), ""]
    if isinstance(outcome, Graded | LearnerFault | NotAttempted):
        lines += _mistake(outcome.mistake, mistakes)
        lines += [line for check in outcome.checks for line in _check(check)]
        lines += [""] if outcome.checks else []
        if outcome.output:
            lines += ["Your program printed:", "", text.fence(outcome.output), ""]
    return [*lines, *told.key, ""] if told.key else lines


def verdict(outcome: Outcome | None, points: float) -> str:
    """The outcome in words, with its points where it has any."""
    if outcome is None:
        return "Not judged yet."
    if isinstance(outcome, Graded):
        word = "Right" if outcome.score == 1 else "Not right" if outcome.score == 0 else "Partly right"
        return f"{word}: {number(outcome.score * points)} of {number(points)}."
    if isinstance(outcome, NotAttempted):
        return f"Not attempted: 0 of {number(points)}."
    if isinstance(outcome, LearnerFault):
        return f"Could not be graded ({outcome.fault}): 0 of {number(points)}."
    return "Could not be judged, which is not your doing; it is left out of your points."


def _mistake(name: str | None, mistakes: Mapping[str, Mistake]) -> list[str]:
    if name is None or name not in mistakes:
        return []
    return [f"Recognised: {text.markdown(mistakes[name].says)}. {text.markdown(mistakes[name].why)}", ""]


def _check(check: CheckResult) -> list[str]:
    word = "passed" if check.passed else "failed"
    lines = [f"- {text.markdown_inline(check.id)}: {word}, {number(check.earned)} of {number(check.points)}."]
    if check.passed or not check.shown:
        return lines
    if check.says:
        lines[0] += f" {text.markdown_inline(check.says)}"
    parts = (("expected", check.expected), ("yours", check.actual), ("difference", check.difference))
    return lines + [f"  - {name}: {text.inline_code(value)}" for name, value in parts if value is not None]


def _notes(findings: tuple[Finding, ...]) -> list[str]:
    if not findings:
        return []
    notes = [
        f"- {text.markdown_inline(f'{one.file}:{one.line}: {one.message} {one.fix}')}" for one in findings
    ]
    return ["## Notes on your files", "", *notes, ""]
