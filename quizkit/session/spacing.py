"""When a skill is due again: the answers about it, folded in the order of time into an FSRS card.

A pure function of the answers: fuzzing is off, and cards are named by the skill's address. Rating: wrong is
Again; right, but helped or a guess, is Hard; right is Good; Easy is never given by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsrs import Card, Rating, Scheduler

GUESS = 1  # how sure a learner is who guesses
VERSION = 1  # of how answers become ratings


@dataclass(frozen=True)
class Look:
    """One answer as spacing sees it, at an aware UTC time. `sure` is 1 guess, 2 fairly, 3 very, or None."""

    at: datetime
    right: bool
    helped: bool = False
    sure: int | None = None


@dataclass(frozen=True)
class Due:
    """From when on a skill (`collection/topic#skill`) is due, and when it was last answered; UTC."""

    skill: str
    at: datetime
    answered: datetime


def rating(look: Look) -> Rating:
    """What FSRS is told of an answer."""
    from fsrs import Rating  # costs 30 ms, which only review and progress pay

    if not look.right:
        return Rating.Again
    return Rating.Hard if look.helped or look.sure == GUESS else Rating.Good


def folded(cards: Mapping[str, Card], looks: Iterable[tuple[str, Look]]) -> dict[str, Card]:
    """The cards after further looks, each at a skill, in the order of time; the first makes the card."""
    from fsrs import Card

    scheduler = _scheduler()
    after = dict(cards)
    for skill, look in looks:
        card = after.get(skill) or Card(card_id=_card_id(skill), due=look.at)
        after[skill], _ = scheduler.review_card(card, rating(look), look.at)
    return after


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def rules() -> str:
    """What the fold follows from beside the answers: cards folded by other rules are of no use."""
    return f"{VERSION} {_scheduler().to_json()}"


def _card_id(skill: str) -> int:
    """A number of its own for each skill; without one, FSRS waits a millisecond for the next."""
    return int.from_bytes(hashlib.sha256(skill.encode()).digest()[:6], "big")


def schedule(cards: Mapping[str, Card]) -> dict[str, Due]:
    """When each skill is due."""
    return {
        skill: Due(skill, card.due, card.last_review)
        for skill, card in cards.items()
        if card.last_review is not None
    }


def due(scheduled: Mapping[str, Due], now: datetime) -> Sequence[Due]:
    """The skills that are due at `now`, the longest due first."""
    ripe = [one for one in scheduled.values() if one.at <= now]
    return sorted(ripe, key=lambda one: (one.at, one.skill))


def written(cards: Mapping[str, Card]) -> str:
    """The cards as JSON, from which `read` makes equal ones."""
    return json.dumps({skill: card.to_dict() for skill, card in cards.items()})


def read(text: str) -> dict[str, Card]:
    """The cards that `written` wrote; ValueError if it is something else."""
    from fsrs import Card

    try:
        return {skill: Card.from_dict(fields) for skill, fields in json.loads(text).items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"these are no cards: {error}") from error
