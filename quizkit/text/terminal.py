"""Markdown for a terminal or a screen reader: plain lines, words before marks, numbered code."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING

from quizkit.text.characters import visible
from quizkit.text.links import address_shown, image_words
from quizkit.text.math_unicode import to_unicode

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

NARROWEST = 10


def plain(markdown: str, width: int = 80) -> list[str]:
    """`markdown` as lines of at most `width` characters; code and long words may be longer."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    lines = _blocks(parse(markdown), max(width, NARROWEST))
    return [visible(line, one_line=True).rstrip() for line in lines]


@lru_cache(maxsize=1024)  # a class's reports show the same texts for every learner
def one_line(markdown: str) -> str:
    """`markdown` on a single line, its blocks side by side; lines of code are parted by ' ⏎ '."""
    from quizkit.text.parsing import parse

    parts = [_flat(node) for node in parse(markdown).children]
    return visible(" ".join(part for part in parts if part), one_line=True)


def _blocks(node: SyntaxTreeNode, width: int) -> list[str]:
    """The blocks inside `node`, one blank line between two."""
    lines: list[str] = []
    for child in node.children:
        block = _block(child, width)
        if lines and block:
            lines.append("")
        lines += block
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    if node.type in ("fence", "code_block"):
        return _code(node.content)
    if node.type == "math_block":
        return [f"  {to_unicode(node.content)}"]
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, width)
    if node.type == "blockquote":
        return [f"> {line}".rstrip() for line in _blocks(node, width - 2)]
    if node.type == "hr":
        return ["---"]
    return _wrapped(_inline(node), width)


def _code(content: str) -> list[str]:
    rows = content.removesuffix("\n").split("\n")
    digits = len(str(len(rows)))
    title = "Code, 1 line:" if len(rows) == 1 else f"Code, {len(rows)} lines:"
    return [title, *(f"  {number:>{digits}}: {row.expandtabs(4)}" for number, row in enumerate(rows, 1))]


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    lines: list[str] = []
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        inner = _blocks(item, width - len(mark)) or [""]
        lines += [(mark if index == 0 else " " * len(mark)) + line for index, line in enumerate(inner)]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for part in text.split("\n"):
        lines += textwrap.wrap(
            part, max(width, NARROWEST), break_long_words=False, break_on_hyphens=False
        ) or [""]
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    """The text of everything inline in `node`; hard breaks become newlines."""
    kind = node.type
    if kind in ("text", "html_inline", "html_block"):
        return node.content
    if kind == "code_inline":
        return f"`{node.content}`"
    if kind == "math_inline":
        return to_unicode(node.content)
    if kind == "softbreak":
        return " "
    if kind == "hardbreak":
        return "\n"
    if kind == "image":
        return image_words(node)
    inner = "".join(_inline(child) for child in node.children)
    return address_shown(node, inner) if kind == "link" else inner


def _flat(node: SyntaxTreeNode) -> str:
    if node.type in ("fence", "code_block"):
        rows = node.content.removesuffix("\n").split("\n")
        return f"`{' ⏎ '.join(rows)}`"
    if node.type == "math_block":
        return to_unicode(node.content)
    if node.type in ("bullet_list", "ordered_list", "list_item", "blockquote"):
        return " ".join(_flat(child) for child in node.children)
    return _inline(node).replace("\n", " ")
