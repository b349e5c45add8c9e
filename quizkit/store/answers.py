"""What strength, spacing and calibration are computed from: the answers of the log, one row per turn."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from quizkit.store.database import told
from quizkit.store.history import within
from quizkit.store.log import EventLog


@dataclass(frozen=True)
class First:
    """The first answer of a turn that could be judged, or the skip of a question that was not answered.

    `seq` is the event that settled it; `outcome` as the outcome says, or "skipped". `helped` tells whether a
    hint, a step or the solution was seen before; `sure` is 1..3, None where it was not said.
    """

    question: str
    session: str
    seq: int
    at: datetime
    outcome: str
    right: bool
    helped: bool
    sure: int | None


@dataclass(frozen=True)
class Shown:
    """What was last served of a question: which variant, and when that was settled."""

    question: str
    variant: int
    at: datetime


FIRST = "question, session, told, at, outcome, score, helped, sure"


def _firsts(rows: sqlite3.Cursor) -> Iterator[First]:
    for question, session, seq, at, outcome, score, helped, sure in rows:
        when = datetime.fromisoformat(at)
        yield First(question, session, seq, when, outcome, score == 1, helped > 0, sure)


def judged_since(log: EventLog, seq: int, topic: str = "") -> list[First]:
    """What was judged after event `seq`, in the order of time; that of `topic`, or all."""
    # "+" keeps SQLite from reading all of a topic where the few latest are asked for.
    query = f"""
    SELECT {FIRST} FROM turn WHERE told > ? AND +question >= ? AND +question < ? AND outcome != 'skipped'
    ORDER BY at, session, turn
    """
    with told(log.path):
        return list(_firsts(log.connection.execute(query, (seq, *within(topic)))))


def latest_per_question(log: EventLog, modes: Sequence[str], most: int, topic: str = "") -> list[First]:
    """The `most` latest of each question in `modes`, in the order of time; that of `topic`, or all.

    Where a question came again in a session, its first turn there is the one that is taken.
    """
    # One short walk back through the index for each question: a window function would sort all answers.
    query = f"""
    SELECT {FIRST} FROM turn
    WHERE question = ? AND at IS NOT NULL AND mode IN (SELECT value FROM json_each(?)) AND again = 0
    ORDER BY at DESC, session DESC LIMIT ?
    """
    found: list[First] = []
    with told(log.path):
        shown = "SELECT DISTINCT question FROM turn WHERE question >= ? AND question < ?"
        for (question,) in log.connection.execute(shown, within(topic)).fetchall():
            rows = log.connection.execute(query, (question, json.dumps(list(modes)), most))
            found += _firsts(rows)
    return sorted(found, key=lambda first: (first.at, first.session, first.seq))


def last_shown(log: EventLog) -> dict[str, Shown]:
    """What was last served of each question."""
    # With max(), SQLite takes the other columns from the row that has it.
    query = "SELECT question, variant, max(at) FROM turn WHERE at IS NOT NULL GROUP BY question"
    with told(log.path):
        rows = log.connection.execute(query).fetchall()
    return {question: Shown(question, variant, datetime.fromisoformat(at)) for question, variant, at in rows}


def calibration(log: EventLog, topic: str = "") -> dict[str, dict[int, tuple[int, int]]]:
    """By question and by how sure the learner said they were (1..3): (right, answered)."""
    query = """
    SELECT question, sure, sum(score = 1), count(*) FROM turn
    WHERE sure IS NOT NULL AND score IS NOT NULL AND question >= ? AND question < ? GROUP BY question, sure
    """
    found: dict[str, dict[int, tuple[int, int]]] = {}
    with told(log.path):
        for question, sure, right, answered in log.connection.execute(query, within(topic)):
            found.setdefault(question, {})[sure] = (right, answered)
    return found


def slips(log: EventLog, topic: str = "") -> list[tuple[str, str, int]]:
    """(question, mistake, in how many turns it was recognised)."""
    query = """
    SELECT question, mistake, count(*) FROM slip WHERE question >= ? AND question < ?
    GROUP BY question, mistake
    """
    with told(log.path):
        return log.connection.execute(query, within(topic)).fetchall()


def answered_days(log: EventLog, topic: str = "") -> dict[str, int]:
    """How many turns got an answer that was judged, by UTC day (`2026-01-31`)."""
    query = """
    SELECT substr(at, 1, 10) AS day, count(*) FROM turn
    WHERE answers > 0 AND at IS NOT NULL AND question >= ? AND question < ? GROUP BY day ORDER BY day
    """
    with told(log.path):
        return dict(log.connection.execute(query, within(topic)).fetchall())


def times_shown(log: EventLog, topic: str, mode: str) -> dict[tuple[str, int], int]:
    """How often each question of `topic` was shown in each variant, over all sessions of `mode`."""
    query = """
    SELECT question, variant, count(*) FROM turn WHERE mode = ? AND question >= ? AND question < ?
    GROUP BY question, variant
    """
    with told(log.path):
        rows = log.connection.execute(query, (mode, *within(topic))).fetchall()
    return {(question, variant): count for question, variant, count in rows}
