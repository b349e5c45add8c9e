"""Opens the SQLite file of the log and turns SQLite's errors into sentences; no file is ever replaced."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizkit.errors import StoreError
from quizkit.paths import exposed
from quizkit.store.schema import APPLICATION, FORMAT, SCHEMA, run

MAGIC = b"SQLite format 3\0"
BUSY_MS = 5000
SWITCH_MS = 20  # between two tries to switch the journal
CHECKED_BYTES = 1_000_000  # reading a file through takes 7 ms for each MB: a larger one is not, at each start

# By SQLite's primary result codes, https://www.sqlite.org/rescode.html
REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space, then go on",
    sqlite3.SQLITE_IOERR: "the disk refuses it: free some space, or choose another place with --store FILE",
    sqlite3.SQLITE_READONLY: "it may only be read: choose another place with --store FILE",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: choose another place with --store FILE",
    sqlite3.SQLITE_BUSY: "another program keeps it locked: end that one, then go on",
    sqlite3.SQLITE_CORRUPT: "it is damaged: move it away to begin a new one, or restore a copy",
    sqlite3.SQLITE_NOTADB: "it is no log of quizkit: move it away, or choose another place with --store FILE",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn every sqlite3.Error inside into a StoreError that names the file, the reason and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        reason = REASONS.get(code_of(error), f"SQLite says: {error}")
        raise StoreError(f"the log of answers '{path}' cannot be used; {reason}.") from error


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the error is not SQLite's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # the low byte


def damaged(path: Path) -> StoreError:
    """That the log at `path` is damaged."""
    return StoreError(f"the log of answers '{path}' cannot be used; {REASONS[sqlite3.SQLITE_CORRUPT]}.")


def is_small(path: Path) -> bool:
    """Whether the log at `path` is read through whenever it is opened."""
    return path.stat().st_size <= CHECKED_BYTES


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether every page and row is as SQLite wrote it; reads all of them."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the log at `path`, created (file 0600, folder 0700) if there is none.

    Raises StoreError if the file is not a log, is damaged, is of a newer quizkit, or cannot be written.
    """
    _refuse_what_is_no_log(path)
    with told(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            _prepare(connection, path)
            yield connection
        finally:
            connection.close()


def _refuse_what_is_no_log(path: Path) -> None:
    """Look at the file before SQLite does, so that SQLite never writes to a file that is not its own."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_what_is_exposed(path)
        # O_NONBLOCK: a FIFO must not make us wait. The mode holds for a new file only.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"the log of answers '{path}' cannot be opened ({error.strerror}); "
            "choose another place with --store FILE."
        ) from error
    try:
        regular = stat.S_ISREG(os.fstat(handle).st_mode)
        head = os.read(handle, len(MAGIC)) if regular else b"-"
    finally:
        os.close(handle)
    if head not in (b"", MAGIC):
        raise StoreError(f"the log of answers '{path}' cannot be used; {REASONS[sqlite3.SQLITE_NOTADB]}.")


def _refuse_what_is_exposed(path: Path) -> None:
    """Refuse a log that another user of this machine could have written."""
    folder = path.parent
    kept = folder.stat().st_mode & stat.S_ISVTX  # as in /tmp: nobody can put another file in a file's place
    for place in ([] if kept else [folder]) + ([path] if path.exists() else []):
        if why := exposed(place):
            raise StoreError(
                f"'{place}' is no safe place for a log of answers, since {why}; mend that, or "
                "choose another place with --store FILE."
            )


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if tables and application != APPLICATION:
        raise StoreError(
            f"the log of answers '{path}' cannot be used; it belongs to another program: "
            "choose another place with --store FILE."
        )
    if version > FORMAT:
        raise StoreError(
            f"the log of answers '{path}' was written by a newer quizkit (format {version}, this one "
            f"knows {FORMAT}); update quizkit, or choose another place with --store FILE."
        )
    if is_small(path) and not is_whole(connection):
        raise damaged(path)
    _keep_a_write_ahead_log(connection)
    # An answer survives a power cut, not only a killed process.
    connection.execute("PRAGMA synchronous = FULL")
    if not tables:
        _create(connection)


def _keep_a_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite's own waiting does not cover two processes that switch a new file at once."""
    for _ in range(BUSY_MS // SWITCH_MS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(SWITCH_MS / 1000)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables in one transaction; another process may have been faster."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        connection.execute("ROLLBACK")
        return
    run(connection, SCHEMA)
    connection.execute("COMMIT")
