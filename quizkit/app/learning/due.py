"""When each skill is due again, over all topics, from the log; and what was served last for it.

The cards are kept as checkpoints of the log, one for each topic, so that only new answers have to be folded.
A checkpoint holds for the questions' skills as they were: where a topic assigns others, it is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from quizkit.bank.loaded import LoadedTopic
from quizkit.session import spacing
from quizkit.session.spacing import Due, Look
from quizkit.store.answers import First, Shown, judged_since, last_shown
from quizkit.store.checkpoints import Checkpoint, Checkpoints
from quizkit.store.log import EventLog

if TYPE_CHECKING:
    from fsrs import Card

NOT_TRIED = "not-attempted"  # says nothing about what is remembered

Skills = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class DueSkill:
    """A skill to be reviewed: its address `collection/topic#skill` and since when it is due.

    `questions` are the ids of its live, undisputed questions, in the order of the file; `last` is what of
    them was served last, None where that is gone.
    """

    skill: str
    since: datetime
    topic: LoadedTopic
    questions: tuple[str, ...]
    last: Shown | None


def due_skills(log: EventLog, topics: Sequence[LoadedTopic], now: datetime) -> list[DueSkill]:
    """The skills of `topics` that are due at `now` and have a question to serve, the longest due first."""
    served = {
        f"{loaded.address}#{skill}": (loaded, skill) for loaded in topics for skill in loaded.topic.skills
    }
    shown = last_shown(log)
    found = []
    for one in spacing.due(scheduled(log, topics), now):
        if one.skill not in served:
            continue
        loaded, skill = served[one.skill]
        questions = _questions(loaded, skill)
        if questions:
            known = [shown[name] for each in questions if (name := f"{loaded.address}/{each}") in shown]
            last = max(known, key=lambda one: one.at, default=None)
            found.append(DueSkill(one.skill, one.at, loaded, questions, last))
    return found


def _questions(loaded: LoadedTopic, skill: str) -> tuple[str, ...]:
    return tuple(
        question.id
        for question in loaded.topic.questions
        if question.status == "live" and question.contested is None and skill in question.skills
    )


def skills_of(loaded: LoadedTopic) -> dict[str, tuple[str, ...]]:
    """The addresses of the skills of each question, by its address; contested questions are left out."""
    return {
        f"{loaded.address}/{question.id}": tuple(f"{loaded.address}#{skill}" for skill in question.skills)
        for question in loaded.topic.questions
        if question.contested is None
    }


def scheduled(log: EventLog, topics: Sequence[LoadedTopic]) -> dict[str, Due]:
    """When each skill of `topics` is due that was ever answered, by its address."""
    kept, head = Checkpoints(log), log.head()
    skills = {loaded.address: skills_of(loaded) for loaded in topics}
    digests = {address: _digest(mapping) for address, mapping in skills.items()}
    known = {
        address: one
        for address, digest in digests.items()
        if (one := kept.found.get(address)) and one.digest == digest and one.seq <= head
    }
    oldest = min((known[address].seq if address in known else 0 for address in skills), default=head)
    later: dict[str, list[First]] = {}
    for first in judged_since(log, oldest, topics[0].address if len(topics) == 1 else ""):
        later.setdefault(first.question.rpartition("/")[0], []).append(first)
    cards: dict[str, Card] = {}
    new = {}
    for address, mapping in skills.items():
        folded = _folded(log, address, mapping, later.get(address, []), known.get(address))
        cards |= folded
        if address not in known or known[address].seq < head:
            new[address] = Checkpoint(digests[address], head, spacing.written(folded))
    if new:
        kept.keep(new)
    return spacing.schedule(cards)


def _digest(skills: Skills) -> str:
    return hashlib.sha256(json.dumps([spacing.rules(), skills], sort_keys=True).encode()).hexdigest()


def _folded(
    log: EventLog, topic: str, skills: Skills, later: Sequence[First], known: Checkpoint | None
) -> dict[str, Card]:
    """The cards of `topic`: those known, with what came later; anew if an answer came in out of order."""
    if known is None:
        return spacing.folded({}, _looks(later, skills))
    try:
        cards = spacing.read(known.value)
    except ValueError:
        return spacing.folded({}, _looks(judged_since(log, 0, topic), skills))
    new = [first for first in later if first.seq > known.seq]
    latest = max((card.last_review for card in cards.values() if card.last_review), default=None)
    if new and latest is not None and new[0].at < latest:
        return spacing.folded({}, _looks(judged_since(log, 0, topic), skills))
    return spacing.folded(cards, _looks(new, skills))


def _looks(firsts: Sequence[First], skills: Skills) -> Iterator[tuple[str, Look]]:
    for first in firsts:
        if first.outcome != NOT_TRIED:
            look = Look(first.at, first.right, first.helped, first.sure)
            for skill in skills.get(first.question, ()):
                yield skill, look
