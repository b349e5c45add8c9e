"""A model that was read from YAML, as JSON and back: exactly what reading gives, without PyYAML or checks.

Only for what this very code wrote, on this machine: nothing is validated again. What is read is data all the
same; it can name nothing but nouns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from quizkit.model.base import Noun
from quizkit.source import LineMap

TUPLE = -1

Shape = tuple[type[Noun], tuple[str, ...]]  # a class and its fields in order

_set = object.__setattr__  # a noun's own refuses, for it is frozen


def to_json(value: Noun, lines: LineMap) -> bytes:
    """Both as ASCII JSON. Raises TypeError for a value that no YAML gives."""
    packer = _Packer()
    packed = packer.packed(value)
    whole = {"classes": packer.classes(), "value": packed, "lines": _packed_lines(lines)}
    return json.dumps(whole, separators=(",", ":")).encode()


def from_json(content: bytes) -> tuple[object, LineMap]:
    """What `to_json` of this very engine was given; for anything else, any error."""
    whole = json.loads(content)
    known = {_name(cls): cls for cls in _below(Noun)}
    shapes = [(known[name], tuple(known[name].model_fields)) for name in whole["classes"]]
    return _unpacked(whole["value"], shapes), _unpacked_lines(*whole["lines"])


def _below(cls: type[Noun]) -> Iterator[type[Noun]]:
    for below in cls.__subclasses__():
        yield below
        yield from _below(below)


def _name(cls: type[Noun]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


@dataclass
class _Packer:
    """Models to lists: a noun is its class's number, how many of its fields were given, these, all values."""

    numbers: dict[type[Noun], int] = field(default_factory=dict)

    def classes(self) -> list[str]:
        """The names of the classes, by number."""
        return [_name(cls) for cls in self.numbers]

    def packed(self, value: object) -> object:
        """`value` as JSON has it; a tuple begins with TUPLE, a noun with its class's number."""
        if value is None or type(value) in (str, int, float, bool):
            return value
        if isinstance(value, Noun):
            number = self.numbers.setdefault(type(value), len(self.numbers))
            given = [name for name in type(value).model_fields if name in value.model_fields_set]
            values = [self.packed(getattr(value, name)) for name in type(value).model_fields]
            return [number, len(given), *given, *values]
        if type(value) is tuple:
            return [TUPLE, *map(self.packed, value)]
        if type(value) is dict and all(type(key) is str for key in value):
            return {key: self.packed(inner) for key, inner in value.items()}
        raise TypeError(f"a model from YAML holds no {type(value).__name__}")


def _unpacked(data: object, shapes: Sequence[Shape]) -> object:
    if type(data) is list:
        if data[0] == TUPLE:
            return tuple([_unpacked(item, shapes) for item in data[1:]])
        return _noun(*shapes[data[0]], data, shapes)
    if type(data) is dict:
        return {key: _unpacked(value, shapes) for key, value in data.items()}
    return data


def _noun(cls: type[Noun], fields: tuple[str, ...], data: list[object], shapes: Sequence[Shape]) -> Noun:
    """As `model_construct` makes it, but for the defaults, which stand in `data` like any other value."""
    given = 2 + cast(int, data[1])
    values = [item if type(item) is str else _unpacked(item, shapes) for item in data[given:]]
    noun = cls.__new__(cls)
    _set(noun, "__dict__", dict(zip(fields, values, strict=True)))
    _set(noun, "__pydantic_fields_set__", set(data[2:given]))
    _set(noun, "__pydantic_extra__", None)
    _set(noun, "__pydantic_private__", None)
    return noun


def _packed_lines(lines: LineMap) -> list[list[object]]:
    """Three columns: the number of the path around it (which stands before it), its last part, its line."""
    numbers = {path: number for number, path in enumerate(lines.by_path)}
    around = [numbers[path[:-1]] if path else 0 for path in numbers]
    parts = [path[-1] if path else "" for path in numbers]
    return [[*around], [*parts], [*lines.by_path.values()]]


def _unpacked_lines(around: list[int], parts: list[str | int], lines: list[int]) -> LineMap:
    paths: list[tuple[str | int, ...]] = [()]
    for number, part in zip(around[1:], parts[1:], strict=True):
        paths.append((*paths[number], part))
    return LineMap(dict(zip(paths, lines, strict=True)))
