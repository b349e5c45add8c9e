"""Writes private files whole or not at all: folders 0700, files 0600, by way of a temporary file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from quizkit.errors import UsageError


def private_folder(path: Path) -> Path:
    """`path` as a folder that only its owner can enter, made if need be. UsageError if it is a file."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"'{path}' is a file; name a folder to write into.")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, content: str) -> None:
    """Replace `path` by `content` in one step. Raises OSError (a full disk), and then `path` is as it was."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
