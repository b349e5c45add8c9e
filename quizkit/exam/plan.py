"""A blueprint as it was read: what it says and where it says so, for findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
        return Finding(code=code, file=self.file, line=line, message=message, fix=fix)


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
