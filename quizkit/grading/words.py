"""Values in words: short texts of what was expected and what came, with no control characters in them."""

from __future__ import annotations

from quizkit.model.value import Mapping, Opaque, Raised, Sequence, Tensor, Value

LIMIT = 200
FIRST = 6  # how many items of a collection are shown


def kind(value: Value) -> str:
    """What sort of value it is, with its article: "a tensor", "a list"."""
    if isinstance(value, Sequence):
        return f"a {quoted(value.kind)}"
    if isinstance(value, Opaque):
        return f"an object of type {quoted(value.type)}"
    names = {
        bool: "a bool",
        int: "an int",
        float: "a float",
        str: "a string",
        bytes: "bytes",
        Tensor: "a tensor",
        Mapping: "a dict",
        Raised: "an exception",
    }
    return names.get(type(value), "None")


def show(value: Value, limit: int = LIMIT) -> str:
    """`value` on one line of at most `limit` characters, as Python would write it where it can."""
    return clip(_show(value, 0), limit)


def clip(text: str, limit: int = LIMIT) -> str:
    """`text`, or as much of it as fits into `limit` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(text: str) -> str:
    """`text` without quotes, whatever does not print shown as an escape."""
    return repr(clip(text))[1:-1]


def sentence(phrase: str) -> str:
    """`phrase` with a capital letter and a full stop."""
    return phrase[:1].upper() + phrase[1:] + ("" if phrase.endswith((".", "…")) else ".")


def number(value: float) -> str:
    """A number for people: at most six significant digits, integers in full."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else "an int of more than 30 digits"
    return f"{value:.6g}"


def element(value: bool | int | float | complex) -> str:
    """One element of a tensor: floats as `number` has them, anything else as Python writes it."""
    return number(value) if isinstance(value, float) else str(value)


def shape(sizes: tuple[int, ...]) -> str:
    """A shape as torch writes it: "[2, 3]"."""
    return str(list(sizes))


def _show(value: Value, depth: int) -> str:
    if isinstance(value, Tensor):
        return _show_tensor(value)
    if isinstance(value, Sequence | Mapping):
        return _show_items(value, depth) if depth < 4 else "…"
    if isinstance(value, Raised):
        return f"{quoted(value.type)}: {quoted(value.message)}"
    if isinstance(value, Opaque):
        return f"<{quoted(value.type)}: {quoted(value.repr)}>"
    if isinstance(value, str | bytes):
        return repr(value[: LIMIT + 1])
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return repr(value)


def _show_items(value: Sequence | Mapping, depth: int) -> str:
    if isinstance(value, Mapping):
        shown = [f"{_show(key, depth + 1)}: {_show(item, depth + 1)}" for key, item in value.pairs[:FIRST]]
        more = len(value.pairs) > FIRST
        brackets = "{}"
    else:
        shown = [_show(item, depth + 1) for item in value.items[:FIRST]]
        more = len(value.items) > FIRST
        brackets = "()" if value.kind == "tuple" else "[]"
    return brackets[0] + ", ".join([*shown, "…"] if more else shown) + brackets[1]


def _show_tensor(tensor: Tensor) -> str:
    from quizkit.grading.elements import count, first_elements  # numpy only where there is a tensor to show

    shown = [element(each) for each in first_elements(tensor, FIRST)]
    if tensor.shape == () and shown:
        return f"tensor({shown[0]}, {quoted(tensor.dtype)})"
    more = ", …" if len(shown) < count(tensor) else ""
    return f"tensor([{', '.join(shown)}{more}], {quoted(tensor.dtype)}, shape {shape(tensor.shape)})"
