"""Which questions a session serves: a topic's fixed section, or a draw mixed over the difficulties."""

from __future__ import annotations

from collections.abc import Sequence, Set

from quizkit.model.question import Question
from quizkit.model.topic import Topic
from quizkit.rng import Stream
from quizkit.session.modes import Policy

TURNS = ("medium", "easy", "hard")  # whose turn it is in a draw; of ten questions, four are medium
ATTEMPTS = 50  # draws tried before a set that was served before is served again


def questions_for(
    topic: Topic, policy: Policy, earlier: Sequence[Sequence[str]], stream: Stream
) -> tuple[str, ...]:
    """The ids of the questions of a new session in their order; possibly fewer than the mode asks for.

    `earlier` lists what earlier sessions of this mode served, the latest last; `stream` decides everything
    that is left to chance.
    """
    section = topic.sections.get(policy.section) if policy.section else None
    if section is not None:
        return section
    live = [question for question in topic.questions if question.status == "live"]
    if policy.draws is None:
        return tuple(question.id for question in live)
    held = {name for names in topic.sections.values() for name in names}
    undisputed = [question for question in live if question.contested is None]
    pool = [question for question in undisputed if question.id not in held]
    return _drawn(pool, undisputed, policy.draws, [frozenset(names) for names in earlier], stream)


def _drawn(
    pool: Sequence[Question],
    everything: Sequence[Question],
    count: int,
    earlier: Sequence[Set[str]],
    stream: Stream,
) -> tuple[str, ...]:
    """`count` of `pool`, of `everything` where the pool is too small; not a set of `earlier` if avoidable."""
    best: tuple[str, ...] = ()
    for candidates in (pool, everything):
        for _ in range(ATTEMPTS):
            drawn = _mixed(candidates, count, earlier[-1] if earlier else frozenset(), stream)
            if len(drawn) == count and set(drawn) not in earlier:
                return drawn
            best = max(best, drawn, key=len)  # the first of equals: the pool goes before the sections
    return best


def _mixed(candidates: Sequence[Question], count: int, last: Set[str], stream: Stream) -> tuple[str, ...]:
    """One draw: an equal share of each difficulty as far as it goes; what `last` held comes last."""
    ranked = sorted(stream.shuffled(candidates), key=lambda question: question.id in last)
    picked: list[Question] = []
    for turn in range(count):
        wanted = TURNS[turn % len(TURNS)]
        free = [question for question in ranked if not _excluded(question, picked)]
        if not free:
            break
        picked.append(next((question for question in free if question.difficulty == wanted), free[0]))
    return tuple(question.id for question in stream.shuffled(picked))


def _excluded(question: Question, picked: Sequence[Question]) -> bool:
    """Whether `question` is picked already or an enemy, said on either side, of one that is."""
    return any(
        question.id == other.id or question.id in other.enemies or other.id in question.enemies
        for other in picked
    )
