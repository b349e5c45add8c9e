"""Writes private files whole or not at all: folders 0700, files 0600, by way of a temporary file."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from quizkit.errors import UsageError

STALE = 300.0  # seconds after which nobody writes to a temporary file any more
_PART = ".part"
_RANDOM = -len(f"12345678{_PART}")  # where the random end of a temporary file's name begins


def private_folder(path: Path) -> Path:
    """`path` as a folder that only its owner can enter, made if need be. UsageError if it is a file."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"'{path}' is a file; name a folder to write into.")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def folder_within(path: Path) -> Path:
    """As `private_folder`, for one inside of ours: a link would lead what is written or swept elsewhere."""
    if path.is_symlink():
        raise UsageError(f"'{path}' is a link, and would lead pages elsewhere; take it away.")
    return private_folder(path)


def write_private(path: Path, content: str | bytes) -> None:
    """Replace `path` by `content` in one step. Raises OSError (a full disk), and then `path` is as it was."""
    _replace_all({path: content})


def write_page(path: Path, content: str) -> None:
    """As `write_private`, for what can be made again: not synced, and not touched if it is the same."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == content.encode():
            return
    with _named(path):
        part = path.with_name(f".{path.name}.part")
        descriptor = os.open(
            part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content.encode())
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise


def write_all_private(files: Mapping[Path, str | bytes]) -> None:
    """Replace each path by its content, none before all contents are on the disk. Raises OSError likewise.

    What a run that was killed left of the same files, which may hold keys, is swept.
    """
    _replace_all(files)
    with contextlib.suppress(OSError):  # somebody took away a folder or a file in the meantime
        _sweep(files)


def _replace_all(files: Mapping[Path, str | bytes]) -> None:
    written: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            with _named(path):
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=_PART)
                written[path] = Path(name)
                with os.fdopen(handle, "wb") as file:
                    file.write(content.encode() if isinstance(content, str) else content)
                    file.flush()
                    os.fsync(file.fileno())
        for path, part in written.items():
            with _named(path):
                part.replace(path)
    finally:
        for part in written.values():
            with contextlib.suppress(OSError):
                part.unlink()


def _prefix(path: Path) -> str:
    """How the names of temporary files for `path` begin; eight signs and `_PART` follow."""
    return f".{path.name[:40]}."


def _sweep(files: Collection[Path]) -> None:
    """Take away older temporary files of our own beside `files`, which were just written, for these."""
    prefixes = {_prefix(path) for path in files}
    for folder in {path.parent for path in files}:
        written = max(path.stat().st_mtime for path in files if path.parent == folder)
        with os.scandir(folder) as found:
            parts = [one for one in found if one.name.endswith(_PART) and one.name[:_RANDOM] in prefixes]
        for part in parts:
            facts = part.stat(follow_symlinks=False)
            ours = stat.S_ISREG(facts.st_mode) and facts.st_uid == os.geteuid()
            if ours and facts.st_mtime < written - STALE:
                Path(part).unlink()


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an OSError name the file that was to be written, not the temporary one, or none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
