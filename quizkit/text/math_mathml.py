"""Math as MathML, for pages; its `alttext` is the line that terminals show."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from quizkit.text.markup import element, html_text, joined
from quizkit.text.math_pairs import DEEPEST, LIMITS, PAIRS, partner, sign
from quizkit.text.math_tree import Accent, Fraction, MathError, Node, Root, Row, Script, Symbol, parse
from quizkit.text.math_unicode import roles, to_unicode

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
            over = role == "big" or sign(node) in LIMITS
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
        limits = {"movablelimits": "true"} if text in LIMITS else {}
        return element("mo", text, form="prefix", lspace="0", rspace="0.17em", **limits)
    if role == "sign":
        return element("mo", text, form="prefix")
    if role in ("relation", "binary", "big", "comma"):
        return element("mo", text)
    if text in _UPRIGHT or text in PAIRS or text in PAIRS.values():
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
        end = partner(items, at) if left else None
        if end is None:
            parts.append(_render(items[at], standing[at]))
            at += 1
            continue
        inner = _parts(items[at + 1 : end], standing[at + 1 : end], left - 1)
        opening, last = element("mo", sign(items[at])), element("mo", sign(items[end]))
        held = element("mrow", opening + joined(inner) + last)
        closing = items[end]
        parts.append(_script(closing, held) if isinstance(closing, Script) else held)
        at = end + 1
    return parts
