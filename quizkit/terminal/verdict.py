"""A verdict in plain lines: the outcome first, then each check, then the first failure in full."""

from __future__ import annotations

import textwrap

from quizkit import text
from quizkit.model.outcome import (
    AuthorFault,
    CheckResult,
    Graded,
    LearnerFault,
    NotAttempted,
    Outcome,
)
from quizkit.model.question import CodeQuestion, Question
from quizkit.model.topic import Topic

MAX_LINES = 40  # lines of the learner's own output


def verdict_lines(outcome: Outcome, question: Question, topic: Topic, width: int = 80) -> list[str]:
    """`outcome` for a person: words before marks, one statement a line, nothing that acts on a terminal."""
    lines = text.plain(headline(outcome), width)
    if not isinstance(outcome, Graded | LearnerFault):
        return lines
    lines += check_lines(outcome, width)
    lines += mistake_lines(outcome.mistake, question, topic, width)
    return [*lines, *output_lines(outcome.output)]


def headline(outcome: Outcome) -> str:
    """The outcome in one sentence, and the reason where no check tells it. Markdown, for feedback may be."""
    if isinstance(outcome, Graded):
        word = "CORRECT" if outcome.score == 1 else "PARTLY CORRECT" if outcome.score else "INCORRECT"
        if outcome.checks:
            earned, points = (sum(getattr(check, part) for check in outcome.checks) for part in _SUMMED)
            return f"{word}. {earned:.3g} of {points:.3g} points."
        return f"{word}. {outcome.reason}".strip()
    if isinstance(outcome, NotAttempted):
        return f"NOT ATTEMPTED. {outcome.reason}"
    if isinstance(outcome, LearnerFault):
        return f"FAILED. {text.markdown_inline(outcome.reason)}"
    if isinstance(outcome, AuthorFault):
        return f"THE QUESTION IS BROKEN, which is not your fault. {text.markdown_inline(outcome.reason)}"
    return f"COULD NOT BE JUDGED, which is not your fault. {text.markdown_inline(outcome.reason)}"


_SUMMED = ("earned", "points")


def check_lines(outcome: Graded | LearnerFault, width: int) -> list[str]:
    """A line for each check, then the first that failed in full, unless the headline has said all of it."""
    lines = [f"  {_check_line(check)}" for check in outcome.checks]
    failed = next((check for check in outcome.checks if not check.passed), None)
    if failed is None or (isinstance(outcome, LearnerFault) and failed.says == outcome.reason):
        return lines
    told = [
        ("expected", failed.expected),
        ("yours", failed.actual),
        ("largest difference", failed.difference),
    ]
    # What the headline of a fault has said is not said again; on which inputs it came, is.
    said = outcome.reason if isinstance(outcome, LearnerFault) else ""
    says = failed.says.removeprefix(said).strip()
    full = ["", f"Check {failed.id}, case {failed.case}:", f"  {says}"]
    full += [f"  {name}: {value}" for name, value in told if value is not None]
    shown = [text.visible(line, one_line=True) for line in full]
    return lines + [
        part for line in shown for part in textwrap.wrap(line, width, subsequent_indent="    ") or [""]
    ]


def _check_line(check: CheckResult) -> str:
    """One check: whether it passed, its name, its points, where it failed first."""
    word = "passed" if check.passed else "FAILED"
    where = f", first in case {check.case}" if check.case else ""
    return f"{word}  {check.id}: {check.earned:.3g} of {check.points:.3g}{where}"


def mistake_lines(mistake: str | None, question: Question, topic: Topic, width: int) -> list[str]:
    """The recognised mistake by name, what it is, and why it is one."""
    if mistake is None:
        return []
    known = topic.mistakes.get(mistake)
    if known is None:
        return ["", f"Common mistake: {mistake}."]
    said = [f"{known.says}.", known.why]
    if isinstance(question, CodeQuestion):
        said += [wrong.feedback for wrong in question.wrong if wrong.mistake == mistake and wrong.feedback][
            :1
        ]
    return ["", *text.plain(f"Common mistake: {' '.join(said)}", width)]


def output_lines(output: str) -> list[str]:
    """What the learner's code printed, capped, each line behind a mark of its own."""
    if not output.strip():
        return []
    printed = output.rstrip("\n").split("\n")
    lines = [f"  | {text.visible(line, one_line=True)}" for line in printed[:MAX_LINES]]
    left = len(printed) - MAX_LINES
    return ["", "Your code printed:", *lines, *([f"  … and {left} more lines"] if left > 0 else [])]
