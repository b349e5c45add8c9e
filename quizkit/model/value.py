"""Values that came back from a jail: plain data, decoded and capped, never trusted to mean anything.

A value is None, bool, int, float, str or bytes as they are, or one of the classes below. The engine compares
values; it never evaluates, unpickles or calls anything in them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tensor:
    """An array: dtype by torch's short name ("float32", "bfloat16", "int64", "bool"), shape, C-order bytes.

    Little-endian; `len(data) == prod(shape) * itemsize` holds for every decoded one.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes


@dataclass(frozen=True)
class Sequence:
    """A list or a tuple; `kind` keeps which."""

    kind: str
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Mapping:
    """A dict as pairs in its own order; keys may be any value."""

    pairs: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True)
class Raised:
    """An exception: its type's name, its message (up to 2000 characters), the line in the learner's file."""

    type: str
    message: str
    line: int | None


@dataclass(frozen=True)
class Opaque:
    """Anything else: the type's name and at most 200 characters of its repr. Never equal to a key's value."""

    type: str
    repr: str


Value = None | bool | int | float | str | bytes | Tensor | Sequence | Mapping | Raised | Opaque
