"""The only source of randomness: named, independent, reproducible streams, and secrets."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
Key = str | int


def canonical(*parts: Key) -> bytes:
    """Canonical JSON of `parts`: the bytes that name a stream."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


class Stream:
    """A deterministic stream of integers named by `parts`: SHA-256 in counter mode.

    Equal parts give equal draws on every machine and Python; golden tests freeze them.
    """

    def __init__(self, *parts: Key) -> None:
        self._key = hashlib.sha256(canonical(*parts)).digest()
        self._counter = 0

    def _word(self) -> int:
        block = hashlib.sha256(self._key + self._counter.to_bytes(8, "big")).digest()
        self._counter += 1
        return int.from_bytes(block[:8], "big")

    def below(self, bound: int) -> int:
        """An unbiased integer in [0, bound); `bound` must be 1 or more (ValueError)."""
        if bound < 1:
            raise ValueError(f"bound must be at least 1, not {bound}")
        limit = (1 << 64) - (1 << 64) % bound
        while (word := self._word()) >= limit:
            pass
        return word % bound

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """A new list in Fisher-Yates order."""
        out = list(items)
        for last in range(len(out) - 1, 0, -1):
            pick = self.below(last + 1)
            out[last], out[pick] = out[pick], out[last]
        return out


def new_secret() -> str:
    """64 fresh secret bits as 16 hexadecimal digits."""
    return secrets.token_hex(8)


def new_id() -> str:
    """A fresh opaque identifier of 16 hexadecimal digits."""
    return secrets.token_hex(8)


def derive_seed(secret: str, *parts: Key) -> int:
    """A seed in [0, 2**63) that nobody can compute without `secret`: HMAC-SHA-256 of `parts`."""
    digest = hmac.new(secret.encode(), canonical(*parts), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> 1
