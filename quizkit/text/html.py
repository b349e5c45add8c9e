"""Markdown as HTML: a fixed set of tags, no raw HTML, no image that is fetched, math as MathML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from quizkit.text.links import image_words, is_web
from quizkit.text.markup import element, html_lines, html_text, joined
from quizkit.text.math_mathml import to_mathml

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

HEADINGS = 3  # the highest level: texts stand below the headings of the page that they are part of

_SIMPLE = {
    "paragraph": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "list_item": "li",
    "em": "em",
    "strong": "strong",
}


@lru_cache(maxsize=1024)
def html(markdown: str) -> Markup:
    """`markdown` as blocks of HTML; its headings begin at level 3."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    return joined([_node(child) for child in parse(markdown).children], "\n")


@lru_cache(maxsize=1024)
def html_inline(markdown: str) -> Markup:
    """`markdown` as inline HTML, its blocks side by side; lines of code are parted by ' ⏎ '."""
    from quizkit.text.parsing import parse

    return joined(filter(None, (_flat(child) for child in parse(markdown).children)), " ")


def _inside(node: SyntaxTreeNode) -> Markup:
    return joined(_node(child) for child in node.children)


def _node(node: SyntaxTreeNode) -> Markup:
    kind = node.type
    if kind == "inline" or (kind == "paragraph" and node.hidden):  # hidden: in a list without blank lines
        return _inside(node)
    if kind in _SIMPLE:
        return element(_SIMPLE[kind], _inside(node))
    match kind:
        case "math_block":
            return to_mathml(node.content, display=True)
        case "fence" | "code_block":
            return element("pre", element("code", html_lines(node.content)), tabindex="0")
        case "ordered_list":
            return element("ol", _inside(node), start=str(int(node.attrs.get("start", 1))))
        case "heading":
            return element(f"h{min(int(node.tag[1:]) + HEADINGS - 1, 6)}", _inside(node))
        case "hr":
            return element("hr")
    return _span(node)


def _span(node: SyntaxTreeNode) -> Markup:
    match node.type:
        case "code_inline":
            return element("code", html_text(node.content))
        case "math_inline":
            return to_mathml(node.content)
        case "softbreak":
            return Markup("\n")
        case "hardbreak":
            return element("br")
        case "link":
            return _link(node)
        case "image":
            return html_text(image_words(node))
    return html_text(node.content)


def _link(node: SyntaxTreeNode) -> Markup:
    """A link with its address beside it, for paper and for who wants to know first; else its words."""
    address = str(node.attrs.get("href", ""))
    words = _inside(node)
    if not is_web(address):
        return words
    link = element("a", words, href=address, rel="noreferrer")
    return link if words == html_text(address) else link + " (" + html_text(address) + ")"


def _flat(node: SyntaxTreeNode) -> Markup:
    if node.type in ("fence", "code_block"):
        return element("code", html_text(" ⏎ ".join(node.content.removesuffix("\n").split("\n"))))
    if node.type == "math_block":
        return to_mathml(node.content)
    if node.type in ("bullet_list", "ordered_list", "list_item", "blockquote"):
        return joined((_flat(child) for child in node.children), " ")
    return _inside(node) if node.type in ("paragraph", "heading") else _node(node)
