"""Use case: forget the answers of a topic, or all of them, at the learner's own wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.app.learning.drafts import Drafts
from quizkit.errors import UnknownName, UsageError
from quizkit.session.state import Item
from quizkit.store import forgetting
from quizkit.store.history import topics_held
from quizkit.store.log import EventLog


@dataclass(frozen=True)
class Plan:
    """What would go: the address of the topic ("" for all), how many answers, in how many sessions."""

    topic: str
    answers: int
    sessions: int


def foretell(log: EventLog, name: str) -> Plan:
    """What forgetting `name` takes out: a topic's address, its id, or the only beginning; "" for all.

    The log alone knows the topics, since one that is in no bank any more can be forgotten as well. Raises
    UnknownName, or UsageError if it could be several.
    """
    topic = _named(name, topics_held(log)) if name else ""
    held = forgetting.held(log, topic)
    return Plan(topic, held.answers, held.sessions)


def _named(name: str, known: Sequence[str]) -> str:
    matches = [topic for topic in known if name in (topic, topic.split("/", 1)[1])]
    matches = matches or [topic for topic in known if topic.startswith(name)]
    matches = matches or [topic for topic in known if topic.split("/", 1)[1].startswith(name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(f"the topic '{name}' could be {', '.join(matches[:6])}; write its whole address.")
    remedy = f"The log has {', '.join(known[:6])}." if known else "The log is empty."
    raise UnknownName("topic", name, known, remedy, within="the log")


def forget(log: EventLog, plan: Plan) -> bool:
    """Do it, drafts of programs included; False if remnants stay as `store.forgetting.forget` says."""
    drafts = Drafts(log.path)
    shown = forgetting.shown(log, plan.topic)
    clean = forgetting.forget(log, plan.topic)
    for question, variant, mistake in shown:
        drafts.forget(Item(question, variant=variant, mistake=mistake))
    if not plan.topic:
        drafts.drop_all()
    return clean
