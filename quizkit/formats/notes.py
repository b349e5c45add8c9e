"""Findings about what was handed in: all of them notes, few per place, with names that can be printed."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence

from quizkit import text
from quizkit.model.finding import Finding

MAX_FINDINGS = 20


def note(code: str, file: str, message: str, fix: str, line: int = 1) -> Finding:
    """A finding that makes no command fail."""
    return Finding(code=code, file=file, line=line, message=message, fix=fix, severity="note")


def capped(label: str, findings: Sequence[Finding], others: int = 0) -> tuple[Finding, ...]:
    """The first of them, and how many more there are; `others` are not even listed."""
    more = len(findings) + others - MAX_FINDINGS
    if more <= 0:
        return tuple(findings)
    rest = note("more-findings", label, f"There are {more} more like these.", "Look into the folder.")
    return (*findings[:MAX_FINDINGS], rest)


def shown(name: str) -> str:
    """A file's name as it can be printed anywhere, on one line."""
    return text.visible(os.fsencode(name).decode("utf-8", "backslashreplace"), one_line=True)


class Labels:
    """Gives out names that can be printed anywhere, each of them once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, name: str) -> str:
        """`name` as it is shown, with a number behind it if somebody has it already."""
        wished = shown(unicodedata.normalize("NFC", name))
        label, number = wished, 1
        while label in self._given:
            number += 1
            label = f"{wished} ({number})"
        self._given.add(label)
        return label
