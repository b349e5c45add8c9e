"""A blueprint as it was read: what it says and where it says so, for findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit import text
from quizkit.errors import UsageError
from quizkit.exam.problem import Rule
from quizkit.model.blueprint import Blueprint
from quizkit.model.finding import Finding
from quizkit.source import LineMap

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Plan:
    """The blueprint of `file`, with the lines that its values stand in."""

    blueprint: Blueprint
    file: str
    lines: LineMap

    def finding(self, code: str, path: Sequence[str | int], message: str, fix: str) -> Finding:
        """An error at the value that `path` leads to."""
        line = self.lines.at(path)
        says, todo = (text.visible(words, one_line=True) for words in (message, fix))
        return Finding(code=code, file=self.file, line=line, message=says, fix=todo)


def as_sentences(error: UsageError) -> tuple[str, str]:
    """What an error says, and what it tells to do, as the message and the fix of a finding."""
    says, _, fix = re.sub(r"; (?=\w)", ". ", str(error), count=1).partition(". ")
    fix = fix.removesuffix(".")
    return f"{says[:1].upper()}{says[1:].removesuffix('.')}.", f"{fix[:1].upper()}{fix[1:]}." if fix else ""


def place_of(rule: Rule, own_enemies: int) -> Path:
    """Where the blueprint states `rule`; the first `own_enemies` groups of enemies are its own."""
    match rule.of:
        case "demand":
            return ("demands", rule.index)
        case "require":
            return ("require", rule.index)
        case "enemies":
            return ("enemies", rule.index) if rule.index < own_enemies else ()
        case "minutes" | "points" | "overlap":
            return (rule.of,)
        case "equal-topics":
            return ("forms",)
    return ("parallel", rule.of.removeprefix("equal-"))
