"""The results journal, `results.jsonl`: one line per judged answer, appended and synced as it is judged.

The first line says what was graded and holds the batch's secret; whoever runs the same command again
grades only what is missing. A later line on the same learner and question supersedes an earlier one.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import threading
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from quizkit.errors import UsageError
from quizkit.model.base import Noun
from quizkit.model.outcome import Outcome, SystemFault
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import is_grades_csv

NAME = "results.jsonl"


class Header(Noun):
    """The first line: `of` is the topic's address, or the exam and its blueprint's digest."""

    format: Literal[1] = 1
    kind: Literal["quizkit-grade", "quizkit-exam"]
    of: str
    secret: str
    engine: str
    started: str


class Entry(Noun):
    """One judged answer. `content` and `grade_version` say what was judged; `seed` and `level` how."""

    learner: str
    question: str
    content: str
    grade_version: str
    variant: int = 0
    seed: str = ""
    level: str = ""
    engine: str = ""
    at: str
    outcome: Outcome

    def still_holds(self, content: str, grade_version: str) -> bool:
        """Whether this is the verdict on the same answer to the same question, and not a failure of ours."""
        same = self.content == content and self.grade_version == grade_version
        return same and not isinstance(self.outcome, SystemFault)


def in_ascii(noun: Noun) -> str:
    """`noun` as one line of JSON in ASCII: codes that a learner sent must not reach who looks at the file."""
    return json.dumps(noun.model_dump(mode="json"), separators=(",", ":"))


class Journal:
    """An open journal: the latest entry of each (learner, question), and `append`. Thread-safe."""

    def __init__(
        self, path: Path, descriptor: int, header: Header, entries: dict[tuple[str, str], Entry]
    ) -> None:
        self.path = path
        self.header = header
        self.entries = entries
        self._descriptor = descriptor
        self._closed = False
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> None:
        """Write one entry and sync it. OSError (a full disk) leaves the journal as it was."""
        line = in_ascii(entry).encode() + b"\n"
        with self._lock:
            if self._closed:  # a worker that was still at it when the batch was stopped
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            end = os.lseek(self._descriptor, 0, os.SEEK_END)
            try:
                _write_all(self._descriptor, line)
                os.fsync(self._descriptor)
            except OSError:
                os.ftruncate(self._descriptor, end)
                raise
            self.entries[entry.learner, entry.question] = entry

    def close(self) -> None:
        """Let go of the file and of its lock, once whatever is being appended is whole."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)


def open_journal(folder: Path, header: Header, *, fixed_secret: bool) -> Journal:
    """The journal of `folder`, begun with `header` if there is none; else its own header, secret and entries.

    A torn last line is cut off. Raises UsageError, touching nothing, if the file is not a journal, belongs to
    another grading, is being written by another process, or holds another secret and `fixed_secret` is set;
    also if there is none, but a grades.csv of somebody else.
    """
    path = folder / NAME
    if not path.exists():
        _refuse_what_is_not_ours(folder)
    # Begun in place and under its lock: of two gradings that begin at once, one is told.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock_alone(descriptor, path)
        if os.fstat(descriptor).st_size == 0:
            _begin(descriptor, header)
        with path.open("rb") as file:
            found, entries, whole = _read(file.read(), path)
        _check_same(found, header, path, fixed_secret)
        os.ftruncate(descriptor, whole)
    except BaseException:
        os.close(descriptor)
        raise
    return Journal(path, descriptor, found, entries)


def _refuse_what_is_not_ours(folder: Path) -> None:
    grades = folder / GRADES
    if not grades.is_file():
        return
    with grades.open(encoding="utf-8", errors="replace") as file:
        if not is_grades_csv(file.readline(1_000_000)):
            raise UsageError(f"'{grades}' was not written by quizkit; move it away, or use another folder.")


def _begin(descriptor: int, header: Header) -> None:
    try:
        _write_all(descriptor, (in_ascii(header) + "\n").encode())
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, 0)
        raise


def _write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`: a disk that fills up takes a part first and refuses the rest."""
    while data:
        data = data[os.write(descriptor, data) :]


def _lock_alone(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UsageError(
            f"'{path}' is being written by another grading; wait for it or use another folder."
        ) from error


def _read(data: bytes, path: Path) -> tuple[Header, dict[tuple[str, str], Entry], int]:
    """Header, latest entries, and how many bytes of `data` are whole lines."""
    whole = data.rfind(b"\n") + 1
    lines = data[:whole].split(b"\n")[:-1]
    header = _header(lines[0] if lines else b"", path)
    entries: dict[tuple[str, str], Entry] = {}
    for number, line in enumerate(lines[1:], start=2):
        try:
            entry = Entry.model_validate_json(line)
        except ValidationError as error:
            if number == len(lines):  # the last line can be torn and yet end in a newline
                return header, entries, whole - len(line) - 1
            raise UsageError(
                f"line {number} of '{path}' is damaged; take that line out, or use another folder."
            ) from error
        entries[entry.learner, entry.question] = entry
    return header, entries, whole


def _header(line: bytes, path: Path) -> Header:
    try:
        return Header.model_validate(json.loads(line))
    except (ValueError, ValidationError) as error:
        raise UsageError(
            f"'{path}' is not a quizkit journal, or one of another format; use another folder."
        ) from error


def _check_same(found: Header, wanted: Header, path: Path, fixed_secret: bool) -> None:
    if (found.kind, found.of) != (wanted.kind, wanted.of):
        raise UsageError(
            f"'{path}' is the journal of '{found.of}', not of '{wanted.of}'; use another folder."
        )
    if fixed_secret and found.secret != wanted.secret:
        raise UsageError(f"'{path}' was graded with another seed; leave --seed out, or use another folder.")
