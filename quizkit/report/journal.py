"""The results journal, `results.jsonl`: one line per judged answer, appended and synced before it is told.

The first line says what was graded and holds the batch's secret; whoever runs the same command again
grades only what is missing. A later line on the same answer supersedes an earlier one. A line that begins
with `regrade` is a change that somebody made to the marks, in force from there on.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import BinaryIO, Literal

from pydantic import ValidationError

from quizkit.errors import UsageError
from quizkit.model.answer import Answer
from quizkit.model.base import Noun
from quizkit.model.outcome import Outcome, SystemFault, light
from quizkit.model.policy import Regrade
from quizkit.paths import exposed
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import is_grades_csv

NAME = "results.jsonl"
_REGRADE = b'{"regrade":'
Key = tuple[str, int, str]  # learner, attempt, question


class Header(Noun):
    """The first line: `of` is the topic's address, or the exam and its blueprint's digest."""

    format: Literal[1] = 1
    kind: Literal["quizkit-grade", "quizkit-exam"]
    of: str
    secret: str
    engine: str
    started: str


class RegradeLine(Noun):
    """A line that is no verdict."""

    regrade: Regrade


class Entry(Noun):
    """One answer and its verdict. `content` and `grade_version` say what was judged; the rest how.

    `answer` is None if nothing could be taken; `environment` is empty where nothing was run. `held` says why
    an earlier verdict stands here in place of a lower one, and `share` what share of the points that was.
    """

    learner: str
    attempt: int = 1
    question: str
    answer: Answer | None = None
    content: str
    grade_version: str
    variant: int = 0
    seed: str = ""
    level: str = ""
    environment: str = ""
    engine: str = ""
    at: str
    held: str = ""
    share: float | None = None
    outcome: Outcome

    @property
    def key(self) -> Key:
        """Whose answer to what."""
        return self.learner, self.attempt, self.question


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of an entry: which answer it judged, the light outcome, where the whole stands.

    `held`: an earlier verdict stands there in place of a lower one, worth `share` of the points.
    """

    content: str
    grade_version: str
    environment: str
    level: str
    outcome: Outcome
    offset: int
    held: bool = False
    share: float | None = None

    def still_holds(self, content: str, grade_version: str, environment: str) -> bool:
        """Whether this is the verdict on the same answer to the same question, and not a failure of ours.

        `environment` is the present one; what needed none holds in all, and so does what is held.
        """
        same = (self.content, self.grade_version) == (content, grade_version)
        there = self.held or self.environment in ("", environment)
        return same and there and not isinstance(self.outcome, SystemFault)


def in_ascii(noun: Noun) -> str:
    """`noun` as one line of JSON in ASCII: codes that a learner sent must not reach who looks at the file."""
    return json.dumps(noun.model_dump(mode="json"), separators=(",", ":"))


class Journal:
    """An open journal: what is kept of the latest entry of each answer, `append` and `read`. Thread-safe.

    Memory does not grow with what learners wrote: entries are read back from the file.
    """

    def __init__(self, path: Path, descriptor: int, found: _Found) -> None:
        self.path = path
        self.header = found.header
        self.kept = found.kept
        self.regrades = found.regrades
        self._found = found
        self._same = {_what(key, one): key for key, one in found.kept.items() if one.environment}
        self._descriptor = descriptor
        self._closed = False
        self._lock = threading.Lock()

    def append(self, *entries: Entry) -> None:
        """Write entries and sync them at once. OSError if the disk takes no more: what fits stays."""
        with self._lock:
            for entry, offset in zip(entries, self._write(entries), strict=True):
                kept = self._found.remember(entry, offset)
                if kept.environment:
                    self._same[_what(entry.key, kept)] = entry.key

    def append_regrade(self, regrade: Regrade) -> None:
        """Write one regrade and sync it; from here on it is in force. OSError as `append`."""
        with self._lock:
            self._write([RegradeLine(regrade=regrade)])
            self.regrades.append(regrade)

    def _write(self, nouns: Sequence[Noun]) -> list[int]:
        """Where the lines begin that now hold `nouns`."""
        if self._closed:  # a worker that was still at it when the batch was stopped
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        lines = [in_ascii(noun).encode() + b"\n" for noun in nouns]
        end = os.lseek(self._descriptor, 0, os.SEEK_END)
        whole, offsets = end, list[int]()
        try:
            for line in lines:
                _write_all(self._descriptor, line)
                offsets.append(whole)
                whole += len(line)
        except OSError:  # a full disk, on which the lines before this one are
            os.ftruncate(self._descriptor, whole)
            raise
        try:
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, end)
            raise
        return offsets

    def read(self, key: Key) -> Entry:
        """The whole latest entry on an answer. Raises KeyError for none, UsageError if it is damaged."""
        return self.entry(self.kept[key])

    def entry(self, kept: Kept) -> Entry:
        """The whole of what is kept, also where a later entry superseded it. Raises UsageError likewise."""
        line = _line_at(self._descriptor, kept.offset)
        try:
            return Entry.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(
                f"'{self.path}' was changed while it was read; run the command again."
            ) from error

    def size(self) -> int:
        """Its length in bytes; also of a draft that has taken another journal's place since it was opened."""
        return os.fstat(self._descriptor).st_size

    def outcomes(self) -> dict[Key, Outcome]:
        """The light outcome of every answer."""
        return {key: kept.outcome for key, kept in self.kept.items()}

    def held(self) -> frozenset[Key]:
        """The answers on which an earlier verdict stands in place of a lower one."""
        return frozenset(key for key, kept in self.kept.items() if kept.held)

    def same(self, question: str, content: str, grade_version: str, environment: str) -> Key | None:
        """Another answer that says the same and was run in the same way, if there is one."""
        what = (question, content, grade_version, environment)
        key = self._same.get(what)
        kept = self.kept.get(key) if key else None
        return key if key and kept and _what(key, kept) == what else None  # theirs may be another one by now

    def forget(self, keys: Iterable[Key]) -> None:
        """Remember these answers no more, so that they are judged again; the file keeps its lines."""
        for key in keys:
            del self.kept[key]

    def close(self) -> None:
        """Let go of the file and of its lock, once whatever is being appended is whole."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)


def _what(key: Key, kept: Kept) -> tuple[str, str, str, str]:
    return key[2], kept.content, kept.grade_version, kept.environment


def _line_at(descriptor: int, offset: int) -> bytes:
    line = bytearray()
    while not line.endswith(b"\n") and (part := os.pread(descriptor, 1 << 16, offset + len(line))):
        line += part.partition(b"\n")[0] + (b"\n" if b"\n" in part else b"")
    return bytes(line)


def open_journal(folder: Path, header: Header, *, fixed_secret: bool) -> Journal:
    """The journal of `folder`, begun with `header` if there is none; else its own header, secret and entries.

    A torn last line is cut off. Raises UsageError, touching nothing, if the file is a link or no journal,
    belongs to another grading, is being written by another process, or holds another secret and
    `fixed_secret` is set; if there is none, but a grades.csv of somebody else; and if another user of this
    machine could have put results there.
    """
    path = folder / NAME
    _refuse_what_is_exposed(folder)
    if path.is_symlink():  # a regrade would put a file in its place and leave the other one behind
        raise UsageError(f"'{path}' is a link; put the journal itself there, or use another folder.")
    if path.exists():
        _refuse_what_is_exposed(path)
    else:
        _refuse_what_is_not_ours(folder)
    # Begun in place and under its lock: of two gradings that begin at once, one is told.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock_alone(descriptor, path)
        if os.fstat(descriptor).st_size == 0:
            _begin(descriptor, header)
        with path.open("rb") as file:
            found = _read(file, path)
        _check_same(found.header, header, path, fixed_secret)
        os.ftruncate(descriptor, found.whole)
    except BaseException:
        os.close(descriptor)
        raise
    return Journal(path, descriptor, found)


def _refuse_what_is_exposed(path: Path) -> None:
    if why := exposed(path):
        raise UsageError(
            f"'{path}' is no safe place for results, since {why}; mend that, or use another folder."
        )


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


@dataclass
class _Found:
    """What a journal's file held; `whole` counts the bytes of its whole lines."""

    header: Header
    whole: int
    kept: dict[Key, Kept] = field(default_factory=dict)
    regrades: list[Regrade] = field(default_factory=list)
    outcomes: dict[Outcome, Outcome] = field(default_factory=dict)

    def remember(self, entry: Entry, offset: int) -> Kept:
        """Keep an entry that stands at `offset`. What many entries share is kept once."""
        outcome = light(entry.outcome)
        kept = self.kept[entry.learner, entry.attempt, intern(entry.question)] = Kept(
            intern(entry.content),
            intern(entry.grade_version),
            intern(entry.environment),
            intern(entry.level),
            self.outcomes.setdefault(outcome, outcome),
            offset,
            bool(entry.held),
            entry.share,
        )
        return kept

    def take(self, line: bytes) -> None:
        """Keep what one more line says. Raises ValidationError if it is damaged."""
        if line.startswith(_REGRADE):
            self.regrades.append(RegradeLine.model_validate_json(line).regrade)
        else:
            entry = Entry.model_validate_json(line)
            self.remember(entry, self.whole)
        self.whole += len(line)


def _read(file: BinaryIO, path: Path) -> _Found:
    """What is kept of the file; a torn end is left out."""
    found = _Found(_header(file.readline(), path), file.tell())
    size = os.fstat(file.fileno()).st_size
    for number, line in enumerate(file, start=2):
        try:
            if not line.endswith(b"\n"):
                break
            found.take(line)
        except ValidationError as error:
            if found.whole + len(line) == size:  # the last line can be torn and yet end in a newline
                break
            raise UsageError(
                f"line {number} of '{path}' is damaged; take that line out, or use another folder."
            ) from error
    return found


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
