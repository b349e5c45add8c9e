"""What a learner chooses from: every topic with its strength and what of it is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quizkit.app.learning.due import due_skills
from quizkit.app.learning.progress import Progress, reached
from quizkit.app.learning.take import left_in
from quizkit.bank.catalogue import all_topics
from quizkit.bank.loaded import BrokenTopic, LoadedTopic
from quizkit.session.mastery import Mastery
from quizkit.session.modes import MODES, Policy
from quizkit.session.selection import select
from quizkit.session.state import State
from quizkit.store.log import EventLog

Found = LoadedTopic | BrokenTopic


@dataclass(frozen=True)
class Shelved:
    """A topic: its strength, None before it was first answered, and how many of its skills are due."""

    loaded: LoadedTopic
    mastery: Mastery | None
    due: int


@dataclass(frozen=True)
class Home:
    """Every topic in the order of addresses; `broken` are the addresses of those that cannot be used.

    `progress` is what was reached in all of them; `left` tells how far the sessions of a topic came that
    were left, by their modes' names.
    """

    topics: tuple[Shelved, ...]
    broken: tuple[str, ...]
    progress: Progress
    left: Callable[[LoadedTopic], Mapping[str, State]]

    @property
    def due(self) -> int:
        """How many skills are due over all topics."""
        return sum(shelved.due for shelved in self.topics)


def home(log: EventLog, now: datetime, extra: Sequence[Path] = ()) -> Home:
    """Everything that can be taken at `now`. Raises UsageError for a path of `extra` that is not there."""
    return arranged(log, now, all_topics(extra))


def arranged(log: EventLog, now: datetime, found: Sequence[Found]) -> Home:
    """All topics that were `found`, each with what was reached in it at `now`."""
    loaded = [one for one in found if isinstance(one, LoadedTopic)]
    progress = reached(log, now, loaded)
    strengths = {one.address: one.mastery for one in progress.topics}
    due = Counter(one.topic.address for one in due_skills(log, loaded, now))
    return Home(
        topics=tuple(Shelved(one, strengths.get(one.address), due[one.address]) for one in loaded),
        broken=tuple(one.address for one in found if not isinstance(one, LoadedTopic)),
        progress=progress,
        left=lambda topic: left_in(topic, log),
    )


def modes_of(loaded: LoadedTopic) -> list[tuple[Policy, int]]:
    """The modes in which this topic can be taken by itself, and how many questions each would serve."""
    counted = [(mode, serves(loaded, mode)) for mode in MODES.values() if not mode.over_topics]
    return [(mode, count) for mode, count in counted if count]


def serves(loaded: LoadedTopic, mode: Policy) -> int:
    """How many questions of this topic `mode`, which is not one over all topics, would serve."""
    if mode.walks and loaded.topic.pipeline is None:
        return 0
    return len(select([loaded], mode, "count"))
