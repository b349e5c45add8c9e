"""Reads a large log through in a thread once it is written to, so that nobody waits for it.

A small one is read through when it is opened. Where nothing is saved, no such care is needed: SQLite itself
refuses a file that is cut short or whose pages are no pages, and an event that cannot be read names itself.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from quizkit.store.database import code_of, damaged, is_small, is_whole

RETRY_S = 0.05  # what has not begun yet cannot be interrupted


class Check:
    """What is found out about one log while it is in use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._wanted = not is_small(path)
        self._thread: threading.Thread | None = None
        self._connection: sqlite3.Connection | None = None
        self._found = False

    def before_saving(self) -> None:
        """Begin, at the first call. Raises StoreError if the log was found damaged: it is left as it is."""
        if self._thread is None and self._wanted:
            self._thread = threading.Thread(target=self._look, name="quizkit-log-check", daemon=True)
            self._thread.start()
        self.refuse_damage()

    def refuse_damage(self) -> None:
        """Raise StoreError if the log was found damaged by now."""
        if self._found:
            raise damaged(self._path)

    def _look(self) -> None:
        try:
            with closing(sqlite3.connect(self._path)) as self._connection:
                # Where there is no write-ahead log, a reader would keep everybody from saving.
                if self._connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                    self._found = not is_whole(self._connection)
        except sqlite3.Error as error:  # anything else is told to whoever saves
            self._found = code_of(error) == sqlite3.SQLITE_CORRUPT

    def end(self) -> None:
        """Give up what has not been found out by now."""
        while self._thread is not None and self._thread.is_alive():
            if self._connection is not None:
                with suppress(sqlite3.ProgrammingError):  # it was closed just now
                    self._connection.interrupt()
            self._thread.join(RETRY_S)


@contextmanager
def checking(path: Path) -> Iterator[Check]:
    """The check of the log at `path`, while it is open. Raises StoreError at the end if it found damage."""
    check = Check(path)
    try:
        yield check
    finally:
        check.end()
    check.refuse_damage()
