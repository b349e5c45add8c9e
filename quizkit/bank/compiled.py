"""A model that was read from YAML, as JSON and back: exactly what reading gives, without PyYAML or checks.

Only for what this very code wrote, on this machine: nothing is validated again. What is read is data all the
same; it can name nothing but nouns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quizkit.model.base import Noun
from quizkit.source import LineMap
from quizkit.source.lines import Part, Path

TUPLE = -1
NESTED = frozenset({list, dict})

Shape = tuple[type[Noun], tuple[str, ...], set[str]]  # a class, its fields in order, which of them were given

_set = object.__setattr__  # a noun's own refuses, for it is frozen


def to_json(value: Noun, lines: LineMap) -> bytes:
    """Both as ASCII JSON. Raises TypeError for a value that no YAML gives."""
    packer = _Packer()
    packed = packer.packed(value)
    whole = {"shapes": list(packer.numbers), "value": packed, "lines": _packed_lines(lines)}
    return json.dumps(whole, separators=(",", ":")).encode()


def from_json(content: bytes) -> tuple[object, LineMap]:
    """What `to_json` of this very engine was given; for anything else, any error."""
    whole = json.loads(content)
    known = {_name(cls): cls for cls in _below(Noun)}
    shapes = [(known[name], tuple(known[name].model_fields), set(given)) for name, *given in whole["shapes"]]
    return _unpacked(whole["value"], shapes), LineMap(_Lines(*whole["lines"]))


def _below(cls: type[Noun]) -> Iterator[type[Noun]]:
    for below in cls.__subclasses__():
        yield below
        yield from _below(below)


def _name(cls: type[Noun]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


@dataclass
class _Packer:
    """Models to lists: a noun is the number of its shape and then all its values.

    `numbers` has the shapes by number: a class's name and those of its fields that were given.
    """

    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def packed(self, value: object) -> object:
        """`value` as JSON has it; a tuple begins with TUPLE, a noun with its shape's number."""
        if value is None or type(value) in (str, int, float, bool):
            return value
        if isinstance(value, Noun):
            fields = type(value).model_fields
            given = [name for name in fields if name in value.model_fields_set]
            number = self.numbers.setdefault((_name(type(value)), *given), len(self.numbers))
            return [number, *(self.packed(getattr(value, name)) for name in fields)]
        if type(value) is tuple:
            return [TUPLE, *map(self.packed, value)]
        if type(value) is dict and all(type(key) is str for key in value):
            return {key: self.packed(inner) for key, inner in value.items()}
        raise TypeError(f"a model from YAML holds no {type(value).__name__}")


def _unpacked(data: object, shapes: Sequence[Shape]) -> object:
    if type(data) is list:
        values = [_unpacked(item, shapes) if type(item) in NESTED else item for item in data[1:]]
        return tuple(values) if data[0] == TUPLE else _noun(*shapes[data[0]], values)
    if type(data) is dict:
        return {key: _unpacked(value, shapes) for key, value in data.items()}
    return data


def _noun(cls: type[Noun], fields: tuple[str, ...], given: set[str], values: list[object]) -> Noun:
    """As `model_construct` makes it, but for the defaults, which stand in `values` like any other value.

    Nouns of one shape share `given`, which pydantic never changes in a frozen model.
    """
    noun = cls.__new__(cls)
    _set(noun, "__dict__", dict(zip(fields, values, strict=True)))
    _set(noun, "__pydantic_fields_set__", given)
    _set(noun, "__pydantic_extra__", None)
    _set(noun, "__pydantic_private__", None)
    return noun


def _packed_lines(lines: LineMap) -> list[list[object]]:
    """Three columns: the number of the path around it (which stands before it), its last part, its line."""
    numbers = {path: number for number, path in enumerate(lines.by_path)}
    around = [numbers[path[:-1]] if path else 0 for path in numbers]
    parts = [path[-1] if path else "" for path in numbers]
    return [[*around], [*parts], [*lines.by_path.values()]]


class _Lines(Mapping[Path, int]):
    """The lines in those columns; the paths are put together once a line is asked for, which is seldom."""

    def __init__(self, around: list[int], parts: list[Part], lines: list[int]) -> None:
        self._columns = around, parts, lines

    @cached_property
    def _by_path(self) -> dict[Path, int]:
        around, parts, lines = self._columns
        paths: list[Path] = [()]
        for number, part in zip(around[1:], parts[1:], strict=True):
            paths.append((*paths[number], part))
        return dict(zip(paths, lines, strict=True))

    def __getitem__(self, path: Path) -> int:
        return self._by_path[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)

    def __repr__(self) -> str:
        return repr(self._by_path)
