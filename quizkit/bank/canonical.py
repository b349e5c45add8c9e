"""Canonical JSON: the one text of a piece of data, so that equal data have equal hashes on every machine."""

from __future__ import annotations

import hashlib
import json


def canonical_json(data: object) -> bytes:
    """`data` (mappings with text keys, lists, texts, numbers, truth values, None) as UTF-8 JSON, keys sorted.

    The order of keys does not matter; the order of lists does. 1, 1.0 and true are three different things.
    """
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="surrogatepass")


def digest(data: object) -> str:
    """SHA-256 of `canonical_json(data)` in hexadecimal digits."""
    return hashlib.sha256(canonical_json(data)).hexdigest()
