"""Finds where a validation error sits, by walking a model's JSON Schema along the error's location.

Pydantic's locations hold more than keys and indices: the tag of a union's branch, the names of plain union
members. The schema tells these from keys, and knows which fields a mapping may have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

from quizkit.source.lines import Path

Schema = Mapping[str, object]


@dataclass(frozen=True)
class Place:
    """Where a location leads: `path` in the data, the value there, the fields that may stand around it."""

    path: Path
    value: object
    around: object
    fields: tuple[str, ...]


class Shape:
    """The JSON Schema of a model, made only when there is an error to explain."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._root = cast(Schema, model.model_json_schema())
        self._named = cast(Mapping[str, Schema], self._root.get("$defs", {}))

    def find(self, location: Sequence[str | int], data: object) -> Place:
        """Follow `location` through `data` as far as it goes."""
        path: Path = ()
        current, around, schema = data, data, self._follow(self._root)
        fields = _fields(schema)
        for part in location:
            branch = self._branch(schema, part, current)
            if branch is not None:
                schema = branch
                fields = _fields(schema)
            elif _holds(current, part):
                around, current = current, _child(current, part)
                path = (*path, part)
                fields = _fields(schema) or fields
                schema = self._below(schema, part)
        if isinstance(current, dict) and _fields(schema):
            fields = _fields(schema)
        return Place(path, current, around, fields)

    def _follow(self, schema: Schema) -> Schema:
        while isinstance(reference := schema.get("$ref"), str):
            schema = self._named[reference.rsplit("/", 1)[-1]]
        return schema

    def _branch(self, schema: Schema, part: str | int, data: object) -> Schema | None:
        """The branch of a tagged union that `part` names, or None if `part` is no tag here."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict) or not isinstance(data, dict):
            return None
        reference = discriminator["mapping"].get(part)
        return None if reference is None else self._follow({"$ref": reference})

    def _below(self, schema: Schema, part: str | int) -> Schema:
        """The schema of the child `part`; an empty one where nothing is known."""
        for option in self._members(schema):
            properties = cast(Mapping[str, Schema], option.get("properties", {}))
            if part in properties:
                return self._follow(properties[cast(str, part)])
            for keyword, kind in (("items", int), ("additionalProperties", str)):
                child = option.get(keyword)
                if isinstance(child, dict) and isinstance(part, kind):
                    return self._follow(child)
            patterned = option.get("patternProperties")
            if isinstance(patterned, dict) and isinstance(part, str):
                return self._follow(next(iter(patterned.values())))
        return {}

    def _members(self, schema: Schema) -> list[Schema]:
        some = schema.get("anyOf")
        return [self._follow(member) for member in some] if isinstance(some, list) else [schema]


def _fields(schema: Schema) -> tuple[str, ...]:
    properties = schema.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()


def _holds(data: object, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)


def _child(data: object, part: str | int) -> object:
    if isinstance(data, dict):
        return data[part]
    return cast(list[object], data)[cast(int, part)]
