"""YAML's own syntax errors in sentences that say what to do."""

from __future__ import annotations

import yaml

from quizkit.source.collector import Collector

_MEANINGS = (
    ("tab character", "tab", "A tab is used for indentation.", "Indent with spaces."),
    (
        "mapping values are not allowed",
        "syntax",
        "A colon stands where no key can be.",
        "Put a text that holds ': ' in quotes, and check the indentation.",
    ),
    (
        "unexpected end of stream",
        "syntax",
        "A quotation mark is opened and never closed.",
        "Close it, or use a block text with '|'.",
    ),
    ("did not find expected ',' or ']'", "syntax", "A '[' is not closed.", "Close it with ']'."),
    ("did not find expected ',' or '}'", "syntax", "A '{' is not closed.", "Close it with '}'."),
    (
        "did not find expected node content",
        "syntax",
        "A '[' or '{' is not closed, or a value is missing.",
        "Close it, or write the value.",
    ),
    (
        "did not find expected '-' indicator",
        "syntax",
        "An item of this list does not begin with '-'.",
        "Align the items of the list, each with its own '-'.",
    ),
    (
        "did not find expected key",
        "syntax",
        "The indentation does not match the lines above.",
        "Align the keys of one mapping in one column.",
    ),
    (
        "could not find expected ':'",
        "syntax",
        "A key has no colon after it.",
        "Write 'key: value', and indent the lines of a block text.",
    ),
    (
        "cannot start any token",
        "syntax",
        "A text begins with a character that YAML keeps for itself.",
        "Put the text in quotes.",
    ),
)


def explain(error: yaml.YAMLError, text: str, into: Collector) -> None:
    """Add the one finding that the parser's `error` amounts to."""
    problem = str(getattr(error, "problem", None) or "this is not YAML")
    mark = getattr(error, "problem_mark", None)
    line = min(mark.line + 1, text.rstrip().count("\n") + 1) if mark is not None else 1
    opened = getattr(error, "context_mark", None)
    if opened is not None and ("end of stream" in problem or "did not find expected ','" in problem):
        line = opened.line + 1
    if _tab_starts(text, line):
        problem = "tab character"
    for part, code, message, fix in _MEANINGS:
        if part in problem:
            into.add(code, line, message, fix)
            return
    into.add("syntax", line, f"This is not valid YAML: {problem}.", "Check the indentation and the quotes.")


def _tab_starts(text: str, line: int) -> bool:
    lines = text.split("\n")
    wanted = lines[line - 1] if line <= len(lines) else ""
    return "\t" in wanted[: len(wanted) - len(wanted.lstrip())]
