"""Opens what learners handed in: follows no link, opens no device or pipe, reads at most 1 MB of UTF-8."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from quizkit.errors import UsageError

MAX_BYTES = 1_000_000
MAX_ENTRIES = 100_000
_IGNORED = {"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"}

# O_NONBLOCK: should a pipe take a file's place between looking and opening, the call still returns.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Refusal:
    """Why something could not be taken: one sentence to the learner, with what to do."""

    reason: str


@dataclass(frozen=True)
class Unreached:
    """Why something could not be read through no fault of its learner's: to be tried again, and never a 0."""

    reason: str


def unreached(error: OSError) -> Unreached:
    """What is said of an attempt that the system could not open or read."""
    return Unreached(f"What was handed in could not be read: {error.strerror or error}.")


@contextmanager
def root_folder(path: Path) -> Iterator[int]:
    """A file descriptor of the folder that holds what a class handed in. Raises UsageError if it is none."""
    if not path.exists():
        raise UsageError(f"there is no folder '{path}'; name the folder that holds one folder per learner.")
    if not path.is_dir():
        raise UsageError(f"'{path}' is a file; name the folder that holds one folder per learner.")
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def names_in(folder: int) -> list[str]:
    """The sorted names in an open folder, without hidden ones and caches; only some of very many."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in islice(entries, MAX_ENTRIES) if not is_ignored(entry.name))


def is_ignored(name: str) -> bool:
    """Whether a name is one that systems leave behind, and nobody hands in."""
    return name.startswith(".") or name in _IGNORED


def what_is(folder: int, name: str) -> str:
    """What `name` is, without following or opening it: "folder", "file", "link", "pipe", "socket" ..."""
    mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    for test, word in _WORDS:
        if test(mode):
            return word
    return "special file"


_WORDS = (
    (stat.S_ISREG, "file"),
    (stat.S_ISDIR, "folder"),
    (stat.S_ISLNK, "link"),
    (stat.S_ISFIFO, "named pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "device"),
    (stat.S_ISCHR, "device"),
)


def read_text(folder: int, name: str) -> str | Refusal:
    """The text of a regular file in an open folder, or why there is none."""
    try:
        data = read_bytes(folder, name, MAX_BYTES)
    except OSError as error:
        return Refusal(f"The file could not be opened: {error.strerror}; hand it in again.")
    return data if isinstance(data, Refusal) else as_text(data)


def read_bytes(folder: int, name: str, limit: int) -> bytes | Refusal:
    """The bytes of a regular file, one more than `limit` if it is larger, or that it is no such file.

    Raises OSError if it is gone or cannot be opened or read.
    """
    kind = what_is(folder, name)
    if kind != "file":
        return Refusal(f"This is a {kind}, not a regular file; hand in a plain copy of the file itself.")
    return _read_regular(folder, name, limit)


def _read_regular(folder: int, name: str, limit: int) -> bytes | Refusal:
    """The bytes of a file that is still regular once it is open."""
    descriptor = os.open(name, _FILE, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return Refusal(
                "The file was replaced while it was opened; hand in a plain copy of the file itself."
            )
        data = bytearray()
        while len(data) <= limit and (part := os.read(descriptor, limit + 1 - len(data))):
            data += part
    finally:
        os.close(descriptor)
    return bytes(data)


def as_text(data: bytes) -> str | Refusal:
    """The text of a program or of answers, or why it is none: too large, or not UTF-8."""
    if len(data) > MAX_BYTES:
        return Refusal("The file is larger than 1 MB; hand in the program or the answers alone.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{error.object[error.start]:02x}"
        return Refusal(
            f"The file is not UTF-8 text: byte {byte} on line {line}; save it as UTF-8 and hand it in again."
        )
