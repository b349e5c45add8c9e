"""Markdown and math as a small tree of plain data, which the template of a PDF interprets.

Nothing becomes markup of Typst: texts stand in the tree as strings, and the template never evaluates one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from quizkit.text.characters import visible
from quizkit.text.links import image_words, is_web
from quizkit.text.math_pairs import DEEPEST, LIMITS, partner
from quizkit.text.math_tree import Accent, Fraction, MathError, Node, Root, Row, Script, Symbol, parse
from quizkit.text.math_unicode import roles

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

Tree = dict[str, "str | int | bool | Tree | list[Tree]"]  # `k` is the kind of node; the others are its parts

LONGEST_WORD = 40  # characters; what is longer may break anywhere behind them, else it would leave the page
HEADINGS = 3  # texts stand below the headings of the page that they are part of

_HELD = {
    "paragraph": "paragraph",
    "blockquote": "quote",
    "list_item": "item",
    "bullet_list": "bullets",
    "em": "em",
    "strong": "strong",
}
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


@lru_cache(maxsize=1024)  # the forms of an exam share most of their texts
def typst_blocks(markdown: str) -> list[Tree]:
    """`markdown` as a list of blocks, which nobody may change."""
    from quizkit.text.parsing import parse as parse_markdown  # markdown-it: 30 ms, which only documents pay

    return _nodes(parse_markdown(markdown).children)


def typst_words(words: str) -> str:
    """`words` as they read, hidden characters as escapes; a long word may break."""
    return _broken(visible(words))


def _nodes(nodes: Iterable[SyntaxTreeNode]) -> list[Tree]:
    return [made for node in nodes for made in _node(node)]


def _node(node: SyntaxTreeNode) -> list[Tree]:
    kind = node.type
    if kind == "inline" or (kind == "paragraph" and node.hidden):  # hidden: in a list without blank lines
        return _nodes(node.children)
    if kind in _HELD:
        return [{"k": _HELD[kind], "parts": _nodes(node.children)}]
    match kind:
        case "math_block":
            return [_math(node.content, display=True)]
        case "fence" | "code_block":
            code = node.content.replace("\r\n", "\n").removesuffix("\n")
            return [{"k": "code", "text": typst_words(code.expandtabs(4))}]
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return [{"k": "numbers", "start": start, "parts": _nodes(node.children)}]
        case "heading":
            level = min(int(node.tag[1:]) + HEADINGS - 1, 6)
            return [{"k": "heading", "level": level, "parts": _nodes(node.children)}]
        case "hr":
            return [{"k": "rule"}]
    return _span(node)


def _span(node: SyntaxTreeNode) -> list[Tree]:
    match node.type:
        case "code_inline":
            return [{"k": "verbatim", "text": _broken(visible(node.content, one_line=True))}]
        case "math_inline":
            return [_math(node.content, display=False)]
        case "softbreak":
            return [_text(" ")]
        case "hardbreak":
            return [{"k": "break"}]
        case "link":
            return _link(node)
        case "image":
            return [_text(image_words(node))]
    return [_text(node.content)] if node.content else []


def _link(node: SyntaxTreeNode) -> list[Tree]:
    """A link's words with its address beside them: paper cannot be clicked."""
    address = str(node.attrs.get("href", ""))
    words = _nodes(node.children)
    if not is_web(address) or words == [_text(address)]:
        return words
    return [*words, _text(f" ({address})")]


def _text(words: str) -> Tree:
    return {"k": "text", "text": _broken(visible(words, one_line=True))}


def _broken(words: str) -> str:
    return _LONG.sub(lambda found: f"{found.group()}\u200b", words)


def _math(formula: str, *, display: bool) -> Tree:
    """A formula; as code if it is outside the subset."""
    try:
        row = parse(formula)
    except MathError:
        words = _broken(visible(formula.strip(), one_line=True))
        return {"k": "paragraph" if display else "inline", "parts": [{"k": "verbatim", "text": words}]}
    return {"k": "math", "display": display, "inside": _row(row)}


def _row(row: Row) -> Tree:
    return {"k": "row", "parts": _parts(row.items, roles(row.items), DEEPEST)}


def _parts(items: Sequence[Node], standing: Sequence[str], left: int) -> list[Tree]:
    """Items side by side; what a pair of brackets holds is a part of its own, whose height they take."""
    parts: list[Tree] = []
    at = 0
    while at < len(items):
        end = partner(items, at) if left else None
        if end is None:
            parts.append(_formula(items[at], standing[at]))
            at += 1
            continue
        closing = items[end]
        base = closing.base if isinstance(closing, Script) else closing
        inner = _parts(items[at + 1 : end], standing[at + 1 : end], left - 1)
        held: Tree = {"k": "pair", "parts": [_formula(items[at]), *inner, _formula(base)]}
        parts.append(_script(closing, held) if isinstance(closing, Script) else held)
        at = end + 1
    return parts


def _formula(node: Node, role: str = "ordinary") -> Tree:
    """`role` is how a symbol stands among its neighbours."""
    match node:
        case Symbol():
            return _symbol(node.text, role)
        case Row():
            return _row(node)
        case Script():
            return _script(node, _formula(node.base, role))
        case Fraction():
            return {"k": "fraction", "over": _formula(node.over), "under": _formula(node.under)}
        case Root():
            root: Tree = {"k": "root", "inside": _formula(node.inside)}
            return root | {"degree": _formula(node.degree)} if node.degree else root
        case Accent():
            return {"k": "accent", "mark": node.mark, "inside": _formula(node.inside)}


def _symbol(words: str, role: str) -> Tree:
    if role == "name":
        return {"k": "name", "text": visible(words, one_line=True), "limits": words in LIMITS}
    if role == "space":
        return {"k": "space", "quarters": len(words)}
    one = len(words) == 1 and words.isprintable() and not words.isdigit()
    return {"k": "sign" if one else "words", "text": visible(words, one_line=True), "role": role}


def _script(node: Script, base: Tree) -> Tree:
    script: Tree = {"k": "script", "base": base}
    if node.below:
        script["below"] = _formula(node.below)
    if node.above:
        script["above"] = _formula(node.above)
    return script
