"""The event log: each event is committed when it happens, and none is ever changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from quizkit import paths, rng
from quizkit.clock import Clock
from quizkit.errors import SessionMovedOn, StoreError
from quizkit.model.event import SCHEMA_VERSION, Event, What
from quizkit.store.checking import Check, checking
from quizkit.store.database import connected, told

COLUMNS = "id, session, version, at, delta_s, what, seq"


def default_path() -> Path:
    """Where a learner's log lies unless `--store` says otherwise."""
    return paths.state() / "log.sqlite3"


class EventLog:
    """Appends and reads events. Used from one thread; other processes may use the same file."""

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Clock, check: Check) -> None:
        self.path = path
        self.connection = connection
        self.clock = clock
        self._check = check
        self._last_seq: dict[str, int] = {}  # per session: the last event that this process knows of
        self._last_time: dict[str, float] = {}

    def append(self, session: str, what: What) -> Event:
        """Commit `what` as the next event of `session`, and return it.

        Raises StoreError if it cannot be saved, and then the same call can be repeated; SessionMovedOn if
        another process went on with this session since it was read here. In either case nothing was written.
        """
        self._check.before_saving()
        now = self.clock.monotonic()
        event = self.event(session, what, max(0.0, now - self._last_time.get(session, now)))
        with told(self.path):
            self._insert(event)
        self._last_time[session] = now
        return event

    def event(self, session: str, what: What, delta_s: float = 0.0) -> Event:
        """`what` as an event of now, not saved yet."""
        return Event(id=rng.new_id(), session=session, at=self.clock.now(), delta_s=delta_s, what=what)

    def _insert(self, event: Event) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            query = "SELECT coalesce(max(seq), 0) FROM event WHERE session = ?"
            last = int(self.connection.execute(query, (event.session,)).fetchone()[0])
            if last != self._last_seq.get(event.session, 0):
                raise SessionMovedOn(
                    "this session went on in another window, so the last input here was not saved; "
                    "start again to take it up where it stands now."
                )
            seq = self.insert(event)
            self.connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self._last_seq[event.session] = seq

    def insert(self, event: Event) -> int:
        """Add `event` within the transaction that is open; its number."""
        cursor = self.connection.execute(
            "INSERT INTO event (id, session, version, at, delta_s, what) VALUES (?, ?, ?, ?, ?, ?)",
            (
                event.id,
                event.session,
                SCHEMA_VERSION,
                event.at.isoformat(),
                event.delta_s,
                event.what.model_dump_json(),
            ),
        )
        return int(cursor.lastrowid or 0)

    def read(self, session: str) -> list[Event]:
        """The events of `session` in order; from here on `append` expects nobody else to go on with it."""
        with told(self.path):
            query = f"SELECT {COLUMNS} FROM event WHERE session = ? ORDER BY seq"
            rows = self.connection.execute(query, (session,)).fetchall()
        if rows:
            self._last_seq[session] = rows[-1][6]
        return [self._event(row) for row in rows]

    def everything(self) -> Iterator[Event]:
        """Every event of the log in order, read one by one."""
        with told(self.path):
            for row in self.connection.execute(f"SELECT {COLUMNS} FROM event ORDER BY seq"):
                yield self._event(row)

    def head(self) -> int:
        """The number of the latest event of all sessions; 0 in an empty log."""
        with told(self.path):
            return int(self.connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def _event(self, row: tuple[str, str, int, str, float, str, int]) -> Event:
        fields = dict(zip(("id", "session", "version", "at", "delta_s"), row[:5], strict=True))
        try:
            return Event.model_validate({**fields, "what": json.loads(row[5])})
        except (ValidationError, json.JSONDecodeError) as error:
            raise StoreError(
                f"event {row[6]} in the log of answers '{self.path}' cannot be read; restore a copy of the "
                "file, or start over with --new."
            ) from error


@contextmanager
def open_log(path: Path, clock: Clock) -> Iterator[EventLog]:
    """The log at `path`, created if there is none; StoreError if it cannot be used.

    A large one that is written to is read through meanwhile; StoreError also at the end if it is damaged.
    """
    with connected(path) as connection, checking(path) as check:
        yield EventLog(connection, path, clock, check)
