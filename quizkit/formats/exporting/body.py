"""Markdown as the rich text of other systems: HTML with formulas as LaTeX between `\\(..\\)` or `\\[..\\]`.

Their MathJax sets those; nothing else in the text is taken for a formula. Pictures stand as their words.
"""

from __future__ import annotations

from collections.abc import Iterator

from quizkit import text
from quizkit.formats.exporting.quiz import Blocks, Choices, Content, Item, Number, Words


def body(markdown: str) -> str:
    """`markdown` as blocks of HTML."""
    return str(text.html_field(markdown))


def line(markdown: str) -> str:
    """`markdown` as HTML without the tags of a paragraph if it is but one: for options and the like."""
    return str(text.html_field_inline(markdown))


def has_picture(item: Item) -> bool:
    """Whether a picture of the question stands there as its description."""
    return any(text.has_image(part) for part in (item.prompt, item.worked, *_texts(item.content)))


def _texts(content: Content) -> Iterator[str]:
    """The Markdown of what is answered, and of what is said of answers."""
    match content:
        case Choices():
            for option in content.options:
                yield from (option.text, option.feedback)
        case Blocks():
            yield from (words for _, _, words in content.blocks)
            yield content.feedback
        case Words() | Number():
            yield from (said for _, said in content.wrong)
            yield content.feedback
