"""Comparison of what came with what was expected: any two values in, the difference that matters or None out.

Honest code is not failed: int and float compare as numbers, a tuple equals a list, a 0-dimensional tensor
equals the number in it, unless `strict`. A bool is no number. An opaque object equals nothing. Device and
requires_grad are not part of a value. Whatever the values hold, nothing here raises.
"""

from __future__ import annotations

from dataclasses import replace

from quizkit.grading.difference import Difference, default_tolerance
from quizkit.grading.numbers import compare_numbers
from quizkit.grading.words import clip, kind, show
from quizkit.model.code_parts import Tolerance
from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value

KEY_DEPTH = 8  # a mapping's keys may be nested this deep
NAMED = 5  # how many missing or extra keys are named
AROUND = 20  # characters shown before and after the place where two texts part

Step = tuple["Step | None", str]  # a path as a linked list: its parent and its last part
Pair = tuple["Step | None", Value, Value]


def compare(
    expected: Value, actual: Value, tolerance: Tolerance | None = None, strict: bool = False
) -> Difference | None:
    """The difference of `actual` from `expected`, or None if they are equal within the tolerance.

    Of several differences, the first that no tolerance could bridge is told, else the largest in units of the
    tolerance. `strict` tells tuple from list, int from float and a tensor from a number.
    """
    worst: Difference | None = None
    pending: list[Pair] = [(None, expected, actual)]
    while pending:  # a stack of our own: a deep value must not overflow Python's
        path, key, came = pending.pop()
        parts: list[Pair] = []
        found = _compare_one(path, key, came, tolerance, strict, parts)
        if found and (worst is None or found.tolerances > worst.tolerances):
            worst = replace(found, path=_written(path))
        pending.extend(reversed(parts))
    return worst


def _compare_one(
    path: Step | None,
    expected: Value,
    actual: Value,
    tolerance: Tolerance | None,
    strict: bool,
    parts: list[Pair],
) -> Difference | None:
    """Compare the outermost layer; what is inside goes to `parts`."""
    if isinstance(expected, Opaque) or isinstance(actual, Opaque):
        return _different(expected, actual, f"{kind(actual)} cannot be compared with {kind(expected)}")
    if isinstance(expected, Tensor) or isinstance(actual, Tensor):
        return _with_tensor(expected, actual, tolerance, strict)
    if _is_number(expected) and _is_number(actual):
        if strict and type(expected) is not type(actual):
            return _other_kind(expected, actual)
        return compare_numbers(expected, actual, tolerance)  # type: ignore[arg-type]  # _is_number has said so
    if type(expected) is not type(actual):
        return _other_kind(expected, actual)
    if isinstance(expected, Sequence) and isinstance(actual, Sequence):
        return _sequences(path, expected, actual, strict, parts)
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return _mappings(path, expected, actual, strict, parts)
    if isinstance(expected, Raised) and isinstance(actual, Raised):
        same = (expected.type, expected.message) == (actual.type, actual.message)
        return None if same else _different(expected, actual, "another exception was raised")
    if isinstance(expected, str | bytes) and isinstance(actual, str | bytes):
        return None if expected == actual else _texts(expected, actual)
    return (
        None
        if expected == actual
        else _different(expected, actual, f"{show(actual)} is not {show(expected)}")
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _different(expected: Value, actual: Value, says: str) -> Difference:
    return Difference("", says, show(expected), show(actual))


def _other_kind(expected: Value, actual: Value) -> Difference:
    return _different(expected, actual, f"{kind(actual)} where {kind(expected)} was expected")


def _with_tensor(
    expected: Value, actual: Value, tolerance: Tolerance | None, strict: bool
) -> Difference | None:
    from quizkit.grading.elements import scalar  # numpy only where there is a tensor to compare
    from quizkit.grading.tensors import compare_tensors

    if isinstance(expected, Tensor) and isinstance(actual, Tensor):
        return compare_tensors(expected, actual, tolerance)
    tensor = expected if isinstance(expected, Tensor) else actual
    held = scalar(tensor) if isinstance(tensor, Tensor) and not strict else None
    if held is None or not isinstance(tensor, Tensor):
        return _other_kind(expected, actual)
    key, came = (held, actual) if tensor is expected else (expected, held)
    if isinstance(key, bool) and isinstance(came, bool):
        return None if key == came else _different(key, came, f"{came} where {key} was expected")
    if not (_is_number(key) and _is_number(came)):
        return _other_kind(expected, actual)
    fallback = default_tolerance(tensor.dtype) if isinstance(held, float) else None
    return compare_numbers(key, came, tolerance or fallback)  # type: ignore[arg-type]  # both are numbers


def _sequences(
    path: Step | None, expected: Sequence, actual: Sequence, strict: bool, parts: list[Pair]
) -> Difference | None:
    if strict and expected.kind != actual.kind:
        return _other_kind(expected, actual)
    if len(expected.items) != len(actual.items):
        says = f"{len(actual.items)} items where {len(expected.items)} were expected"
        return _different(expected, actual, says)
    pairs = zip(expected.items, actual.items, strict=True)
    parts.extend(((path, f"[{at}]"), key, came) for at, (key, came) in enumerate(pairs))
    return None


def _mappings(
    path: Step | None, expected: Mapping, actual: Mapping, strict: bool, parts: list[Pair]
) -> Difference | None:
    keys = {_name(key, strict): (key, value) for key, value in expected.pairs}
    came: dict[tuple[object, ...], tuple[Value, Value]] = {}  # expected keys alone: others may all hash alike
    extra: list[Value] = []
    for key, value in actual.pairs:
        name = _name(key, strict)
        if name in keys:
            came[name] = (key, value)
        else:
            extra.append(key)
    missing = [key for name, (key, _) in keys.items() if name not in came]
    if missing or extra:
        said = [
            f"{word} {_keys(some)}" for word, some in (("missing", missing), ("unexpected", extra)) if some
        ]
        return _different(expected, actual, "the keys differ: " + "; ".join(said))
    for name, (key, value) in keys.items():
        parts.append(((path, f"[{show(key, 60)}]"), value, came[name][1]))
    return None


def _keys(keys: list[Value]) -> str:
    named = ", ".join(show(key, 60) for key in keys[:NAMED])
    return named if len(keys) <= NAMED else f"{named} and {len(keys) - NAMED} more"


def _name(key: Value, strict: bool, depth: int = 0) -> tuple[object, ...]:
    """A hashable name under which equal keys meet; a key that equals nothing gets a name of its own."""
    if isinstance(key, int | float) and not isinstance(key, bool):
        sort = type(key).__name__ if strict else "number"
        return (sort, key if key == key else "nan")
    if key is None or isinstance(key, bool | str | bytes):
        return (type(key).__name__, key)
    if isinstance(key, Tensor):
        return ("tensor", key.dtype, key.shape, key.data)
    if isinstance(key, Sequence) and depth < KEY_DEPTH:
        sort = key.kind if strict else ""
        return ("sequence", sort, *(_name(item, strict, depth + 1) for item in key.items))
    return ("other", id(key))


def _texts(expected: str | bytes, actual: str | bytes) -> Difference:
    places = zip(expected, actual, strict=False)
    shorter = min(len(expected), len(actual))
    at = next((here for here, (one, other) in enumerate(places) if one != other), shorter)
    if isinstance(expected, str) and isinstance(actual, str):
        line = expected.count("\n", 0, at) + 1
        column = at - (expected.rfind("\n", 0, at) + 1) + 1
        where = f"the texts part at line {line}, character {column}"
    else:
        where = f"the bytes part at position {at}"
    if at == shorter:
        where += ", where the " + ("expected one ends" if len(expected) == shorter else "given one ends")
    return Difference("", where, _around(expected, at), _around(actual, at))


def _around(text: str | bytes, at: int) -> str:
    start = max(0, at - AROUND)
    before = "…" if start else ""
    after = "…" if at + AROUND < len(text) else ""
    return before + repr(text[start : at + AROUND]) + after


def _written(path: Step | None) -> str:
    written: list[str] = []
    while path is not None:
        path, last = path
        written.append(last)
    return clip("".join(reversed(written)))
