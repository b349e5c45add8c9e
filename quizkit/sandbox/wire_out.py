"""Writes values as a frame, for values that the engine itself keeps: what `wire.decoded` reads again.

Jails have a writer of their own, which this one shares no code with and is not as careful as.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping as Named

from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value
from quizkit.sandbox.wire import EXACT, HEADER, MAGIC, VERSION


def encoded(values: Named[str, Value], raised: Raised | None = None) -> bytes:
    """A frame that says "ok" with these values. It may be larger than `decoded` takes."""
    block = bytearray()
    tree = {
        "end": "ok",
        "raised": raised and _raised(raised),
        "values": {name: _node(value, block) for name, value in values.items()},
    }
    text = json.dumps(tree, separators=(",", ":"), allow_nan=False).encode()
    return HEADER.pack(MAGIC, VERSION, 0, len(text), len(block)) + text + block


def _node(value: Value, block: bytearray) -> object:
    """The value's node; the bytes of its tensors are added to `block`."""
    match value:
        case bool() | None | str():
            return value
        case int():
            return value if abs(value) <= EXACT else {"int": format(value, "x")}
        case float():
            return value if math.isfinite(value) else {"float": str(value)}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case Tensor():
            offset = len(block)
            block += value.data
            return {"tensor": [value.dtype, list(value.shape), offset]}
        case Sequence():
            items = [_node(item, block) for item in value.items]
            return {"tuple": items} if value.kind == "tuple" else items
        case Mapping():
            return {"dict": [[_node(key, block), _node(item, block)] for key, item in value.pairs]}
        case Raised():
            return {"error": _raised(value)}
        case Opaque():
            return {"opaque": [value.type, value.repr]}


def _raised(error: Raised) -> list[object]:
    return [error.type, error.message, error.line]
