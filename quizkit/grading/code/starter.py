"""Whether a program is the starter as it was given, or nothing at all: that is "not attempted", not wrong."""

from __future__ import annotations

import io
import tokenize

LONGER = 4096  # characters more than the starter, comments aside: an attempt, whatever its tokens are
IGNORED = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}


def untouched(code: str, starter: str) -> bool:
    """True if `code` is blank, or the starter but for comments, blank lines, line ends and trailing space."""
    lines = _lines(code)
    if sum(len(line) for line in lines if not line.lstrip().startswith("#")) > len(starter) + LONGER:
        return False  # tokenize takes quadratic time on some texts, which must not stop a class
    tokens = _tokens(lines)
    return not tokens or tokens == _tokens(_lines(starter))


def _lines(code: str) -> list[str]:
    return [line.rstrip() for line in code.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _tokens(lines: list[str]) -> list[tuple[int, str]]:
    """The tokens that mean something; of text that is not Python, its lines."""
    tidy = "\n".join(lines).strip("\n")
    try:
        read = list(tokenize.generate_tokens(io.StringIO(tidy + "\n").readline))
    except (tokenize.TokenError, SyntaxError, ValueError):  # an open bracket, a bad indent, a lone surrogate
        return [(0, line) for line in tidy.split("\n") if line]
    kept = [token for token in read if token.type not in IGNORED]
    return [(token.type, "" if token.type == tokenize.INDENT else token.string) for token in kept]
