"""What is read from the log: sessions of a topic, what they served, what was answered, which mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.model.event import Started
from quizkit.store.database import told
from quizkit.store.log import EventLog

# A question's id means something within its topic only: join the event that started the session.
OF_TOPIC = """
SELECT {what} FROM event AS started JOIN event ON event.session = started.session
WHERE json_extract(started.what, '$.type') = 'started' AND json_extract(started.what, '$.topic') = ?
AND json_extract(event.what, '$.type') = ?
"""


@dataclass(frozen=True)
class Session:
    """One session of the log: its id, how it started, whether it came to its end."""

    id: str
    started: Started
    ended: bool


def sessions(log: EventLog, topic: str, mode: str) -> Sequence[Session]:
    """Every session of `topic` in `mode`, the latest last."""
    query = """
    SELECT session, what,
        EXISTS (SELECT 1 FROM event AS e
                WHERE e.session = event.session AND json_extract(e.what, '$.type') = 'ended')
    FROM event WHERE json_extract(what, '$.type') = 'started' AND json_extract(what, '$.topic') = ?
    ORDER BY seq
    """
    with told(log.path):
        rows = log.connection.execute(query, (topic,)).fetchall()
    found = [Session(row[0], Started.model_validate_json(row[1]), bool(row[2])) for row in rows]
    return [session for session in found if session.started.mode == mode]


def unfinished(log: EventLog, topic: str, mode: str) -> Session | None:
    """The latest session of `topic` in `mode`, if it did not come to its end."""
    found = sessions(log, topic, mode)
    return found[-1] if found and not found[-1].ended else None


def answers_per_question(log: EventLog, topic: str) -> Counter[str]:
    """How often each question of `topic` was answered, over all sessions and modes."""
    return _counted(log, topic, "answered", "$.question")


def mistakes(log: EventLog, topic: str) -> Counter[str]:
    """How often each named mistake of `topic` was recognised, over all sessions and modes."""
    return _counted(log, topic, "judged", "$.outcome.mistake")


def _counted(log: EventLog, topic: str, kind: str, field: str) -> Counter[str]:
    query = OF_TOPIC.format(what=f"json_extract(event.what, '{field}')")
    with told(log.path):
        return Counter(row[0] for row in log.connection.execute(query, (topic, kind)) if row[0] is not None)
