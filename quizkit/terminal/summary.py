"""How the end of a session reads in plain mode: score or strength, calibration, insight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizkit import text
from quizkit.model.topic import Topic
from quizkit.session.modes import Policy
from quizkit.session.state import Standing
from quizkit.session.strength import Strength
from quizkit.session.summary import Summary, summarised

SURE = {1: "a guess", 2: "fairly sure", 3: "very sure"}


def summary_lines(topic: Topic, mode: Policy, standings: Sequence[Standing], width: int) -> list[str]:
    """What a finished session amounts to."""
    summary = summarised(standings)
    lines = [f"{mode.name.capitalize()} finished."]
    if mode.score == "count":
        lines.append(f"{summary.right} of {summary.counted} right at the first answer and without a hint.")
    elif mode.score == "strength":
        lines += _strength(summary)
    if summary.unjudged:
        lines.append(f"{_questions(summary.unjudged)} could not be judged here and counted neither way.")
    lines += _calibration(summary)
    if mode.insight:
        lines += ["Key insight:", *text.plain(topic.insight, width)]
    return lines


def _strength(summary: Summary) -> Iterator[str]:
    shown = summary.strength
    if not shown.answered:
        yield "Not yet: no question could be judged."
        return
    yield f"{shown.right} of {shown.answered}, likely {shown.low * 100:.0f}-{shown.high * 100:.0f} %."
    if shown.strong:
        yield f"Strong: above 80 % with a probability of {_percent(shown)}."
    else:
        yield f"Not yet: above 80 % with a probability of {_percent(shown)}; strong takes 90 %."


def _percent(shown: Strength) -> str:
    """Rounded down, so that 89.9 % does not read as the 90 % it misses."""
    return f"{int(shown.above_goal * 100)} %"


def _calibration(summary: Summary) -> Iterator[str]:
    for level, (right, answered) in sorted(summary.calibration.items(), reverse=True):
        yield f"{SURE[level].capitalize()}: {right} of {answered} right."


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
