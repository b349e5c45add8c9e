"""Escapes for texts that others wrote, one function for each place they may stand in."""

from __future__ import annotations

import re
import string

from quizkit.text.characters import visible

_FORMULA_STARTS = tuple("=+-@\t\r")
_MARKUP = str.maketrans({mark: f"\\{mark}" for mark in string.punctuation if mark not in ",'\"%;?/"})


def fence(code: str, language: str = "") -> str:
    """A fenced block of `code`, its fence longer than any run of backticks inside; ends without newline."""
    body = visible(code.replace("\r\n", "\n"))
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    marks = "`" * max(3, longest + 1)
    end = "" if body.endswith("\n") or not body else "\n"
    return f"{marks}{language}\n{body}{end}{marks}"


def inline_code(code: str) -> str:
    """A code span of one line, its marks longer than any run of backticks inside."""
    body = visible(code, one_line=True)
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    marks = "`" * (longest + 1)
    # CommonMark takes one space off each side, so that a span may begin or end with a backtick or a space.
    pad = " " if body[:1] in "` " or body[-1:] in "` " else ""
    return f"{marks}{pad}{body}{pad}{marks}"


def markdown_inline(text: str) -> str:
    """`text` as inline Markdown that reads as exactly these characters, on one line."""
    return visible(text, one_line=True).translate(_MARKUP)


def markdown(source: str) -> str:
    """An author's Markdown, passed on as it is but for hidden characters."""
    return visible(source)


def csv_cell(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula; the quoting of CSV is the writer's."""
    shown = visible(text)
    return f"'{shown}" if text.startswith(_FORMULA_STARTS) else shown
