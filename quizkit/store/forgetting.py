"""Takes answers out of the log for good: the one place that deletes events, at the learner's own wish."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from quizkit.model.event import Ended
from quizkit.store.database import told
from quizkit.store.history import within
from quizkit.store.log import EventLog
from quizkit.store.schema import FIXED, STAYS, rebuild, run


@dataclass(frozen=True)
class Held:
    """What the log holds of a topic, or of all: answers given, turns shown, sessions that had any."""

    answers: int
    turns: int
    sessions: int


def held(log: EventLog, topic: str = "") -> Held:
    """What `forget` would take out."""
    query = """
    SELECT coalesce(sum(answers), 0), count(*), count(DISTINCT session) FROM turn
    WHERE question >= ? AND question < ?
    """
    with told(log.path):
        return Held(*log.connection.execute(query, within(topic)).fetchone())


def shown(log: EventLog, topic: str) -> list[tuple[str, int, str | None]]:
    """The question, variant and mistake to repair of all that was ever presented of `topic`."""
    query = """
    SELECT DISTINCT json_extract(what, '$.question') AS question, json_extract(what, '$.variant'),
        json_extract(what, '$.mistake')
    FROM event WHERE json_extract(what, '$.type') = 'presented' AND question >= ? AND question < ?
    """
    with told(log.path):
        return log.connection.execute(query, within(topic)).fetchall()


def forget(log: EventLog, topic: str = "") -> bool:
    """Take out every event about `topic`, or all of them, in one step, and overwrite where they stood.

    A session over several topics keeps what it has of the others, and is at its end. False if the file could
    not be rewritten then and there, because another program has it open or the disk is full: what was taken
    out is gone from the log, and may still stand in the journal beside it. Raises StoreError if nothing could
    be taken out.
    """
    connection = log.connection
    with told(log.path):
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            run(connection, "DROP TRIGGER event_stays;\nDROP TRIGGER event_is_fixed;\n")
            if topic:
                _take_out(log, topic)
            else:
                run(connection, "DELETE FROM event;\nDELETE FROM learner;\n")
            rebuild(connection)
            run(connection, STAYS + FIXED)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return _compacted(connection)


def _take_out(log: EventLog, topic: str) -> None:
    low, high = within(topic)
    connection = log.connection
    started = connection.execute(
        "SELECT session, topic, ended, event.seq, what FROM sitting JOIN event USING (session, seq)"
    ).fetchall()
    for session, name, ended, seq, what in started:
        fields = json.loads(what)
        others = [item for item in fields["items"] if not low <= item["question"] < high]
        if name == topic or not (others or not fields["items"]):
            connection.execute("DELETE FROM event WHERE session = ?", (session,))
        elif len(others) < len(fields["items"]):
            rest = json.dumps({**fields, "items": others})
            connection.execute("UPDATE event SET what = ? WHERE seq = ?", (rest, seq))
            if not ended:
                log.insert(log.event(session, Ended()))
    turns = "SELECT session FROM turn WHERE question >= ? AND question < ?"
    about = f"DELETE FROM event WHERE session IN ({turns}) AND json_extract(what, '$.question') >= ? "
    connection.execute(about + "AND json_extract(what, '$.question') < ?", (low, high, low, high))


def _compacted(connection: sqlite3.Connection) -> bool:
    """Rewrite the file without its gaps and empty its journal; whether that could be done to the end."""
    try:
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    return not busy
