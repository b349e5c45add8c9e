"""What a session serves: a fixed section, a draw mixed over the difficulties, or one of the pools."""

from __future__ import annotations

from collections.abc import Sequence, Set

from quizkit.bank.loaded import LoadedTopic
from quizkit.model.event import Served
from quizkit.model.question import Question
from quizkit.rng import Stream
from quizkit.session.modes import Policy
from quizkit.session.pools import (
    Earlier,
    Recall,
    by_skill,
    due_questions,
    every_variant,
    in_variant,
    live,
    predictions,
    repairs,
    undisputed,
)

TURNS = ("medium", "easy", "hard")  # whose turn it is in a draw; of ten questions, four are medium
ATTEMPTS = 50  # draws tried before a set that was served before is served again


def select(
    topics: Sequence[LoadedTopic],
    policy: Policy,
    seed: str,
    earlier: Earlier | None = None,
    recalls: Sequence[Recall] = (),
) -> tuple[Served, ...]:
    """What a new session serves in its order; possibly less than the mode asks for, or nothing.

    `topics` is one topic, or all of them where the mode serves what is due; `recalls` lists that, the
    most urgent first. `seed` decides everything that is left to chance. A form is not selected: it is built.
    """
    earlier = earlier or Earlier()
    stream = Stream(seed, "questions")
    match policy.selects:
        case "due":
            return due_questions(topics, recalls, policy.draws, stream)
        case "skills":
            return tuple(one for topic in topics for one in by_skill(topic, policy.draws, seed))
        case "variants":
            return tuple(one for topic in topics for one in every_variant(topic, earlier, stream))
        case "predictions":
            return tuple(one for topic in topics for one in predictions(topic, policy.draws, earlier, stream))
        case "repairs":
            return tuple(one for topic in topics for one in repairs(topic, policy.draws, earlier, stream))
        case "section" | "draw":
            return tuple(one for topic in topics for one in _of_topic(topic, policy, seed, earlier, stream))
        case "form":
            return ()


def _of_topic(
    loaded: LoadedTopic, policy: Policy, seed: str, earlier: Earlier, stream: Stream
) -> list[Served]:
    """A section if the topic has it, else a draw, else everything."""
    section = loaded.topic.sections.get(policy.section) if policy.section else None
    known = {question.id: question for question in live(loaded)}
    if section is not None:
        questions = [known[name] for name in section if name in known]
    elif policy.draws is None:
        questions = list(known.values())
    else:
        questions = _draw(loaded, policy.draws, earlier, stream)
    return [in_variant(loaded, question, seed, earlier) for question in questions]


def _draw(loaded: LoadedTopic, count: int, earlier: Earlier, stream: Stream) -> list[Question]:
    """`count` of what no section holds, of everything where that is too little; not a set that was served."""
    everything = undisputed(loaded)
    held = {name for names in loaded.topic.sections.values() for name in names}
    pool = [question for question in everything if question.id not in held]
    sets = [frozenset(one.question.rpartition("/")[2] for one in served) for served in earlier.sessions]
    return _drawn(pool, everything, count, sets, stream)


def _drawn(
    pool: Sequence[Question],
    everything: Sequence[Question],
    count: int,
    earlier: Sequence[Set[str]],
    stream: Stream,
) -> list[Question]:
    best: list[Question] = []
    for candidates in (pool, everything):
        for _ in range(ATTEMPTS):
            drawn = _mixed(candidates, count, earlier[-1] if earlier else frozenset(), stream)
            if len(drawn) == count and {question.id for question in drawn} not in earlier:
                return drawn
            best = max(best, drawn, key=len)  # the first of equals: the pool goes before the sections
    return best


def _mixed(candidates: Sequence[Question], count: int, last: Set[str], stream: Stream) -> list[Question]:
    """One draw: an equal share of each difficulty as far as it goes; what `last` held comes last."""
    ranked = sorted(stream.shuffled(candidates), key=lambda question: question.id in last)
    picked: list[Question] = []
    for turn in range(count):
        wanted = TURNS[turn % len(TURNS)]
        free = [question for question in ranked if not _excluded(question, picked)]
        if not free:
            break
        picked.append(next((question for question in free if question.difficulty == wanted), free[0]))
    return stream.shuffled(picked)


def _excluded(question: Question, picked: Sequence[Question]) -> bool:
    """Whether `question` is picked already or an enemy, said on either side, of one that is."""
    return any(
        question.id == other.id or question.id in other.enemies or other.id in question.enemies
        for other in picked
    )
