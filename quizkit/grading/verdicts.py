"""The small verdicts that several kinds of question share."""

from __future__ import annotations

from collections.abc import Iterable

from quizkit.model.outcome import LearnerFault, NotAttempted


def unfitting(says: str) -> LearnerFault:
    """The answer is not of the shape asked for; `says` tells what is, and what to do."""
    return LearnerFault(fault="unreadable", reason=f"The answer cannot be taken: {says}")


def blank() -> NotAttempted:
    """Nothing was answered."""
    return NotAttempted(reason="Nothing was answered.")


def only(mistakes: Iterable[str | None]) -> str | None:
    """The one mistake that all the named ones are, or None if they are none or several."""
    named = {mistake for mistake in mistakes if mistake is not None}
    return named.pop() if len(named) == 1 else None
