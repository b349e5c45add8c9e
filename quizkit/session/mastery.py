"""How strong a skill or a topic is by what the log holds of it: the latest first answers, over sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from quizkit.session.strength import Strength, strength

LATEST = 30  # answers that strength is computed from: people learn, and what was long ago falls out
SESSIONS = 2  # that a strong skill was shown in, at least


@dataclass(frozen=True)
class Evidence:
    """The first answer to a question in one session; `mastered` if it was right and nothing had helped."""

    session: str
    mastered: bool


@dataclass(frozen=True)
class Mastery:
    """The strength that the latest answers show, and in how many sessions they were given."""

    strength: Strength
    sessions: int

    @property
    def strong(self) -> bool:
        """Whether the strength is strong, and no matter of one good day."""
        return self.strength.strong and self.sessions >= SESSIONS


def mastery(evidence: Sequence[Evidence]) -> Mastery:
    """What the latest 30 of `evidence`, which is in the order of time, amount to."""
    latest = evidence[-LATEST:]
    right = sum(one.mastered for one in latest)
    return Mastery(_strength(right, len(latest)), len({one.session for one in latest}))


@cache  # two bisections, a millisecond; there are less than 500 pairs
def _strength(right: int, answered: int) -> Strength:
    return strength(right, answered)
