"""The math subset: a listed part of LaTeX, parsed to a small tree that each target renders in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from quizkit.text import math_symbols as known

LONGEST = 2000
DEEPEST = 16

Role = Literal["ordinary", "relation", "binary", "big", "name", "comma", "space"]


class MathError(Exception):
    """The formula is outside the subset; the message says what is not in it."""


@dataclass(frozen=True)
class Symbol:
    """One sign, number or name. `role` says how it stands among its neighbours."""

    text: str
    role: Role = "ordinary"


@dataclass(frozen=True)
class Row:
    """Things side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Script:
    """A base with a subscript, a superscript or both."""

    base: Node
    below: Node | None
    above: Node | None


@dataclass(frozen=True)
class Fraction:
    """One thing over another."""

    over: Node
    under: Node


@dataclass(frozen=True)
class Root:
    """A root, square if it has no degree."""

    inside: Node
    degree: Node | None


@dataclass(frozen=True)
class Accent:
    """A thing with a combining mark on it."""

    mark: str
    inside: Node


Node = Symbol | Row | Script | Fraction | Root | Accent

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|[ \t\r\n]+|.", re.DOTALL)
_TEXT_GROUP = re.compile(r"\s*\{([^{}\\$]*)\}")
_PLAIN = frozenset("()[]/|!.'?:;\"")


def parse(formula: str) -> Row:
    """The tree of `formula` (without its dollars). Raises MathError if it is outside the subset."""
    if len(formula) > LONGEST:
        raise MathError(f"a formula may have at most {LONGEST} characters")
    parser = _Parser(formula)
    row = parser.row(closing=None, depth=0)
    if not row.items:
        raise MathError("the formula is empty")
    return row


class _Parser:
    """Recursive descent over tokens; `_at` is the position in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def _peek(self) -> str | None:
        found = _TOKEN.match(self._text, self._at)
        return found.group() if found else None

    def _take(self) -> str | None:
        token = self._peek()
        self._at += len(token or "")
        return token

    def _skip_blanks(self) -> None:
        while (token := self._peek()) is not None and token.isspace():
            self._take()

    def row(self, closing: str | None, depth: int) -> Row:
        """Everything up to `closing`, which is taken too; up to the end if it is None."""
        items: list[Node] = []
        while True:
            self._skip_blanks()
            token = self._peek()
            if token is None or token == closing:
                if token != closing:
                    raise MathError(f"'{closing}' is missing")
                self._take()
                return Row(tuple(items))
            items.append(self._scripted(depth))

    def _scripted(self, depth: int) -> Node:
        base = Symbol("") if self._peek() in ("^", "_") else self._atom(depth)
        scripts: dict[str, Node] = {}
        while True:
            self._skip_blanks()
            mark = self._peek()
            if mark == "'":
                mark, given = "^", self._primes()
            elif mark in ("^", "_"):
                self._take()
                given = self._argument(depth)
            else:
                break
            if mark in scripts:
                raise MathError(f"two '{mark}' follow one another; group them with braces")
            scripts[mark] = given
        return Script(base, scripts.get("_"), scripts.get("^")) if scripts else base

    def _primes(self) -> Node:
        count = 0
        while self._peek() == "'":
            self._take()
            count += 1
        return Symbol("′" * count)

    def _argument(self, depth: int) -> Node:
        self._skip_blanks()
        if self._peek() is None:
            raise MathError("something is missing at the end")
        return self._atom(depth)

    def _atom(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise MathError(f"the formula is nested more than {DEEPEST} deep")
        token = self._take() or ""
        if token == "{":
            return self.row("}", depth + 1)
        if token.startswith("\\"):
            return self._command(token[1:], depth + 1)
        if token in known.RELATIONS:
            return Symbol(known.RELATIONS[token], "relation")
        if token in known.BINARY:
            return Symbol(known.BINARY[token], "binary")
        if token == ",":
            return Symbol(",", "comma")
        if token.isalnum() or token[:1].isdigit() or token in _PLAIN or not token.isascii():
            return Symbol(token)
        raise MathError(f"'{token}' cannot stand here")

    def _command(self, name: str, depth: int) -> Node:
        tables: tuple[tuple[dict[str, str], Role], ...] = (
            (known.GREEK, "ordinary"),
            (known.RELATIONS, "relation"),
            (known.BINARY, "binary"),
            (known.ORDINARY, "ordinary"),
            (known.BIG, "big"),
            (known.SPACES, "space"),
        )
        for table, role in tables:
            if name in table:
                return Symbol(table[name], role)
        if name in known.NAMES:
            return Symbol(name, "name")
        if name in ("left", "right"):
            return self._delimiter()
        return self._structure(name, depth)

    def _structure(self, name: str, depth: int) -> Node:
        if name in ("frac", "dfrac", "tfrac"):
            return Fraction(self._argument(depth), self._argument(depth))
        if name == "sqrt":
            self._skip_blanks()
            degree = None
            if self._peek() == "[":
                self._take()
                degree = self.row("]", depth)
            return Root(self._argument(depth), degree)
        if name in known.ACCENTS:
            return Accent(known.ACCENTS[name], self._argument(depth))
        if name in ("text", "mathrm", "operatorname"):
            return Symbol(self._words(name), "name" if name == "operatorname" else "ordinary")
        if name in known.STYLES:
            return _blackboard(self._argument(depth)) if name == "mathbb" else self._argument(depth)
        raise MathError(f"'\\{name}' is not in the subset")

    def _delimiter(self) -> Node:
        self._skip_blanks()
        token = self._take() or ""
        if token == ".":
            return Symbol("")
        name = token.removeprefix("\\")
        if token.startswith("\\") and name in known.ORDINARY:
            return Symbol(known.ORDINARY[name])
        if token in ("(", ")", "[", "]", "|", "/"):
            return Symbol(token)
        raise MathError(f"'{token}' is no delimiter")

    def _words(self, name: str) -> str:
        found = _TEXT_GROUP.match(self._text, self._at)
        if found is None:
            raise MathError(f"'\\{name}' needs plain words in braces")
        self._at = found.end()
        return found.group(1)


def _blackboard(inside: Node) -> Node:
    letter = inside.items[0] if isinstance(inside, Row) and len(inside.items) == 1 else inside
    if isinstance(letter, Symbol) and letter.text in known.BLACKBOARD:
        return Symbol(known.BLACKBOARD[letter.text])
    raise MathError(f"'\\mathbb' takes one of {', '.join(known.BLACKBOARD)}")
