"""Programs that a learner has begun and not handed in, kept beside the log: a closed terminal loses none."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from quizkit.errors import StoreError
from quizkit.session.state import Item

LONGEST = 4_000_000  # bytes of a draft that are read
LONGEST_NAME = 60  # characters of the name of its file


class Drafts:
    """The drafts that belong to the log at `log`, one for each question, variant and mistake.

    Those of an exam are its own, told apart by its `session`. Each has a folder that nobody else may read:
    an editor that opens the file may leave there what it keeps beside it.
    """

    def __init__(self, log: Path, session: str = "") -> None:
        self._folder = log.with_name(f"{log.name}.drafts")
        self._session = session

    def path(self, item: Item) -> Path:
        """Where the draft for `item` lies, if there is one; the file is named after the question."""
        own = f"{_digest(item)}-{self._session}" if self._session else _digest(item)
        return self._folder / own / f"{item.question.rpartition('/')[2][:LONGEST_NAME]}.py"

    def read(self, item: Item) -> str | None:
        """The draft for `item`; None if there is none that can be read."""
        with suppress(OSError, UnicodeDecodeError):
            path = self.path(item)
            if path.stat().st_size <= LONGEST:
                return path.read_bytes().decode()
        return None

    def saved_at(self, item: Item) -> datetime | None:
        """When the draft for `item` was written last; None if there is none."""
        with suppress(OSError):
            return datetime.fromtimestamp(self.path(item).stat().st_mtime, UTC)
        return None

    def keep(self, item: Item, code: str) -> None:
        """Keep `code` as the draft for `item`. Raises StoreError if that cannot be done."""
        path = self.path(item)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            part.write_bytes(code.encode(errors="replace"))
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise StoreError(
                f"your draft cannot be kept in '{self._folder}' ({error.strerror}); mend that, or run it "
                "before you leave."
            ) from error

    def drop(self, item: Item) -> None:
        """Forget the draft for `item`: it was handed in, and is in the log."""
        shutil.rmtree(self.path(item).parent, ignore_errors=True)

    def forget(self, item: Item) -> None:
        """Forget every draft for `item`, those of exams included."""
        for folder in self._folder.glob(f"{_digest(item)}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def drop_all(self) -> None:
        """Forget every draft."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _digest(item: Item) -> str:
    name = f"{item.question}\0{item.variant}\0{item.mistake or ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]
