"""Words with formulas within: `$$..$$`, `\\(..\\)` and `\\[..\\]` become `$..$`, the rest is escaped."""

from __future__ import annotations

import re

from quizkit.formats.importing.model import Note, lost
from quizkit.text import cleaned, inline_code, markdown_prose
from quizkit.text.math_tree import MathError, parse

_FORMULA = re.compile(r"\$\$(.{1,2000}?)\$\$|\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]", re.DOTALL)
_DISPLAYED = re.compile(r"\s*(?:\$\$([^$]{1,2000})\$\$|\\\[((?:(?!\\\]).){1,2000})\\\])\s*", re.DOTALL)
_TAIL = 2_010  # longer than any formula
_DOLLAR = re.compile(r"(?<!\\)\$")
_AT_END = re.compile(r"(?<![\\$])\$(?:[^$\s\\]|[^$\s][^$]*[^$\s\\])\$$")


def formula(latex: str, notes: list[Note]) -> str:
    """`latex` as Markdown: as a formula, or as code with a note where it is outside of what can be shown."""
    shown = " ".join(latex.split())
    try:
        if _DOLLAR.search(shown):
            raise MathError("it holds a dollar")
        parse(shown)
    except MathError as error:
        notes.append(lost(f"The formula '{shown[:60]}' became code: {error}."))
        return inline_code(shown)
    return f"${shown}$"


def displayed(words: str, notes: list[Note]) -> str | None:
    """A paragraph that is nothing but a formula on a line of its own, as Markdown; None for any other."""
    found = _DISPLAYED.fullmatch(words)
    latex = (found.group(1) or found.group(2)) if found else ""
    if not latex.strip():
        return None
    shown = formula(latex, notes)
    return f"${shown}$" if shown.startswith("$") else shown


def prose(words: str, notes: list[Note]) -> str:
    """`words` as Markdown within a line, formulas kept."""
    done, parts = 0, []
    for found in _FORMULA.finditer(words):
        parts.append(markdown_prose(words[done : found.start()]))
        latex = next(group for group in found.groups() if group is not None)
        parts.append(formula(latex, notes) if latex.strip() else markdown_prose(found.group()))
        done = found.end()
    return joined([*parts, markdown_prose(words[done:])])


def markdown_formulas(markdown: str, notes: list[Note]) -> str:
    """Markdown of others, its `\\(..\\)` and `\\[..\\]` as formulas; dollars mean the same there and here."""

    def replaced(found: re.Match[str]) -> str:
        latex = found.group(2) or found.group(3)
        return formula(latex, notes) if latex and latex.strip() else found.group()

    return _FORMULA.sub(replaced, markdown)


def joined(parts: list[str]) -> str:
    """Pieces of Markdown side by side; a formula before a digit takes double dollars, or it would be none.

    Where the formula has a dollar itself, the digit is written as an entity instead.
    """
    out = ""
    for part in parts:
        shown = cleaned(part)  # what shows nothing is left out later, and the digit is met then
        meets = shown[:1].isdigit() and out.endswith("$") and not out.endswith("\\$")
        part = shown if meets else part
        found = _AT_END.search(out[-_TAIL:]) if meets else None
        if found:
            out = f"{out[: len(out) - len(found.group())]}${found.group()}$"
        out += f"&#{ord(part[0])};{part[1:]}" if meets and not found and "\\$" in out[-_TAIL:] else part
    return out
