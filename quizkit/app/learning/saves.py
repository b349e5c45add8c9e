"""The saves of one file as they happen, however an editor saves: in place, by renaming, deleting first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.check import read_program
from quizkit.errors import UsageError

STEP_MS = 10  # after a change until it is looked at
QUIET_MS = 50  # that the file must stay as it is: a save may take several steps
MOST_LOOKS = 100  # at a file that changes without end, until what is there is taken all the same


@dataclass(frozen=True)
class Saved:
    """The file was saved, with this content."""

    code: str


@dataclass(frozen=True)
class Gone:
    """The file is not there, or no longer."""


@dataclass(frozen=True)
class Unreadable:
    """The file was saved and cannot be taken; `reason` is one sentence."""

    reason: str


News = Saved | Gone | Unreadable


def saves(path: Path, stop: threading.Event, at_once: bool = False) -> Iterator[News]:
    """What happens to `path`, until `stop` is set; with `at_once`, first what is there now.

    An empty file is a save that has not got its content yet. Raises UsageError if the folder is not there.
    """
    from watchfiles import watch  # half of a start, and few commands watch

    folder = watched_folder(path)
    seen = None if at_once else _stamp(path)
    changes = watch(
        folder,
        watch_filter=lambda _, changed: Path(changed).name == path.name,
        step=STEP_MS,
        stop_event=stop,
        rust_timeout=QUIET_MS,
        yield_on_timeout=True,
        recursive=False,
    )
    before, looks = _stamp(path), 0
    if at_once and before is None:
        yield Gone()
    for _ in _first_at_once(changes):
        stamp = _stamp(path)
        looks = 0 if stamp == before else looks + 1
        before = stamp
        if stamp == seen or 0 < looks < MOST_LOOKS:
            continue
        if stamp is None:
            seen = None
            yield Gone()
        elif stamp.size:
            seen, looks = stamp, 0
            yield _read(path)


def watched_folder(path: Path) -> Path:
    """The folder in which `path` is saved. Raises UsageError if it is not there, or `path` is a folder."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UsageError(f"there is no folder '{folder}' to watch '{path.name}' in; make it first.")
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder; name the file that holds your program.")
    return folder


def _first_at_once(changes: Iterator[object]) -> Iterator[object]:
    """Look once before anything has changed, then at every change and, to tell the end of one, in between."""
    yield None
    yield from changes


@dataclass(frozen=True)
class _Stamp:
    """What tells one save from another."""

    inode: int
    changed_ns: int
    size: int


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Stamp(found.st_ino, found.st_mtime_ns, found.st_size)


def _read(path: Path) -> News:
    try:
        return Saved(read_program(path))
    except UsageError as error:
        said = str(error)
        return Unreadable(said[:1].upper() + said[1:])
