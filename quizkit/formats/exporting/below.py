"""What stands below a prompt, as Markdown, where a system has no field for it: a unit, places, a starter.

A platform's report quotes it as part of the question's text.
"""

from __future__ import annotations

from quizkit import text

NOT_NEEDED = "not needed"
_PLACES = "Give each part its place: 1 comes first."
_SOME = "Not all are needed."


def with_unit(prompt: str, unit: str) -> str:
    """The prompt and the unit that its number is in, if it has any."""
    return _below(prompt, f"Unit: {text.markdown_inline(unit)}") if unit else prompt


def with_places(prompt: str, *, some: bool) -> str:
    """The prompt and what to do with the parts below it; `some` says that not all of them are needed."""
    return _below(prompt, f"{_PLACES} {_SOME}" if some else _PLACES)


def without_places(markup: str) -> str:
    """HTML without what `with_places` put below it."""
    for sentence in (f"{_PLACES} {_SOME}", _PLACES):
        markup = markup.removesuffix(f"<p>{sentence}</p>")
    return markup.rstrip()


def with_starter(prompt: str, starter: str) -> str:
    """The prompt and the program that is to be gone on with, if there is one."""
    return _below(prompt, text.fence(starter, "python")) if starter else prompt


def _below(prompt: str, more: str) -> str:
    return f"{text.markdown_block(prompt)}\n\n{more}"
