"""Turns the lines of plain mode into lines for a screen: the same words, with marks and colours."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence

from textual.content import Content

from quizkit.terminal.screens.look import STYLES, SYNTAX

VERDICTS = (
    (re.compile(r"CORRECT\b"), "✓ ", "right"),
    (re.compile(r"PARTLY CORRECT\b"), "~ ", "partly"),
    (re.compile(r"(INCORRECT|FAILED)\b"), "✗ ", "wrong"),
    (re.compile(r"(NOT ATTEMPTED|COULD NOT BE JUDGED)\b"), "! ", "partly"),
)
LABEL = re.compile(
    r"\s*(Hint|Right answer|Common mistake|Steps|Quick check|Note|Key insight|Your answer|Your code printed"
    r"|The first step|The first \d+ steps|Check \S+, case \S+|expected|yours|largest difference"
    r"|Line \d+ of your code|The program was run|Strong|Not yet|Question \d+ of \d+)[:.]"
)
CODE_HEAD = re.compile(r"(?P<space>\s*)(?P<title>Code|Program|Starter|Solution), (?P<count>\d+) lines?:")
CODE_ROW = re.compile(r"(?P<number>\s*\d+: )(?P<code>.*)")
INLINE = re.compile(r"`[^`]+`")
OPTION = re.compile(r"\s*\d+\) ")
TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>[rbfu]{0,2}(\"[^\"]*\"|'[^']*'))"
    r"|(?P<number>\b\d[\d_]*(\.\d+)?(e[+-]?\d+)?\b)"
    rf"|(?P<keyword>\b({'|'.join(keyword.kwlist)})\b)"
)


def drawn(lines: Sequence[str], width: int) -> Content:
    """`lines`, which act on nothing by now, as one content `width` columns wide."""
    return Content("\n").join(_all(lines, width))


def _all(lines: Sequence[str], width: int) -> Iterator[Content]:
    at = 0
    while at < len(lines):
        head = CODE_HEAD.fullmatch(lines[at])
        if head is None:
            yield _line(lines[at])
            at += 1
            continue
        if head["title"] != "Code":  # that a block is code is seen; what it is for is not
            yield Content.styled(lines[at], STYLES["label"])
        rows = lines[at + 1 : at + 1 + int(head["count"])]
        ground = min(max((len(row) for row in rows), default=0) + 2, width)
        yield from (_code_row(row, ground) for row in rows)
        at += 1 + len(rows)


def _line(line: str) -> Content:
    for pattern, mark, name in VERDICTS:
        if found := pattern.match(line):
            return Content.assemble((mark + found.group(), STYLES[name]), _prose(line[found.end() :]))
    label = LABEL.match(line)
    if label is None:
        return _prose(line)
    return Content.assemble((label.group(), STYLES["label"]), _prose(line[label.end() :]))


def _prose(line: str) -> Content:
    """A line with its code in a style of its own; no mark-up of any kind is read."""
    content = Content(line)
    for found in INLINE.finditer(line):
        content = content.stylize(STYLES["code"], found.start(), found.end())
    return content


def _code_row(row: str, width: int) -> Content:
    found = CODE_ROW.fullmatch(row)
    if found is None:
        return Content(row)
    code = highlighted(found["code"])
    padded = code + Content(" " * max(0, width - len(row)))
    number = found["number"].replace(":", " ")
    return Content.styled(number, STYLES["number"]) + padded.stylize_before("on $surface")


def highlighted(code: str) -> Content:
    """One line of Python with its words, strings, numbers and comments in colours."""
    content = Content(code)
    for found in TOKENS.finditer(code):
        content = content.stylize(SYNTAX[found.lastgroup or "keyword"], found.start(), found.end())
    return content
