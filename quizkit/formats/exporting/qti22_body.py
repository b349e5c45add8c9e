"""Markdown as the content of QTI 2.2: the part of HTML that its schema knows, math as MathML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, fromstring

from quizkit import text
from quizkit.formats.exporting.xml_writing import holdable

MATHML = "http://www.w3.org/1998/Math/MathML"
RUNNING = ("p", "pre", "h3", "h4", "h5", "h6", "li", "blockquote", "math", "simpleChoice", "modalFeedback")
_UNCLOSED = re.compile(r"<(br|hr|mspace)((?: [^<>]*)?)>")
_OTHER_START = re.compile(r'<ol start="(?!1")')
_KEPT = {"a": {"href"}}


def blocks(markdown: str) -> list[Element]:
    """`markdown` as blocks."""
    closed = _UNCLOSED.sub(r"<\1\2/>", holdable(str(text.html(markdown))))
    found = list(fromstring(f"<div>{closed}</div>"))
    for node in found:
        node.tail = None
        _fit(node)
    return found


def line(markdown: str) -> list[Element | str]:
    """`markdown` as blocks, but a single paragraph as what is in it."""
    found = blocks(markdown)
    if [node.tag for node in found] != ["p"]:
        return [*found]
    parts: list[Element | str] = [found[0].text or ""]
    for node in found[0]:
        parts += [node, node.tail or ""]
        node.tail = None
    return parts


def starts_elsewhere(markdowns: Sequence[str]) -> bool:
    """Whether a numbered list in these texts begins at another number than 1, as it cannot here."""
    return any(_OTHER_START.search(text.html(one)) for one in markdowns)


def _fit(node: Element) -> None:
    """Take out, in place, the attributes that the schema does not know."""
    if node.tag == "math":
        node.set("xmlns", MATHML)
        return
    for name in set(node.attrib) - _KEPT.get(node.tag, set()):
        del node.attrib[name]
    for child in node:
        _fit(child)
