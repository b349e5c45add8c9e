"""Markdown as HTML: a fixed set of tags, no raw HTML, no image that is fetched, math as MathML.

`Writer` walks the tree; what stands in the fields of other systems differs in a few places only, and
`html_fields` says in which.
"""

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
    return Writer().blocks(markdown)


@lru_cache(maxsize=1024)
def html_inline(markdown: str) -> Markup:
    """`markdown` as inline HTML, its blocks side by side; lines of code are parted by ' ⏎ '."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    writer = Writer()
    return joined(filter(None, (writer.flat(child) for child in parse(markdown).children)), " ")


class Writer:
    """Writes a tree of Markdown for a page of ours."""

    def blocks(self, markdown: str) -> Markup:
        """`markdown` as blocks."""
        from quizkit.text.parsing import parse

        return joined([self.node(child) for child in parse(markdown).children], "\n")

    def node(self, node: SyntaxTreeNode) -> Markup:
        """One node with all that is inside."""
        kind = node.type
        if kind == "inline" or (kind == "paragraph" and node.hidden):  # hidden: in a list without blank lines
            return self.inside(node)
        if kind in _SIMPLE:
            return element(_SIMPLE[kind], self.inside(node))
        match kind:
            case "math_block":
                return self.math(node.content, display=True)
            case "fence" | "code_block":
                return self.code(node.content)
            case "ordered_list":
                return element("ol", self.inside(node), start=str(int(node.attrs.get("start", 1))))
            case "heading":
                return element(f"h{min(int(node.tag[1:]) + HEADINGS - 1, 6)}", self.inside(node))
            case "hr":
                return element("hr")
        return self._span(node)

    def inside(self, node: SyntaxTreeNode) -> Markup:
        """What is inside of a node."""
        return joined(self.node(child) for child in node.children)

    def flat(self, node: SyntaxTreeNode) -> Markup:
        """A block as inline HTML."""
        if node.type in ("fence", "code_block"):
            return element("code", html_text(" ⏎ ".join(node.content.removesuffix("\n").split("\n"))))
        if node.type == "math_block":
            return self.math(node.content)
        if node.type in ("bullet_list", "ordered_list", "list_item", "blockquote"):
            return joined((self.flat(child) for child in node.children), " ")
        return self.inside(node) if node.type in ("paragraph", "heading") else self.node(node)

    def _span(self, node: SyntaxTreeNode) -> Markup:
        match node.type:
            case "code_inline":
                return element("code", html_text(node.content))
            case "math_inline":
                return self.math(node.content)
            case "softbreak":
                return Markup("\n")
            case "hardbreak":
                return element("br")
            case "link":
                return self.link(node)
            case "image":
                return self.words(image_words(node))
        return self.words(node.content)

    def words(self, words: str) -> Markup:
        """Running text."""
        return html_text(words)

    def code(self, code: str) -> Markup:
        """A block of code; on a page the keyboard can reach it, to scroll it."""
        return element("pre", element("code", html_lines(code)), tabindex="0")

    def math(self, formula: str, *, display: bool = False) -> Markup:
        """A formula."""
        return to_mathml(formula, display=display)

    def link(self, node: SyntaxTreeNode) -> Markup:
        """A link with its address beside it, for paper and for who wants to know first; else its words."""
        address = str(node.attrs.get("href", ""))
        words = self.inside(node)
        if not is_web(address):
            return words
        link = element("a", words, href=address, rel="noreferrer")
        return link if words == self.words(address) else link + " (" + self.words(address) + ")"
