"""XML as other systems take it: elements made of texts, and the bytes of a document, the same each time."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from xml.etree.ElementTree import Element, tostring

INDENT = "  "
# A carriage return may stand in a document, but is read as a newline.
_UNHOLDABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def holdable(words: str) -> str:
    """`words` with the characters that XML cannot hold, or changes, as escapes such as `\\x0b`."""
    return _UNHOLDABLE.sub(_escaped, words)


def _escaped(found: re.Match[str]) -> str:
    point = ord(found.group())
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


def element(
    name: str, *inside: Element | str | None, attributes: Mapping[str, str] | None = None, **more: str
) -> Element:
    """An element of texts and elements in their order, None left out.

    `attributes` are those whose names are none in Python.
    """
    made = Element(name, {key: holdable(value) for key, value in {**(attributes or {}), **more}.items()})
    for part in inside:
        if isinstance(part, Element):
            made.append(part)
        elif part and len(made):
            made[-1].tail = (made[-1].tail or "") + holdable(part)
        elif part:
            made.text = (made.text or "") + holdable(part)
    return made


def document(root: Element, running: Collection[str] = ()) -> str:
    """`root` as a document, a line for each element but for what is inside of those named `running`.

    White space says something there, and nothing elsewhere. `root` is laid out in place.
    """
    _lay_out(root, "\n", frozenset(running))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _lay_out(node: Element, margin: str, running: frozenset[str]) -> None:
    if not len(node) or node.tag in running:
        return
    node.text = margin + INDENT
    for child in node:
        _lay_out(child, margin + INDENT, running)
        child.tail = margin + INDENT
    node[-1].tail = margin


def short_number(value: float, slack: float = 0.0) -> str:
    """`value` in the fewest digits that are at most `slack` off; 17 always suffice."""
    shorter = (f"{value:.{digits}g}" for digits in range(1, 18))
    text = next(text for text in shorter if abs(float(text) - value) <= slack)
    plain = float(text)
    return str(int(plain)) if plain.is_integer() and abs(plain) < 1e15 else text


def bounds(low: float, high: float) -> tuple[str, str]:
    """The ends of what is accepted as a person would write them: no further off than grading rounds."""
    dust = 2 * math.ulp(max(abs(low), abs(high)))  # 0.7 + 0.1 is a little less than 0.8
    slack = max((high - low) / 2 * 1e-9, dust) if high > low else 0.0
    return short_number(low, slack), short_number(high, slack)
