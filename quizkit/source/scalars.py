"""What an unquoted YAML word means: YAML 1.2's reading, and which words other readers take differently."""

from __future__ import annotations

import re

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_LONGEST_NUMBER = 100

_AMBIGUOUS = (
    (re.compile(r"yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF"), "a truth value"),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?"), "a date"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "a number in base 60"),
    (re.compile(r"[-+]?0[0-9]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?0b[01]+"), "a number in another base"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_.]*"), "a number"),
)


class NumberTooLong(Exception):
    """The word is a number with more digits than any question needs."""


def resolve(word: str) -> str | int | float | bool | None:
    """The value of an unquoted `word`. Raises NumberTooLong beyond 100 characters of digits."""
    if word in _NULLS or not word:
        return None
    if word in _TRUTHS:
        return _TRUTHS[word]
    if word.lower() in _SPECIAL:
        return _SPECIAL[word.lower()]
    if word[0] not in "+-.0123456789" or ambiguity(word):
        return word
    number = int if _INTEGER.fullmatch(word) else float if _FLOAT.fullmatch(word) else None
    if number is None:
        return word
    if len(word) > _LONGEST_NUMBER:
        raise NumberTooLong
    return number(word)


def ambiguity(word: str) -> str | None:
    """What other YAML readers take an unquoted `word` for while quizkit reads a text; None if all agree."""
    return next((meaning for pattern, meaning in _AMBIGUOUS if pattern.fullmatch(word)), None)
