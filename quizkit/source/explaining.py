"""Validation errors in sentences: what is wrong at which line, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from quizkit.source.collector import Collector
from quizkit.source.lines import Path
from quizkit.source.shape import Place, Shape
from quizkit.source.tree import Tree

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "frozen_set_type": "a list",
    "mapping_type": "a mapping of names to values",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of fields to values",
    "model_attributes_type": "a mapping of fields to values",
}


def explain(error: ValidationError, model: type[BaseModel], tree: Tree, into: Collector) -> None:
    """Add one finding for each thing that `error` is about; refused values are passed over."""
    shape = Shape(model)
    wrong_types: dict[Path, tuple[Place, list[str]]] = {}
    others: set[Path] = set()
    for detail in error.errors(include_url=False):
        place = shape.find(detail["loc"], tree.data)
        if _damaged(place.path, detail, tree) or _miscounted(detail, place):
            continue
        if detail["type"] in _EXPECTED:  # a plain union reports each of its members
            wrong_types.setdefault(place.path, (place, []))[1].append(_EXPECTED[detail["type"]])
            continue
        others.add(place.path)
        code, message, fix = _sentence(detail, place)
        into.add(code, tree.lines.at(place.path), message, fix)
    # One member of a plain union takes the type, and says what is wrong with the value or inside it.
    others |= {path[:end] for path in {*others, *wrong_types} for end in range(len(path))}
    for place, expected in wrong_types.values():
        if place.path in others:
            continue
        code, message, fix = _wrong_type(place, list(dict.fromkeys(expected)))
        into.add(code, tree.lines.at(place.path), message, fix)


def _damaged(path: Path, detail: ErrorDetails, tree: Tree) -> bool:
    """Whether it is about a refused value, or checks what a refused value is a part of."""
    wanted = (*path, detail["loc"][-1]) if detail["loc"] else path
    checks = detail["type"] == "value_error"
    return any(wanted[: len(bad)] == bad or (checks and bad[: len(path)] == path) for bad in tree.damaged)


def _miscounted(detail: ErrorDetails, place: Place) -> bool:
    """Whether a list only seems too short, because its broken items were not counted."""
    least = detail.get("ctx", {}).get("min_length", 0)
    return detail["type"] == "too_short" and isinstance(place.value, list) and len(place.value) >= least


def _sentence(detail: ErrorDetails, place: Place) -> tuple[str, str, str]:
    """Code, message and fix."""
    kind = detail["type"]
    context = detail.get("ctx", {})
    name = _name(place.path)
    if kind == "missing":
        field = detail["loc"][-1]
        return "missing-field", f"{name} has no '{field}'.", f"Add '{field}: ...'."
    if kind == "extra_forbidden":
        return "unknown-field", f"'{_short(place.path[-1])}' is no field here.", _nearest(place)
    if kind == "union_tag_not_found":
        tag = str(context["discriminator"]).strip("'")
        return "missing-field", f"{name} has no '{tag}'.", f"Add '{tag}: ...'."
    if kind == "union_tag_invalid":
        known = str(context["expected_tags"])
        message = f"{name} has the unknown kind '{_short(context['tag'])}'."
        return "unknown-kind", message, f"Use one of {known}."
    return "bad-value", *_bad_value(name, kind, context, detail)


def _wrong_type(place: Place, expected: list[str]) -> tuple[str, str, str]:
    wanted = " or ".join(expected) if len(expected) < 4 else "one plain value"
    message = f"{_name(place.path)} must be {wanted}, not {_what(place.value)}."
    if place.value is None:
        return "wrong-type", message, "Give it a value, or put the word in quotes."
    if expected == ["a text"] and isinstance(place.value, bool | int | float):
        return "wrong-type", message, "Put it in quotes."
    return "wrong-type", message, f"Write {wanted}."


def _bad_value(name: str, kind: str, context: Mapping[str, object], detail: ErrorDetails) -> tuple[str, str]:
    """Message and fix for a value of the right type that is not allowed."""
    if kind == "string_pattern_mismatch" and "a-z0-9" in str(context["pattern"]) and "A" not in str(context):
        message = f"{name} is not a valid name: '{_short(detail['input'])}'."
        return message, "Use lower-case letters and digits, with single hyphens between them."
    if kind == "string_pattern_mismatch":
        message = f"{name} has a form that is not allowed here: '{_short(detail['input'])}'."
        return message, "Write it on one line, as the format says."
    if kind in ("too_short", "string_too_short"):
        return f"{name} is too short.", f"Give at least {context['min_length']}."
    if kind in ("too_long", "string_too_long"):
        return f"{name} is too long.", f"Give at most {context['max_length']}."
    if kind == "literal_error":
        message = f"{name} has the unknown value '{_short(detail['input'])}'."
        return message, f"Use {context['expected']}."
    if kind == "finite_number":
        return f"{name} is not a finite number.", "Write a number with digits."
    limits = {"greater_than": "more than", "greater_than_equal": "at least"}
    limits |= {"less_than": "less than", "less_than_equal": "at most"}
    if kind in limits:
        bound = next(iter(context.values()))
        return f"{name} is out of range: {_short(detail['input'])}.", f"It must be {limits[kind]} {bound}."
    # A check of our own says what is wrong and, behind a semicolon, what to do.
    says, _, fix = detail["msg"].removeprefix("Value error, ").partition("; ")
    fix = f"{fix[:1].upper()}{fix[1:]}." if fix else "Compare it with the format's description."
    return f"{name} is not accepted: {says}.", fix


def _nearest(place: Place) -> str:
    unknown = str(place.path[-1])
    near = difflib.get_close_matches(unknown, place.fields, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    known = ", ".join(place.fields)
    return f"Delete it; known are {known}." if 0 < len(place.fields) <= 12 else "Delete it."


def _name(path: Path) -> str:
    """A path as people say it: "'options', item 2"."""
    if not path:
        return "The file"
    last = path[-1]
    if isinstance(last, int):
        around = f" of '{_short(path[-2])}'" if len(path) > 1 else ""
        return f"Item {last + 1}{around}"
    return f"'{_short(last)}'"


def _what(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    return f"the number {_short(value)}" if isinstance(value, int | float) else f"the text '{_short(value)}'"


def _short(value: object) -> str:
    text = str(value)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= 60 else text[:57] + "..."
