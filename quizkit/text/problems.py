"""What is wrong with an author's Markdown: codes, sentences and ways out, for lint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizkit.text.characters import is_hidden
from quizkit.text.links import is_picture, is_web
from quizkit.text.math_tree import MathError
from quizkit.text.math_tree import parse as parse_math

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")


class Problem(NamedTuple):
    """One thing wrong with a text: a code, what it is, how to mend it."""

    code: str
    message: str
    fix: str


@lru_cache(maxsize=1024)
def problems(markdown: str) -> tuple[Problem, ...]:
    """Everything wrong with `markdown`, in the order in which it stands there."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    found = [*_hidden(markdown)]
    for node in parse(markdown).walk():
        found += _of_node(node)
    return tuple(found)


def _hidden(markdown: str) -> Iterator[Problem]:
    for character in dict.fromkeys(c for c in markdown if is_hidden(c) and c not in "\n\t"):
        yield Problem(
            "hidden-character",
            f"The text holds the invisible character U+{ord(character):04X}.",
            "Delete it, or name it in words.",
        )


def _of_node(node: SyntaxTreeNode) -> Iterator[Problem]:
    if node.type in ("math_inline", "math_block"):
        yield from _of_math(node.content)
    elif node.type == "image":
        yield from _of_image(node)
    elif node.type == "link":
        address = str(node.attrs.get("href", ""))
        if not is_web(address):
            yield Problem(
                "bad-link",
                f"The link leads to '{address[:80]}'.",
                "Link to a full http or https address, or use no link.",
            )
    if node.type in ("inline", "em", "strong", "link"):
        # Neighbouring texts are looked at together: a tag with an attribute is parsed to several.
        texts = "".join(child.content if child.type == "text" else "\0" for child in node.children)
        for tag in _TAG.findall(texts):
            yield Problem("raw-html", f"'{tag[:60]}' is raw HTML.", "Use Markdown, or put it in backticks.")


def _of_math(formula: str) -> Iterator[Problem]:
    try:
        parse_math(formula)
    except MathError as error:
        message = f"The formula ${formula[:60]}$ is outside the math subset: {error}."
        yield Problem("math-outside-subset", message, "Write it with the commands of the subset, or as code.")


def _of_image(node: SyntaxTreeNode) -> Iterator[Problem]:
    address = str(node.attrs.get("src", ""))
    if not node.content.strip():
        message = f"The image '{address[:80]}' has no alternative text."
        yield Problem(
            "missing-alt-text", message, "Say in the brackets what it shows: ![what it shows](...)."
        )
    if not is_picture(address):
        message = f"The image '{address[:80]}' is no PNG or JPEG from the folder 'assets/' beside the bank."
        yield Problem("bad-image", message, "Put a .png or .jpg file there and name it 'assets/...'.")
