"""Finds IPython's own lines in a notebook's code: `%magic`, `!shell` and `?help` are no Python."""

from __future__ import annotations

import re

# Texts and comments are passed over whole, closed or not: a line within a text is never a command.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)'
    r"|'''(?:[^\\]|\\.)*?(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|'(?:[^'\\\n]|\\.)*'?"
    r"|\#[^\n]*|\\\n|[()\[\]{}]|\n[ \t]*",
    re.DOTALL,
)
_COMMAND = re.compile(r"[%!?].*|[\w.]{1,200}\?\??[ \t]*(?=\n|\Z)")


def command_line(code: str) -> tuple[int, str] | None:
    """The first line, counted from 1, that only IPython understands, and the line; None if there is none."""
    text = "\n" + code
    depth = 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if first == "\n" and depth <= 0 and (command := _COMMAND.match(text, token.end())):
            return text.count("\n", 0, token.end()), command[0]
        depth += (first in "([{") - (first in ")]}")
    return None
