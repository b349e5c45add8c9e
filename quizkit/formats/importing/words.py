"""Words with formulas within: `$$..$$`, `\\(..\\)` and `\\[..\\]` become `$..$`, the rest is escaped."""

from __future__ import annotations

import re

from quizkit.formats.importing.model import Note, lost
from quizkit.text import inline_code, markdown_prose
from quizkit.text.math_tree import MathError, parse

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)


def formula(latex: str, notes: list[Note]) -> str:
    """`latex` as Markdown: as a formula, or as code with a note where it is outside of what can be shown."""
    shown = " ".join(latex.split())
    try:
        if "$" in shown:
            raise MathError("it holds a dollar")
        parse(shown)
    except MathError as error:
        notes.append(lost(f"The formula '{shown[:60]}' became code: {error}."))
        return inline_code(shown)
    return f"${shown}$"


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
    """Pieces of Markdown side by side; a formula before a digit takes double dollars, or it would be none."""
    out = ""
    for part in parts:
        if part[:1].isdigit() and _ends_in_formula(out):
            start = out.rindex("$", 0, -1)
            out = f"{out[:start]}${out[start:]}$"
        out += part
    return out


def _ends_in_formula(markdown: str) -> bool:
    return re.search(r"(?<![\\$])\$[^$\s](?:[^$]*[^$\s\\])?\$$", markdown) is not None
