"""Programs that a learner has begun and not handed in, kept beside the log: a closed terminal loses none."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from quizkit.errors import StoreError
from quizkit.session.state import Item

LONGEST = 4_000_000  # bytes of a draft that are read


class Drafts:
    """The drafts that belong to the log at `log`, one for each question, variant and mistake."""

    def __init__(self, log: Path) -> None:
        self._folder = log.with_name(f"{log.name}.drafts")

    def _path(self, item: Item) -> Path:
        name = f"{item.question}\0{item.variant}\0{item.mistake or ''}"
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.py"

    def read(self, item: Item) -> str | None:
        """The draft for `item`; None if there is none that can be read."""
        with suppress(OSError, UnicodeDecodeError):
            path = self._path(item)
            if path.stat().st_size <= LONGEST:
                return path.read_bytes().decode()
        return None

    def keep(self, item: Item, code: str) -> None:
        """Keep `code` as the draft for `item`. Raises StoreError if that cannot be done."""
        path = self._path(item)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            part.write_bytes(code.encode(errors="replace"))
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise StoreError(
                f"your draft cannot be kept in '{self._folder}' ({error.strerror}); run it before you leave."
            ) from error

    def drop(self, item: Item) -> None:
        """Forget the draft for `item`: it was handed in, and is in the log."""
        with suppress(OSError):
            self._path(item).unlink()

    def drop_all(self) -> None:
        """Forget every draft."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                path.unlink()
            self._folder.rmdir()
