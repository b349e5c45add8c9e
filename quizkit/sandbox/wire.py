"""Reads the frames that jails send: hostile bytes in, plain values out, `Malformed` for everything else.

The format stands as a table in runners/README.md. Nothing here unpickles, evaluates, or opens a path.
"""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value

MAGIC, VERSION = b"QKWF", 1
HEADER = struct.Struct("<4sHHIQ")  # magic, version, zero, bytes of tree, bytes of block
MAX_FRAME = 16 << 20
MAX_NODES = 200_000
MAX_TENSORS = 1024
MAX_DIMENSIONS = 8
MAX_DIMENSION = 1 << 40
MAX_DEPTH = 40
MAX_INTEGER_DIGITS = 10_000
MAX_NAME, MAX_MESSAGE, MAX_REPR = 200, 2000, 200
EXACT = 2**53
ENDS = ("ok", "raised", "memory", "large", "author")

ITEMSIZE = {
    "bool": 1, "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "float16": 2, "bfloat16": 2, "uint32": 4,
    "int32": 4, "float32": 4, "uint64": 8, "int64": 8, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip
# Possessive, and an open string runs to the end: nothing is tried twice, whatever the bytes are.
STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
HEX = re.compile(r"-?[0-9a-f]+")
FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class Malformed(ValueError):
    """The bytes are no frame: the only error that `decoded` raises."""


@dataclass(frozen=True)
class Frame:
    """What a frame said: how the run ended, what was raised, the values by name."""

    end: str
    raised: Raised | None
    values: dict[str, Value]


def decoded(data: bytes) -> Frame:
    """The frame that `data` is, exactly: nothing missing, nothing behind it. Raises Malformed."""
    try:
        return _decoded(data)
    except Malformed:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise Malformed(f"{type(error).__name__}: {error}"[:MAX_MESSAGE]) from None


def _decoded(data: bytes) -> Frame:
    if not HEADER.size <= len(data) <= MAX_FRAME:
        _refuse(f"{len(data)} bytes")
    magic, version, zero, tree_size, block_size = HEADER.unpack_from(data)
    if (magic, version, zero) != (MAGIC, VERSION, 0):
        _refuse("not this format")
    if HEADER.size + tree_size + block_size != len(data):
        _refuse("the lengths do not add up")
    text = data[HEADER.size : HEADER.size + tree_size]
    if _punctuation(text) > 3 * MAX_NODES and _punctuation(STRING.sub(b"", text)) > 3 * MAX_NODES:
        _refuse("too many nodes")
    tree = json.loads(text, parse_constant=_refuse)
    reader = _Reader(data[HEADER.size + tree_size :])
    if not isinstance(tree, dict) or set(tree) != {"end", "raised", "values"} or tree["end"] not in ENDS:
        _refuse("not a frame's tree")
    if not isinstance(tree["values"], dict):
        _refuse("values have no names")
    values = {_name(name): reader.value(node, 0) for name, node in tree["values"].items()}
    if reader.used != len(reader.block):
        _refuse("bytes that belong to no tensor")
    raised = None if tree["raised"] is None else _raised(tree["raised"])
    return Frame(tree["end"], raised, values)


def _punctuation(text: bytes) -> int:
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def _refuse(why: str) -> NoReturn:
    raise Malformed(why)


def _text(value: object) -> str:
    """A string without lone surrogates, which could be neither printed nor stored."""
    if not isinstance(value, str):
        _refuse("a string is expected")
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _name(value: object) -> str:
    text = _text(value)
    if len(text) > MAX_NAME:
        _refuse("a name is too long")
    return text


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        _refuse("a whole number is out of range")
    return value


def _raised(node: object) -> Raised:
    if not isinstance(node, list) or len(node) != 3:
        _refuse("not an exception")
    line = None if node[2] is None else _whole(node[2], EXACT)
    return Raised(_name(node[0]), _text(node[1])[:MAX_MESSAGE], line)


class _Reader:
    """Turns JSON nodes into values; tensors take their bytes from `block`, in order and without overlap."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.used = 0
        self.tensors = 0
        self.nodes = 0

    def value(self, node: Any, depth: int) -> Value:  # Any: what json.loads gives
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            _refuse("too many nodes, or too deep")
        if node is None or isinstance(node, bool):
            return node
        if isinstance(node, int):
            return node if -EXACT <= node <= EXACT else _refuse("a big integer without its tag")
        if isinstance(node, float):
            return node if math.isfinite(node) else _refuse("a number out of range")
        if isinstance(node, str):
            return _text(node)
        if isinstance(node, list):
            return Sequence("list", tuple(self.value(item, depth + 1) for item in node))
        if len(node) != 1:
            _refuse("not a tag")
        [(tag, content)] = node.items()
        return self.tagged(tag, content, depth)

    def tagged(self, tag: str, content: Any, depth: int) -> Value:  # Any: what json.loads gives
        match tag, content:
            case "tuple", list():
                return Sequence("tuple", tuple(self.value(item, depth + 1) for item in content))
            case "dict", list():
                return Mapping(tuple(self.pair(item, depth + 1) for item in content))
            case "tensor", [dtype, list(shape), offset]:
                return self.tensor(dtype, shape, offset)
            case "int", str() if len(content) <= MAX_INTEGER_DIGITS and HEX.fullmatch(content):
                return int(content, 16)
            case "float", str():
                return FLOATS[content]
            case "bytes", str():
                return base64.b64decode(content, validate=True)
            case "error", list():
                return _raised(content)
            case "opaque", [kind, shown]:
                return Opaque(_name(kind), _text(shown)[:MAX_REPR])
        _refuse("an unknown tag")

    def pair(self, node: Any, depth: int) -> tuple[Value, Value]:  # Any: what json.loads gives
        if not isinstance(node, list) or len(node) != 2:
            _refuse("not a pair")
        return self.value(node[0], depth), self.value(node[1], depth)

    def tensor(self, dtype: object, shape: list[object], offset: object) -> Tensor:
        self.tensors += 1
        if self.tensors > MAX_TENSORS or len(shape) > MAX_DIMENSIONS or not isinstance(dtype, str):
            _refuse("too many tensors, or too many dimensions")
        sizes = tuple(_whole(size, MAX_DIMENSION) for size in shape)
        size = math.prod(sizes) * ITEMSIZE[dtype]
        if offset != self.used or size > len(self.block) - self.used:
            _refuse("a tensor's bytes are not where they must be")
        self.used += size
        return Tensor(dtype, sizes, self.block[self.used - size : self.used])
