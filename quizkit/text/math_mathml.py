"""Math as MathML, for pages; its `alttext` is the line that terminals show."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from quizkit.text.markup import element, html_text, joined
from quizkit.text.math_tree import Accent, Fraction, MathError, Node, Root, Row, Script, Symbol, parse
from quizkit.text.math_unicode import roles, to_unicode

DEEPEST = 16  # pairs of brackets within each other that get a row of their own

# Names below which a condition stands as below a sum, where there is room.
_LIMITS = frozenset({"lim", "max", "min", "sup", "inf", "argmax", "argmin"})
_PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_UPRIGHT = frozenset("|‖/!:;.?\"'")
# Combining marks, and the signs that stand above a letter in MathML.
_MARKS = {
    "\u0302": "^",
    "\u0304": "¯",
    "\u0305": "‾",
    "\u0303": "~",
    "\u20d7": "→",
    "\u0307": "˙",
    "\u0308": "¨",
}


def to_mathml(formula: str, *, display: bool = False) -> Markup:
    """`formula` (without its dollars) as a `math` element; as code if it is outside the subset."""
    try:
        tree = parse(formula)
    except MathError:
        shown = element("code", html_text(formula.strip()))
        return element("p", shown) if display else shown
    attributes = {"display": "block"} if display else {}
    return element("math", _row(tree.items), **attributes, alttext=to_unicode(formula))


def _render(node: Node, role: str = "ordinary") -> Markup:
    """`role` is how a symbol stands among its neighbours."""
    match node:
        case Symbol():
            return _symbol(node.text, role)
        case Row():
            return _row(node.items)
        case Script():
            over = role == "big" or _sign(node) in _LIMITS
            return _script(node, _render(node.base, role), over=over)
        case Fraction():
            return element("mfrac", _render(node.over) + _render(node.under))
        case Root():
            inside = _render(node.inside)
            return (
                element("mroot", inside + _render(node.degree)) if node.degree else element("msqrt", inside)
            )
        case Accent():
            mark = element("mo", _MARKS[node.mark], stretchy="false")
            return element("mover", _render(node.inside) + mark, accent="true")


def _symbol(text: str, role: str) -> Markup:
    if role == "space":
        return element("mspace", width=f"{len(text) * 0.25:g}em")
    if role == "name":
        limits = {"movablelimits": "true"} if text in _LIMITS else {}
        return element("mo", text, form="prefix", lspace="0", rspace="0.17em", **limits)
    if role == "sign":
        return element("mo", text, form="prefix")
    if role in ("relation", "binary", "big", "comma"):
        return element("mo", text)
    if text in _UPRIGHT or text in _PAIRS or text in _PAIRS.values():
        return element("mo", text, stretchy="false", lspace="0", rspace="0")
    if text[:1].isdigit():
        return element("mn", text)
    return element("mi" if len(text) == 1 else "mtext", text)


def _script(node: Script, base: Markup, *, over: bool = False) -> Markup:
    below, above = ("under", "over") if over else ("sub", "sup")
    kind = "m" + (below if node.below else "") + (above if node.above else "")
    return element(kind, base + joined(_render(part) for part in (node.below, node.above) if part))


def _row(items: Sequence[Node]) -> Markup:
    return element("mrow", joined(_parts(items, roles(items), DEEPEST)))


def _parts(items: Sequence[Node], standing: Sequence[str], left: int) -> list[Markup]:
    """Items side by side; what a pair of brackets holds is a row of its own, whose height they take."""
    parts: list[Markup] = []
    at = 0
    while at < len(items):
        end = _partner(items, at) if left else None
        if end is None:
            parts.append(_render(items[at], standing[at]))
            at += 1
            continue
        inner = _parts(items[at + 1 : end], standing[at + 1 : end], left - 1)
        opening, last = element("mo", _sign(items[at])), element("mo", _sign(items[end]))
        held = element("mrow", opening + joined(inner) + last)
        closing = items[end]
        parts.append(_script(closing, held) if isinstance(closing, Script) else held)
        at = end + 1
    return parts


def _partner(items: Sequence[Node], at: int) -> int | None:
    """Where the bracket that opens at `at` is closed; None if none opens there, or it stays open."""
    item = items[at]
    opening = item.text if isinstance(item, Symbol) else ""
    if opening not in _PAIRS:
        return None
    depth = 0
    for place in range(at, len(items)):
        sign = _sign(items[place])
        depth += (sign == opening) - (sign == _PAIRS[opening])
        if depth == 0:
            return place
    return None


def _sign(item: Node) -> str:
    """What an item shows on the line: a script's base."""
    base = item.base if isinstance(item, Script) else item
    return base.text if isinstance(base, Symbol) else ""
