"""How the end of a session reads in plain mode: score or strength, calibration, insight."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from quizkit import text
from quizkit.app.learning.sitting import Sitting
from quizkit.model.topic import Topic
from quizkit.session.mastery import Mastery
from quizkit.session.order import place_of
from quizkit.session.state import Item, State
from quizkit.session.strength import Strength
from quizkit.session.summary import Summary, summarised
from quizkit.terminal.wording import counted

SURE = {1: "a guess", 2: "fairly sure", 3: "very sure"}


def ending_lines(sitting: Sitting, state: State, width: int) -> list[str]:
    """What a finished session amounts to, and where a test measures the topic, what all sessions do."""
    mastery = sitting.mastery() if state.plan.mode.score == "strength" else None
    return summary_lines(sitting.topic, state, width, mastery)


def summary_lines(topic: Topic | None, state: State, width: int, mastery: Mastery | None) -> list[str]:
    """What a finished session amounts to; `topic` is what it was about, `mastery` how strong that is."""
    mode = state.plan.mode
    summary = summarised(state)
    lines = [f"{mode.name.capitalize()} finished."]
    if mode.score == "count":
        lines.append(f"{summary.right} of {summary.counted} right at the first answer and without a hint.")
    elif mode.score == "strength":
        lines += _strength(summary, mastery)
    if summary.unjudged:
        lines.append(f"{counted(summary.unjudged)} could not be judged here and counted neither way.")
    lines += _calibration(summary)
    lines += _left(state, summary)
    lines = [part for line in lines for part in textwrap.wrap(line, width)]
    if mode.insight != "never" and topic is not None:
        lines += ["Key insight:", *text.plain(topic.insight, width)]
    return lines


def _strength(summary: Summary, mastery: Mastery | None) -> Iterator[str]:
    """The test by itself, then the verdict by all that was answered of the topic."""
    shown = summary.strength
    if not shown.answered:
        yield "Not yet: no question could be judged."
        return
    yield f"{shown.right} of {shown.answered}, {_likely(shown)}."
    if mastery is None:
        return
    all_of_it = mastery.strength
    if mastery.sessions > 1:
        both = f"{all_of_it.right} of {all_of_it.answered} over {mastery.sessions} sessions"
        yield f"With earlier ones: {both}, {_likely(all_of_it)}."
    if mastery.strong:
        yield f"Strong: above 80 % with a probability of {_percent(all_of_it)}."
    elif all_of_it.strong:
        yield "Not yet, for one good day may be luck: a second test like this makes it strong."
    else:
        yield f"Not yet: above 80 % with a probability of {_percent(all_of_it)}; strong takes 90 %."


def _likely(shown: Strength) -> str:
    return f"likely {shown.low * 100:.0f}-{shown.high * 100:.0f} %"


def _percent(shown: Strength) -> str:
    """Rounded down, so that 89.9 % does not read as the 90 % it misses."""
    return f"{int(shown.above_goal * 100)} %"


def _calibration(summary: Summary) -> Iterator[str]:
    for level, (right, answered) in sorted(summary.calibration.items(), reverse=True):
        yield f"{SURE[level].capitalize()}: {right} of {answered} right."


def _left(state: State, summary: Summary) -> Iterator[str]:
    """What the learner may want to come back to."""
    if state.plan.mode.returns and summary.open:
        yield f"Not right yet: {_numbers(state, summary.open)}. It is worth a second round."
    if summary.flagged:
        yield f"You flagged {_numbers(state, summary.flagged)}."


def _numbers(state: State, items: Sequence[Item]) -> str:
    numbers = [str(number) for number in sorted({place_of(state, item) for item in items})]
    return f"question {numbers[0]}" if len(numbers) == 1 else f"questions {', '.join(numbers)}"
