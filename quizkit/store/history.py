"""What is read from the log: sessions of a topic, what they served, what was answered, which mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from quizkit.errors import StoreError
from quizkit.model.event import Started
from quizkit.store.database import told
from quizkit.store.log import EventLog

LATEST = 300  # sessions that are read: to read all of a long history would be felt at each start


@dataclass(frozen=True)
class Session:
    """One session of the log: its id, how it started, whether it came to its end."""

    id: str
    started: Started
    ended: bool


def sessions(log: EventLog, topic: str, mode: str) -> Sequence[Session]:
    """The latest 300 sessions of `topic` ("" for those over all topics) in `mode`, the latest last."""
    query = """
    SELECT sitting.session, event.what, sitting.ended FROM sitting JOIN event ON event.seq = sitting.seq
    WHERE sitting.topic = ? AND sitting.mode = ? ORDER BY sitting.seq DESC LIMIT ?
    """
    with told(log.path):
        rows = log.connection.execute(query, (topic, mode, LATEST)).fetchall()
    return [_session(log, row) for row in reversed(rows)]


def _session(log: EventLog, row: tuple[str, str, int]) -> Session:
    try:
        return Session(row[0], Started.model_validate_json(row[1]), bool(row[2]))
    except ValidationError as error:
        raise StoreError(
            f"the start of session {row[0]} in the log of answers '{log.path}' cannot be read; restore a "
            "copy of the file, or choose another place with --store FILE."
        ) from error


def topics_held(log: EventLog) -> Sequence[str]:
    """The address of every topic that a session was about, or that had a question shown."""
    with told(log.path):
        rows = log.connection.execute("SELECT DISTINCT topic FROM sitting WHERE instr(topic, '/')").fetchall()
        shown = log.connection.execute("SELECT DISTINCT question FROM turn").fetchall()
    return sorted({row[0] for row in rows} | {row[0].rpartition("/")[0] for row in shown})


def answers_per_question(log: EventLog, topic: str = "") -> Counter[str]:
    """How often each question of `topic`, or of all, was answered, over all sessions and modes.

    To hand in what a question hands out is no answer.
    """
    query = "SELECT question, sum(answers) FROM turn WHERE question >= ? AND question < ? GROUP BY question"
    with told(log.path):
        rows = log.connection.execute(query, within(topic)).fetchall()
    return Counter({question: count for question, count in rows if count})


def mistakes(log: EventLog, topic: str) -> Counter[str]:
    """In how many turns each named mistake of `topic` was recognised, over all sessions and modes."""
    query = "SELECT mistake, count(*) FROM slip WHERE question >= ? AND question < ? GROUP BY mistake"
    with told(log.path):
        return Counter(dict(log.connection.execute(query, within(topic)).fetchall()))


def within(topic: str) -> tuple[str, str]:
    """The range of addresses [from, to) that questions of `topic` have; of all questions for ""."""
    # "0" is the character after "/".
    return (f"{topic}/", f"{topic}0") if topic else ("", "\U0010ffff")
