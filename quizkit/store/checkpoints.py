"""Values computed from the log up to some event, kept so that only what came later has to be read.

Never a second truth: a checkpoint may be missing, or be of another digest, at any time, and is then computed
anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from quizkit.store.database import told
from quizkit.store.log import EventLog


@dataclass(frozen=True)
class Checkpoint:
    """`value` follows from the events up to `seq`, and from what else `digest` is made of."""

    digest: str
    seq: int
    value: str


class Checkpoints:
    """What is kept in a log, by name, as it stands when this is made."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        with told(log.path):
            self._version = self._data_version()
            rows = log.connection.execute("SELECT name, digest, seq, value FROM checkpoint").fetchall()
        self.found = {name: Checkpoint(digest, seq, value) for name, digest, seq, value in rows}

    def _data_version(self) -> int:
        """A number that another one's commit changes."""
        return int(self._log.connection.execute("PRAGMA data_version").fetchone()[0])

    def keep(self, new: Mapping[str, Checkpoint]) -> None:
        """Keep these in place of those of the same names, if that can be done now: it only saves time later.

        Nothing is kept if somebody else changed the log meanwhile: what was forgotten must not come back.
        """
        rows = [(name, one.digest, one.seq, one.value) for name, one in new.items()]
        connection = self._log.connection
        with suppress(sqlite3.Error):
            connection.execute("BEGIN IMMEDIATE")
            try:
                if self._data_version() == self._version:
                    connection.executemany("INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?)", rows)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
