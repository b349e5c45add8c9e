"""The pools that modes serve from: skills, what is due, variants, predictions, mistakes to repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import TypeVar

from quizkit.bank.loaded import LoadedTopic
from quizkit.model.event import Served
from quizkit.model.question import CodeQuestion, Predict, Question
from quizkit.rng import Stream

T = TypeVar("T")
LEVELS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Recall:
    """A skill to be recalled, by its address `collection/topic#skill`, and what it was last answered with."""

    skill: str
    question: str = ""
    variant: int = 0


@dataclass(frozen=True)
class Earlier:
    """What earlier sessions of the mode were to serve, the latest last; how often each variant came."""

    sessions: Sequence[tuple[Served, ...]] = ()
    presented: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def times(self, served: Served) -> int:
        """How many of the sessions were to serve just this."""
        return self._counts[served.question, served.variant, served.mistake]

    @cached_property
    def _counts(self) -> Counter[tuple[str, int, str | None]]:
        return Counter((one.question, one.variant, one.mistake) for some in self.sessions for one in some)


def live(loaded: LoadedTopic) -> list[Question]:
    """The questions that can be served at all, in the order of the file."""
    return [question for question in loaded.topic.questions if question.status == "live"]


def undisputed(loaded: LoadedTopic) -> list[Question]:
    """The live questions whose key nobody disputes."""
    return [question for question in live(loaded) if question.contested is None]


def in_variant(loaded: LoadedTopic, question: Question, seed: str, earlier: Earlier | None = None) -> Served:
    """`question` in one of its variants: one that earlier sessions had least often."""
    address = f"{loaded.address}/{question.id}"
    count = len(loaded.variants(question.id))
    if count < 2:
        return Served(question=address)
    drawn = Stream(seed, address, "variant").shuffled(range(count))
    choices = [Served(question=address, variant=variant) for variant in drawn]
    return min(choices, key=earlier.times) if earlier else choices[0]


def by_skill(loaded: LoadedTopic, count: int | None, seed: str) -> list[Served]:
    """Up to `count` questions of each skill, skill after skill; the one with steps to show comes first.

    Questions of the topic's sections go first: the others are kept for tests.
    """
    held = {name for names in loaded.topic.sections.values() for name in names}
    served: list[Served] = []
    for skill in loaded.topic.skills:
        mine = [question for question in undisputed(loaded) if question.skills[0] == skill]
        mine.sort(key=lambda question: (question.id not in held, LEVELS.index(question.difficulty)))
        chosen = sorted(mine[:count], key=_fit_for_example)
        address = f"{loaded.address}#{skill}"
        served += [
            in_variant(loaded, question, seed).model_copy(update={"skill": address}) for question in chosen
        ]
    return served


def _fit_for_example(question: Question) -> tuple[bool, int]:
    shows = bool(question.solution.steps) and not isinstance(question, CodeQuestion)
    return not shows, LEVELS.index(question.difficulty)


def due_questions(
    topics: Sequence[LoadedTopic], recalls: Sequence[Recall], count: int | None, stream: Stream
) -> tuple[Served, ...]:
    """For each due skill another question than last time, else another variant; the topics take turns.

    A skill that a question chosen for another one exercises as well is not served twice.
    """
    known = {loaded.address: loaded for loaded in topics}
    chosen: dict[str, Served] = {}
    covered: set[str] = set()
    for recall in recalls:
        address, _, skill = recall.skill.partition("#")
        if len(chosen) == count or address not in known or recall.skill in covered:
            continue
        asked = _for_skill(known[address], skill, recall, chosen, stream)
        if asked is not None:
            question, served = asked
            chosen[served.question] = served
            covered |= {f"{address}#{name}" for name in question.skills}
    return tuple(_taking_turns(list(chosen.values()), lambda one: one.question.rpartition("/")[0]))


def _for_skill(
    loaded: LoadedTopic, skill: str, recall: Recall, chosen: Mapping[str, Served], stream: Stream
) -> tuple[Question, Served] | None:
    fitting = [question for question in undisputed(loaded) if skill in question.skills]
    free = [question for question in fitting if f"{loaded.address}/{question.id}" not in chosen]
    if not free:
        return None
    mixed = stream.shuffled(free)
    question = min(mixed, key=lambda one: f"{loaded.address}/{one.id}" == recall.question)
    address = f"{loaded.address}/{question.id}"
    variants = stream.shuffled(range(len(loaded.variants(question.id)) or 1))
    variant = min(variants, key=lambda one: (address, one) == (recall.question, recall.variant))
    return question, Served(question=address, variant=variant, skill=recall.skill)


def every_variant(loaded: LoadedTopic, earlier: Earlier, stream: Stream) -> list[Served]:
    """All variants of the questions that have several, the questions taking turns."""
    pairs = [
        (f"{loaded.address}/{question.id}", variant)
        for question in undisputed(loaded)
        if len(loaded.variants(question.id)) > 1 and loaded.unbuilt(question) is None
        for variant in stream.shuffled(range(len(loaded.variants(question.id))))
    ]
    served = [
        Served(question=address, variant=variant, before=earlier.presented.get((address, variant), 0))
        for address, variant in pairs
    ]
    return _taking_turns(served, lambda one: one.question)


def predictions(loaded: LoadedTopic, count: int | None, earlier: Earlier, stream: Stream) -> list[Served]:
    """Up to `count` programs to predict: the questions take turns, their rarest variants first."""
    served = [
        Served(question=f"{loaded.address}/{question.id}", variant=variant)
        for question in stream.shuffled(undisputed(loaded))
        if isinstance(question, Predict) and loaded.unbuilt(question) is None
        for variant in stream.shuffled(range(len(loaded.variants(question.id))))
    ]
    served.sort(key=earlier.times)
    return _taking_turns(served, lambda one: one.question)[:count]


def repairs(loaded: LoadedTopic, count: int | None, earlier: Earlier, stream: Stream) -> list[Served]:
    """Up to `count` programs that show a named mistake, those that came least often first."""
    served = [
        Served(question=f"{loaded.address}/{question.id}", mistake=wrong.mistake)
        for question in undisputed(loaded)
        if isinstance(question, CodeQuestion)
        for wrong in {wrong.mistake: wrong for wrong in question.wrong}.values()
    ]
    served = sorted(stream.shuffled(served), key=earlier.times)
    return _taking_turns(served, lambda one: one.question)[:count]


def _taking_turns(items: Sequence[T], group: Callable[[T], Hashable]) -> list[T]:
    """`items` so that their groups take turns, each in its own order, the groups in order of appearance."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    rounds = zip_longest(*groups.values())
    return [item for taken in rounds for item in taken if item is not None]
