"""Math as one line of Unicode, for terminals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from quizkit.text.math_symbols import SUBSCRIPTS, SUPERSCRIPTS
from quizkit.text.math_tree import Accent, Fraction, MathError, Node, Root, Row, Script, Symbol, parse


def to_unicode(formula: str) -> str:
    """`formula` (without its dollars) on one line; as it is written if it is outside the subset."""
    try:
        return _render(parse(formula), tight=False).strip()
    except MathError:
        return formula.strip()


def _render(node: Node, tight: bool) -> str:
    """`tight` leaves out spaces, as inside of scripts."""
    match node:
        case Symbol():
            return node.text
        case Row():
            return _row(node.items, tight)
        case Script():
            base = _render(node.base, tight)
            below = _script(node.below, SUBSCRIPTS, "_") if node.below else ""
            above = _script(node.above, SUPERSCRIPTS, "^") if node.above else ""
            return base + below + above
        case Fraction():
            return f"{_grouped(node.over)}/{_grouped(node.under, below=True)}"
        case Root():
            return _root(node)
        case Accent():
            inside = _render(node.inside, tight)
            return "".join(character + node.mark for character in inside)


def _row(items: tuple[Node, ...], tight: bool) -> str:
    out = ""
    before: str | None = None  # the role of the item before, None at the start
    for role, item, following in zip_longest(roles(items), items, items[1:]):
        text = _render(item, tight)
        if (
            isinstance(item, Fraction)
            and following
            and _role(following) not in ("relation", "binary", "comma")
        ):
            text = f"({text})"  # else what follows would be read as below the line
        if not tight and out and not out.endswith((" ", "(", "[", "{")) and _apart(before, role, text):
            out += " "
        out += text
        before = role
    return out


def roles(items: Sequence[Node]) -> list[str]:
    """How each item stands in the row: a binary sign with nothing to its left is a "sign" of what follows."""
    found: list[str] = []
    for item in items:
        role = _role(item)
        first = not found or found[-1] in ("relation", "binary", "comma", "big")
        found.append("sign" if role == "binary" and first else role)
    return found


def _role(item: Node) -> str:
    if isinstance(item, Script):
        return _role(item.base)
    return item.role if isinstance(item, Symbol) else "ordinary"


def _apart(before: str | None, role: str, text: str) -> bool:
    """Whether a space belongs between an item of role `before` and one of `role` that reads `text`."""
    if role in ("relation", "binary") or before in ("relation", "binary", "comma", "big"):
        return role != "comma"
    if before == "name":
        return text[:1].isalnum()
    return role in ("big", "name")


def _script(node: Node, table: Mapping[str, str], mark: str) -> str:
    text = _render(node, tight=True)
    if text and all(character in table for character in text):
        return "".join(table[character] for character in text)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _grouped(node: Node, *, below: bool = False) -> str:
    """`node` as one unit: in parentheses if it would be read apart, which a product below a line would be."""
    text = _render(node, tight=False)
    product = (
        isinstance(node, Row) and len(node.items) > 1 and not text.startswith("∂") and not text.isdigit()
    )
    return f"({text})" if " " in text or "/" in text or (below and product) else text


def _root(node: Root) -> str:
    signs = {"2": "√", "3": "∛", "4": "∜"}
    degree = _render(node.degree, tight=True) if node.degree else "2"
    sign = signs.get(degree) or _script(Symbol(degree), SUPERSCRIPTS, "^") + "√"
    return sign + _grouped(node.inside, below=True)
