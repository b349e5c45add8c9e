"""The compiled index: what was read before and found good, so that its YAML need not be read again.

An entry is named by a hash of all that it follows from: the file's content, the kind of model, and this
engine's own code. Another content or another engine never meets it; what has a finding is not kept. Entries
lie in the state folder, for their owner alone; whatever else is found there is passed over. Where nothing can
be written, everything works without.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import itertools
import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pydantic

from quizkit import __version__, paths, source
from quizkit.bank.compiled import from_json, to_json
from quizkit.clock import system_clock
from quizkit.model.base import Noun
from quizkit.source import LineMap, Loaded

NAME = "index"
FOLDER_MODE, ENTRY_MODE = 0o700, 0o600
MOST_ENTRIES, MOST_BYTES = 1000, 64_000_000
LARGEST_ENTRY = 32_000_000
DIGEST_BYTES = 32
SWEEP_EVERY = 100  # so many entries are added by a process from one sweep to the next
# What decides how a file is read; the rest of the engine may change.
READERS = ("model", "source", "bank")

N = TypeVar("N", bound=Noun)

_added = itertools.count()
_begun = system_clock().now().timestamp()  # by now, the code that reads files is loaded


def load(path: Path, model: type[N]) -> Loaded[N]:
    """As `source.load`, but out of the index where it can be."""
    content, findings = source.read_bytes(path)
    if content is None:
        return Loaded(None, findings)
    key = key_of(content, model)
    known = recall(key) if key else None
    if known is not None and isinstance(known[0], model):
        return Loaded(known[0], [], known[1])
    loaded = source.parse(content, str(path), model)
    if key and loaded.value is not None and not loaded.findings:
        remember(key, loaded.value, loaded.lines)
    return loaded


def key_of(content: bytes, model: type[Noun]) -> str | None:
    """The name of the entry for a file of that content, read as `model`; None if there can be none."""
    engine = _engine()
    if engine is None:
        return None
    parts = [engine, model.__name__, hashlib.sha256(content).hexdigest()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def _engine() -> str | None:
    """A digest of whatever else decides what is read from a file: our code, Python, pydantic, PyYAML.

    None if some of the code was changed since this process loaded it: then nobody can tell what runs here.
    """
    total = hashlib.sha256(f"{__version__}\n{sys.version}\n{pydantic.VERSION}\n".encode())
    yaml = importlib.util.find_spec("yaml")  # only found: its first file names its version
    files = [Path(yaml.origin)] if yaml and yaml.origin else []
    for folder in READERS:
        files += sorted((paths.PACKAGE / folder).glob("*.py"))
    for path in files:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_ctime > _begun:
                return None
            content = hashlib.sha256(file.read()).hexdigest()
        total.update(f"{path.parent.name}/{path.name}\0{content}\n".encode())
    return total.hexdigest()


def recall(key: str) -> tuple[object, LineMap] | None:
    """What was remembered under `key`; None if there is none, or none that can be trusted."""
    with suppress(OSError), _folder() as folder:
        content = _read(folder, key)
        if _checksum(key, content[DIGEST_BYTES:]) == content[:DIGEST_BYTES]:
            return from_json(content[DIGEST_BYTES:])
    return None


def remember(key: str, value: Noun, lines: LineMap) -> None:
    """Keep both under `key`, in one step, if that is possible here."""
    data = to_json(value, lines)
    if len(data) > LARGEST_ENTRY:
        return
    # The thread too: several may load topics at once.
    draft = f".{key}.{os.getpid()}.{threading.get_ident()}"
    with suppress(OSError), _folder(create=True) as folder:
        try:
            _write(folder, draft, _checksum(key, data) + data)
            os.replace(draft, key, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            _delete(folder, draft)
            raise
        if next(_added) % SWEEP_EVERY == 0:
            _sweep(folder)


def _checksum(key: str, data: bytes) -> bytes:
    """Shows that an entry is whole, and that it is the one called `key`."""
    return hashlib.sha256(key.encode() + data).digest()


@contextmanager
def _folder(create: bool = False) -> Iterator[int]:
    """A descriptor of the folder; OSError if there is none, or if it is not its owner's alone."""
    path = paths.state() / NAME
    if create:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir(mode=FOLDER_MODE)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _refuse_what_is_shared(folder, stat.S_IFDIR)
        yield folder
    finally:
        os.close(folder)


def _refuse_what_is_shared(handle: int, kind: int) -> None:
    """Raise PermissionError for what is not of that kind, or what another user owns or may come at."""
    status = os.fstat(handle)
    if stat.S_IFMT(status.st_mode) != kind or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError("the index is not its owner's alone")


def _read(folder: int, name: str) -> bytes:
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(handle, "rb") as file:
        _refuse_what_is_shared(handle, stat.S_IFREG)
        return file.read(DIGEST_BYTES + LARGEST_ENTRY)


def _write(folder: int, name: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(name, flags, ENTRY_MODE, dir_fd=folder), "wb") as file:
        file.write(data)


def _delete(folder: int, name: str) -> None:
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)


def _sweep(folder: int) -> None:
    """Delete the oldest entries beyond what the index may hold, drafts of killed processes among them."""
    with os.scandir(folder) as found:
        entries = [(entry.stat(follow_symlinks=False), entry.name) for entry in found]
    entries.sort(key=lambda entry: entry[0].st_mtime_ns)
    total = sum(status.st_size for status, _ in entries)
    for older, (status, name) in enumerate(entries):
        if len(entries) - older <= MOST_ENTRIES and total <= MOST_BYTES:
            return
        _delete(folder, name)
        total -= status.st_size
