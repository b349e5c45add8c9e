"""Writes what a run observed as one frame.

A frame is a JSON tree and a block of tensor bytes; runners/README.md has the table.
"""

from __future__ import annotations

import base64
import json
import math
import struct
import traceback
from collections.abc import Callable, Mapping
from typing import Literal

End = Literal["ok", "raised", "memory", "large", "author"]
TensorOf = Callable[[object], tuple[str, tuple[int, ...], bytes] | None]

MAGIC, VERSION = b"QKWF", 1
HEADER = struct.Struct("<4sHHIQ")  # magic, version, zero, bytes of tree, bytes of block
MAX_FRAME = 16 << 20
MAX_NODES = 200_000
MAX_TENSORS = 1024
MAX_DIMENSIONS = 8
MAX_DEPTH = 32
MAX_INTEGER_DIGITS = 10_000  # hexadecimal
MAX_NAME, MAX_MESSAGE, MAX_REPR = 200, 2000, 200
EXACT = 2**53
CAPS = ("bytes", "items", "arrays", "dimensions", "digits")


class TooLarge(Exception):
    """The values do not fit through the wire; its message is the one of CAPS that they break."""


class Encoder:
    """Turns Python objects into tree nodes, gathering the bytes of tensors in the order they come."""

    def __init__(self, tensor_of: TensorOf) -> None:
        self.tensor_of = tensor_of
        self.blocks: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def node(self, value: object, depth: int = 0) -> object:
        """The JSON node of `value`; TooLarge beyond the caps."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooLarge("items")
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, int):
            return integer(value)
        if isinstance(value, float):
            return number(float(value))
        if isinstance(value, bytes | bytearray):
            if len(value) > MAX_FRAME:  # not first encoded, for which there may be no memory
                raise TooLarge("bytes")
            return {"bytes": base64.b64encode(value).decode()}
        if isinstance(value, list | tuple | dict):
            return self.container(value, depth) if depth < MAX_DEPTH else opaque(value)
        if isinstance(value, BaseException):
            return {"error": exception(value)}
        return self.tensor(value)

    def container(
        self, value: list[object] | tuple[object, ...] | dict[object, object], depth: int
    ) -> object:
        """A list as an array; a tuple and a dict (as pairs, in its own order) under their tags."""
        if isinstance(value, dict):
            return {
                "dict": [
                    [self.node(key, depth + 1), self.node(item, depth + 1)] for key, item in value.items()
                ]
            }
        items = [self.node(item, depth + 1) for item in value]
        return {"tuple": items} if isinstance(value, tuple) else items

    def tensor(self, value: object) -> object:
        """An array by the runner's own reading of it; anything else is opaque."""
        found = self.tensor_of(value)
        if found is None:
            return opaque(value)
        dtype, shape, data = found
        offset = self.size
        self.blocks.append(data)
        self.size += len(data)
        if len(shape) > MAX_DIMENSIONS:
            raise TooLarge("dimensions")
        if len(self.blocks) > MAX_TENSORS or self.size > MAX_FRAME:
            raise TooLarge("bytes" if self.size > MAX_FRAME else "arrays")
        return {"tensor": [dtype, list(shape), offset]}


def integer(value: int) -> object:
    """Plain up to 2**53, which every JSON reader keeps; hexadecimal beyond."""
    if -EXACT <= value <= EXACT:
        return int(value)
    digits = format(value, "x")
    if len(digits) > MAX_INTEGER_DIGITS:
        raise TooLarge("digits")
    return {"int": digits}


def number(value: float) -> object:
    """Plain if finite; "nan", "inf" and "-inf" under a tag."""
    return value if math.isfinite(value) else {"float": str(value)}


def opaque(value: object) -> object:
    """The name of its type and the beginning of its repr, which may itself fail."""
    return {"opaque": [type_name(value), guarded(repr, value)[:MAX_REPR]]}


def type_name(value: object) -> str:
    """The name of a value's type; a hostile metaclass may not have one."""
    name = type(value).__name__
    return name[:MAX_NAME] if isinstance(name, str) else "?"


def guarded(show: Callable[[object], str], value: object) -> str:
    """`show(value)`, where the value's own code may raise, or give something else than text."""
    try:
        return str(show(value))
    except Exception as error:  # noqa: BLE001 - learners' __repr__ and __str__ may raise anything
        return f"<{type_name(value)} whose text cannot be shown: {type_name(error)}>"


def exception(error: BaseException) -> list[object]:
    """[type, message, line in the answer or None]."""
    return [type_name(error), guarded(str, error)[:MAX_MESSAGE], line_of(error)]


def line_of(error: BaseException) -> int | None:
    """The innermost line of code that came with the job; for a syntax error the line where it is."""
    if (
        isinstance(error, SyntaxError)
        and str(error.filename).startswith("<")
        and isinstance(error.lineno, int)
    ):
        return max(error.lineno, 1)
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == "<answer>"
    ]
    return lines[-1] if lines else None


def encoded(
    end: End, error: BaseException | None, values: Mapping[str, object], tensor_of: TensorOf
) -> bytes:
    """The whole frame; TooLarge if it exceeds a cap."""
    encoder = Encoder(tensor_of)
    tree = {
        "end": end,
        "raised": None if error is None else exception(error),
        "values": {str(name): encoder.node(value) for name, value in values.items()},
    }
    text = json.dumps(tree, separators=(",", ":"), allow_nan=False).encode("ascii")
    if HEADER.size + len(text) + encoder.size > MAX_FRAME:
        raise TooLarge("bytes")
    return b"".join((HEADER.pack(MAGIC, VERSION, 0, len(text), encoder.size), text, *encoder.blocks))


def without_values(end: End) -> bytes:
    """A frame that only says how the run ended; made ahead, for when there is no memory left to make one."""
    return encoded(end, None, {}, lambda _: None)
