"""Markdown of several authors in one document: what one left open must not swallow what follows."""

from __future__ import annotations

from functools import lru_cache

from quizkit.text.characters import visible


@lru_cache(maxsize=1024)  # the forms of an exam share most of their texts
def markdown_block(source: str) -> str:
    """An author's Markdown, whose last block of code or math is closed, for other blocks to follow."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    body = visible(source).strip("\n")
    for end in ("", "\n$$"):
        last = parse(f"{body}{end}\n\nend").children[-1]
        if last.type == "fence":
            return f"{body}\n{last.markup}"
        if last.type == "paragraph" and [child.content for child in last.children] == ["end"]:
            return body + end
    return body


@lru_cache(maxsize=1024)
def is_paragraph(source: str) -> bool:
    """Whether `source` is one paragraph of Markdown, which may stand behind other words on a line."""
    from quizkit.text.parsing import parse

    return [child.type for child in parse(visible(source)).children] == ["paragraph"]


@lru_cache(maxsize=1024)
def has_image(source: str) -> bool:
    """Whether there is an image in `source`."""
    from quizkit.text.parsing import parse

    return any(node.type == "image" for node in parse(source).walk())


def bare_code(source: str) -> str:
    """The code of a text that is nothing but one span or block of code; any other text as it stands."""
    from quizkit.text.parsing import parse

    nodes = parse(source).children
    while len(nodes) == 1 and nodes[0].type in ("paragraph", "inline"):
        nodes = nodes[0].children
    only = nodes[0] if len(nodes) == 1 else None
    if only is None or only.type not in ("code_inline", "fence", "code_block"):
        return source
    return only.content.removesuffix("\n")
