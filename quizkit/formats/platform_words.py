"""How a text reads in a platform's report: without tags and marks, bold in capitals, blocks cut short."""

from __future__ import annotations

import html
import re

from quizkit import text

DOTS = "..."
_NOT_TEXT = re.compile(r"[\s`*_\\#>$\ufeff]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LOUD = re.compile(r"<(strong|b|th|h[1-6])\b[^>]*>(.*?)</\1>", re.DOTALL)
_RULE = "-" * 25
_WHOLE, _CUT = 10, 7  # characters of a block that Moodle shows as it is, and before its dots if it is longer


def squeezed(words: str) -> str:
    """A text as it is compared."""
    return _NOT_TEXT.sub("", words)


def words_of(written: str) -> str:
    """The words of a piece of HTML."""
    return html.unescape(_TAG.sub("", written))


def in_capitals(written: str) -> str:
    """HTML with bold words and headings in capitals, and rules as dashes, as in plain texts of Moodle."""
    loud = _LOUD.sub(lambda found: html.escape(words_of(found[2]).upper()), written)
    return loud.replace("<hr>", _RULE)


def block_forms(markdown: str) -> set[str]:
    """A block, squeezed, as Moodle's report on an ordering question has it: cut, if it is long."""
    exported = str(text.html_field_inline(markdown))
    every = (" ".join(words_of(one).split()) for one in (exported, in_capitals(exported)))
    return {squeezed(f"{words[:_CUT]}{DOTS}" if len(words) > _WHOLE else words) for words in every}
