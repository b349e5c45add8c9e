"""`feedback/<learner>.md`: what one learner reads about their own answers, and nothing of anybody else's."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit import text
from quizkit.model.finding import Finding
from quizkit.model.outcome import CheckResult, Graded, LearnerFault, NotAttempted, Outcome
from quizkit.model.topic import Mistake
from quizkit.report.table import Row, number

WIDTH = 100
UNREADABLE = "unreadable"  # the fault of what could not be taken at all


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
    plain = re.sub(r"[^\w.@+-]+", "_", learner).lstrip(".").encode()[:120].decode(errors="ignore")
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
        lines += _question(question, outcome, row.marks[question].points, told[question], mistakes)
    lines += _notes(row.findings)
    return "\n".join(lines).rstrip() + "\n"


def _question(
    question: str, outcome: Outcome | None, points: float, told: Told, mistakes: Mapping[str, Mistake]
) -> list[str]:
    lines = [f"## {question}", "", f"> {text.one_line(told.prompt)}", ""]
    lines += [f"**{verdict(outcome, points)}**", ""]
    if outcome is None:
        return lines
    # A graded program's reason is its first failing check, which is told below.
    if outcome.reason and not (isinstance(outcome, Graded) and outcome.checks):
        own = isinstance(outcome, LearnerFault) or (told.quotes and not isinstance(outcome, NotAttempted))
        lines += [_fenced([outcome.reason]) if own else text.markdown(outcome.reason), ""]
    if isinstance(outcome, Graded | LearnerFault | NotAttempted):
        lines += _mistake(outcome.mistake, mistakes)
        for check in outcome.checks:
            lines += _check(check, told_already=outcome.reason if isinstance(outcome, LearnerFault) else "")
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
        what = "Could not be read" if outcome.fault == UNREADABLE else f"Came to no result ({outcome.fault})"
        return f"{what}: 0 of {number(points)}."
    return "Could not be judged, which is not your doing; it is left out of your points."


def _mistake(name: str | None, mistakes: Mapping[str, Mistake]) -> list[str]:
    if name is None or name not in mistakes:
        return []
    return [f"Recognised: {text.markdown(mistakes[name].says)}. {text.markdown(mistakes[name].why)}", ""]


def _check(check: CheckResult, told_already: str) -> list[str]:
    """One check: passed or failed and, if it shows more than its name, what was expected and what came."""
    word = "passed" if check.passed else "failed"
    lines = [f"Check `{check.id}` {word}: {number(check.earned)} of {number(check.points)}.", ""]
    if check.passed or not check.shown:
        return lines
    parts = (("expected", check.expected), ("yours", check.actual), ("difference", check.difference))
    details = [check.says.removeprefix(told_already).strip()]
    details += [f"{name}: {value}" for name, value in parts if value is not None]
    return [*lines, _fenced(details), ""] if any(details) else lines


def _fenced(sentences: Sequence[str]) -> str:
    """Sentences that may quote the learner, in a fence, broken into lines that need no scrolling."""
    shown = [text.visible(sentence, one_line=True) for sentence in sentences if sentence]
    return text.fence("\n".join(textwrap.fill(sentence, WIDTH) for sentence in shown))


def _notes(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    notes = [f"- {text.inline_code(f'{one.file}:{one.line}: {one.message} {one.fix}')}" for one in findings]
    return ["## Notes on your files", "", *notes, ""]
