"""Whether a program is the starter as it was given, or nothing at all: that is "not attempted", not wrong."""

from __future__ import annotations

import io
import tokenize

IGNORED = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}


def untouched(code: str, starter: str) -> bool:
    """True if `code` is blank, or the starter but for comments, blank lines, line ends and trailing space."""
    tokens = _tokens(code)
    return not tokens or tokens == _tokens(starter)


def _tokens(code: str) -> list[tuple[int, str]]:
    """The tokens that mean something; of text that is not Python, its lines."""
    tidy = "\n".join(
        line.rstrip() for line in code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip("\n")
    try:
        read = list(tokenize.generate_tokens(io.StringIO(tidy + "\n").readline))
    except (tokenize.TokenError, SyntaxError, ValueError):  # an open bracket, a bad indent, a lone surrogate
        return [(0, line) for line in tidy.split("\n") if line]
    kept = [token for token in read if token.type not in IGNORED]
    return [(token.type, "" if token.type == tokenize.INDENT else token.string) for token in kept]
