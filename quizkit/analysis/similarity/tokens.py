"""Code as tokens that renaming, comments, layout and other constants do not change.

One lexer reads all code, whether Python could parse it or not, so that an answer with a syntax error is
compared like any other. Keywords, operators, built-in functions where they are called and names after a dot
stay what they are: they are the language and its libraries, which a copy cannot rename. Every other name is
NAME, every number NUMBER, every string STRING. Docstrings and semicolons are dropped like comments and line
ends.
"""

from __future__ import annotations

import builtins
import keyword
import re
from typing import NamedTuple

LONGEST = 100_000  # characters of one answer that are read; no learner types more
NAME, NUMBER, STRING = "name", "number", "string"
_KEYWORDS = frozenset(keyword.kwlist)
_BUILTINS = frozenset(dir(builtins))
_CLASSES = {"name": NAME, "number": NUMBER, "string": STRING}
_TOKEN = re.compile(
    r"""
      (?P<skip>\#[^\n]* | [^\S\n]+ | \\\r?\n? | ;)
    | (?P<end>\n)
    | (?P<string>(?:\b[rbfuRBFU]{1,2})?(?:
          \"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z) | '''(?:[^\\]|\\.)*?(?:'''|\Z)
        | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?))
    | (?P<number>\d[\w.]*|\.\d\w*)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^<>=!:]=|->|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token, normalised, and the line it begins on, counted from 1."""

    text: str
    line: int


def tokens(code: str) -> list[Token]:
    """The normalised tokens of `code`, in order."""
    found: list[Token] = []
    line, depth, alone = 1, 0, True  # alone: nothing stands before on this line
    code = code[:LONGEST].replace("\r\n", "\n")
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup, match.group()
        if kind == "string" and alone and depth == 0 and code[match.end() : match.end() + 1] in ("", "\n"):
            kind = "docstring"
        if kind not in ("skip", "end", "docstring"):
            kept = text in _KEYWORDS or (found and found[-1].text == ".") or _called(code, match)
            found.append(Token(text if kept else _CLASSES.get(kind or "", text), line))
            depth = max(0, depth + (text in "([{") - (text in ")]}"))
            alone = False
        if kind == "end":
            alone = True
        line += text.count("\n")
    return found


def _called(code: str, name: re.Match[str]) -> bool:
    """Whether a built-in name is called here; elsewhere it may be a learner's variable."""
    return name.group() in _BUILTINS and code.startswith("(", name.end())
