"""Putting in order where a system cannot: the blocks bear letters, which are typed in order."""

from __future__ import annotations

from quizkit.formats.exporting.body import line
from quizkit.formats.exporting.quiz import Blocks, Words

INSTRUCTION = "Type the letters in the right order, such as B C A."


def lettered(blocks: Blocks) -> str:
    """What stands below the prompt, as HTML: each block with its letter, and how to answer."""
    shown = [_block(letter, line(markdown)) for letter, _, markdown in blocks.blocks]
    left_over = " Not all of them need be used." if len(blocks.right) < len(blocks.blocks) else ""
    return "\n".join([*shown, f"<p>{INSTRUCTION}{left_over}</p>"])


def typed(blocks: Blocks) -> Words:
    """The ways to type the right letters; capitals make no difference."""
    separators = (" ", "", ", ", ",")
    accepted = tuple(separator.join(blocks.right) for separator in separators)
    return Words(accepted, capitals=False, feedback=blocks.feedback)


def _block(letter: str, html: str) -> str:
    if html.startswith(("<p>", "<pre>", "<ul>", "<ol", "<blockquote>", "<h")):
        return f"<p>{letter}.</p>\n{html}"
    return f"<p>{letter}. {html}</p>"
