"""Use case: what a learner has reached, per topic and skill, as the log of answers tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from quizkit.app.learning.due import scheduled, skills_of
from quizkit.bank.catalogue import Entry, entries, find
from quizkit.bank.loaded import LoadedTopic, load_topic, usable
from quizkit.session.mastery import LATEST, Evidence, Mastery, mastery
from quizkit.session.modes import MODES
from quizkit.session.spacing import Due
from quizkit.store import answers as stored
from quizkit.store.answers import First
from quizkit.store.history import answers_per_question
from quizkit.store.log import EventLog

REPEATED = 2  # times that a mistake was made before it is named

Calibration = Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class SkillProgress:
    """A skill of a topic, what it says, and from when on it is due again; None if it was never answered."""

    id: str
    says: str
    mastery: Mastery
    due: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether a review would serve it at `now`."""
        return self.due is not None and self.due <= now


@dataclass(frozen=True)
class MistakeProgress:
    """A mistake that was recognised in several turns; `says` is empty where the topic has it no longer."""

    id: str
    says: str
    times: int


@dataclass(frozen=True)
class TopicProgress:
    """One topic: `answered` counts every answer, `gone` those to questions that the topic has no longer.

    `calibration` maps how sure the learner was (1..3) to (right, answered).
    """

    address: str
    title: str
    mastery: Mastery
    skills: tuple[SkillProgress, ...]
    mistakes: tuple[MistakeProgress, ...]
    calibration: Calibration
    answered: int
    gone: int


@dataclass(frozen=True)
class Progress:
    """Everything at time `at` (UTC). `absent` counts answers by topics that cannot be opened now.

    `weeks` counts judged answers by the Monday, in UTC, that their week begins with.
    """

    at: datetime
    topics: tuple[TopicProgress, ...]
    absent: Mapping[str, int] = field(default_factory=dict)
    weeks: Mapping[date, int] = field(default_factory=dict)


def progress(log: EventLog, now: datetime, topic: str = "", extra: Sequence[Path] = ()) -> Progress:
    """The progress in `topic`, or in every topic that was answered.

    Raises UnknownName or UsageError if `topic` is none, ContentError if it is broken.
    """
    if topic:
        entry = find(topic, extra)
        loaded = [usable(load_topic(entry.path, entry.address))]
        counts = answers_per_question(log, entry.address)
        return _progress(log, now, loaded, counts, entry.address)
    counts = answers_per_question(log)
    return _progress(log, now, _opened(entries(extra), _answered(counts)), counts, "")


def reached(log: EventLog, now: datetime, topics: Sequence[LoadedTopic]) -> Progress:
    """The same in those of `topics` that were answered, where all that can be opened are at hand."""
    counts = answers_per_question(log)
    answered = _answered(counts)
    return _progress(log, now, [one for one in topics if one.address in answered], counts, "")


def _answered(counts: Iterable[str]) -> set[str]:
    return {topic_of(question) for question in counts}


def topic_of(question: str) -> str:
    """The topic's address of a question's address."""
    return question.rpartition("/")[0]


def _opened(known: Iterable[Entry], wanted: set[str]) -> list[LoadedTopic]:
    found = [load_topic(entry.path, entry.address) for entry in known if entry.address in wanted]
    return [loaded for loaded in found if isinstance(loaded, LoadedTopic)]


def _progress(
    log: EventLog, now: datetime, topics: Sequence[LoadedTopic], counts: Counter[str], within: str
) -> Progress:
    opened = {loaded.address for loaded in topics}
    absent: Counter[str] = Counter()
    for question, count in counts.items():
        absent[topic_of(question)] += 0 if topic_of(question) in opened else count
    history = _History(log, within, counts)
    due = scheduled(log, topics) if topics else {}
    return Progress(
        at=now,
        topics=tuple(_topic(loaded, history, due) for loaded in topics),
        absent={address: count for address, count in sorted(absent.items()) if count},
        weeks=_weeks(stored.answered_days(log, within)),
    )


def topic_mastery(log: EventLog, loaded: LoadedTopic) -> Mastery:
    """How strong the topic is by what the log holds up to now."""
    skills = skills_of(loaded)
    modes = [mode.name for mode in MODES.values() if mode.counts]
    firsts = stored.latest_per_question(log, modes, LATEST, loaded.address)
    return _mastery(first for first in firsts if first.question in skills)


class _History:
    """What the log holds, by topic: first answers, slips, calibration, answers of each question."""

    def __init__(self, log: EventLog, within: str, counts: Mapping[str, int]) -> None:
        modes = [mode.name for mode in MODES.values() if mode.counts]
        self.firsts: dict[str, list[First]] = {}
        for first in stored.latest_per_question(log, modes, LATEST, within):
            self.firsts.setdefault(topic_of(first.question), []).append(first)
        self.slips: dict[str, Counter[str]] = {}
        for question, mistake, times in stored.slips(log, within):
            self.slips.setdefault(topic_of(question), Counter())[mistake] += times
        self.counts: dict[str, dict[str, int]] = {}
        for question, count in counts.items():
            self.counts.setdefault(topic_of(question), {})[question] = count
        self.sure = stored.calibration(log, within)


def _topic(loaded: LoadedTopic, history: _History, due: Mapping[str, Due]) -> TopicProgress:
    """A topic by what is left of it: answers to questions that are gone or contested count apart."""
    address, topic = loaded.address, loaded.topic
    skills = skills_of(loaded)
    firsts = [first for first in history.firsts.get(address, []) if first.question in skills]
    present = {f"{address}/{question.id}" for question in topic.questions}
    counts = history.counts.get(address, {})
    shown = [
        SkillProgress(
            id=name,
            says=says,
            mastery=_mastery(first for first in firsts if f"{address}#{name}" in skills[first.question]),
            due=due[f"{address}#{name}"].at if f"{address}#{name}" in due else None,
        )
        for name, says in topic.skills.items()
    ]
    return TopicProgress(
        address=address,
        title=topic.title,
        mastery=_mastery(firsts),
        skills=tuple(shown),
        mistakes=tuple(
            MistakeProgress(name, topic.mistakes[name].says if name in topic.mistakes else "", times)
            for name, times in sorted(
                history.slips.get(address, {}).items(), key=lambda pair: (-pair[1], pair[0])
            )
            if times >= REPEATED
        ),
        calibration=_calibration(history.sure[name] for name in skills if name in history.sure),
        answered=sum(counts.values()),
        gone=sum(count for question, count in counts.items() if question not in present),
    )


def _mastery(firsts: Iterable[First]) -> Mastery:
    return mastery([Evidence(first.session, first.right and not first.helped) for first in firsts])


def _calibration(found: Iterable[Calibration]) -> Calibration:
    total: dict[int, tuple[int, int]] = {}
    for levels in found:
        for level, (right, answered) in levels.items():
            before = total.get(level, (0, 0))
            total[level] = (before[0] + right, before[1] + answered)
    return total


def _weeks(days: Mapping[str, int]) -> Mapping[date, int]:
    weeks: Counter[date] = Counter()
    for day, count in days.items():
        on = date.fromisoformat(day)
        weeks[on - timedelta(days=on.weekday())] += count
    return dict(sorted(weeks.items()))
