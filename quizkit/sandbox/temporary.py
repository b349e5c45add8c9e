"""Temporary folders for what runs without a wall. The next start takes away those whose owner was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "quizkit-jail-"


class Folder:
    """A folder of this process's own: locked for as long as the process lives, gone after `remove`."""

    def __init__(self) -> None:
        sweep()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            # Until it is locked, another start may take it for a leftover and sweep it away.
            with suppress(FileNotFoundError):
                self._fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
                fcntl.flock(self._fd, fcntl.LOCK_EX)
                if self.path.exists():
                    break
                os.close(self._fd)

    def remove(self) -> None:
        """Delete it with all that is in it; more than once does no harm."""
        if self._fd >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._fd)
            self._fd = -1


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the length of a block."""
    made = Folder()
    try:
        yield made.path
    finally:
        made.remove()


def sweep() -> None:
    """Delete this user's folders that nobody holds."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # it is another user's, or just gone
            continue
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except OSError:  # somebody lives in it
            continue
        finally:
            os.close(fd)
