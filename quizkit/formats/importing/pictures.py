"""Pictures that are taken over: PNG and JPEG by what they hold, not by their names; size bounded."""

from __future__ import annotations

import hashlib
import re

from quizkit.formats.opening import Refusal

MOST_BYTES = 5_000_000
MOST_IN_ALL = 100_000_000
MOST_PICTURES = 1_000
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))


class Album:
    """The pictures of one bank, by their place beside it, `assets/TOPIC/NAME`."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._size = 0
        self.files: dict[str, bytes] = {}

    def keep(self, data: bytes, name: str) -> str | Refusal:
        """Where a picture is kept. Its name ends with a sum of its bytes: two of one name stay two."""
        ending = next((ending for magic, ending in _KINDS if data.startswith(magic)), None)
        if ending is None:
            return Refusal("it is no PNG or JPEG")
        if len(data) > MOST_BYTES:
            return Refusal(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition(".")[0] or name).strip("-_")[:40] or "picture"
        path = f"assets/{self._topic}/{stem}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"
        if path not in self.files:
            if len(self.files) >= MOST_PICTURES or self._size + len(data) > MOST_IN_ALL:
                return Refusal("the bank has too many pictures already")
            self.files[path] = data
            self._size += len(data)
        return path
