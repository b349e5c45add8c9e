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
    r"|The first step|The first \d+ steps|Check \S+, case [^:]+|expected|yours|largest difference"
    r"|Line \d+ of your code|The program was run|Strong|Not yet|Question \d+ of \d+|\w+ finished)[:.]"
)
NEW = re.compile(
    r"(Right answer|Common mistake|Steps|Quick check|Note|Key insight|Solution, \d+ lines?|This comes back"
    r"|To be repaired)\b"
)
HEADING = re.compile(r"(Stage \d+ of \d+: .*|Training, epochs? .*|The example row, layer .*)")
CHECK = re.compile(r"\s+(?P<word>passed|FAILED)  ")
PLACE = re.compile(r"(Question|Worked example) \d+( of \d+)?,.*")
CODE_HEAD = re.compile(r"(?P<title>Code|Program|Starter|Solution), (?P<count>\d+) lines?:")
CODE_ROW = re.compile(r"(?P<number>\s*\d+): (?P<code>.*)")
# Code in prose, which may go on in the next line, but not in the next item of a list.
INLINE = re.compile(r"`((?:[^`\n]|\n(?!\s*(?:\d+[.)]|-)\s))+)`")
TOKENS = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>[rbfu]{0,2}(\"[^\"]*\"|'[^']*'))"
    r"|(?P<number>\b\d[\d_]*(\.\d+)?(e[+-]?\d+)?\b)"
    rf"|(?P<keyword>\b({'|'.join(keyword.kwlist)})\b)"
)

BETWEEN = 2  # columns between a number and its code
NARROWEST = 8  # columns that code is given, however little room there is
GOES_ON = "↳"


def spaced(lines: Sequence[str]) -> list[str]:
    """`lines` with an empty one before each that begins something new."""
    return [
        part
        for at, line in enumerate(lines)
        for part in (["", line] if at and lines[at - 1] and NEW.match(line) else [line])
    ]


def drawn(lines: Sequence[str], width: int) -> Content:
    """`lines`, which act on nothing by now, as one content `width` columns wide. No mark-up is read."""
    return Content("\n").join(_blocks(lines, width))


def _blocks(lines: Sequence[str], width: int) -> Iterator[Content]:
    at = 0
    while at < len(lines):
        head = CODE_HEAD.fullmatch(lines[at])
        end = at + 1
        if head is None:
            while end < len(lines) and lines[end] and not CODE_HEAD.fullmatch(lines[end]):
                end += 1
            yield _paragraph(lines[at:end])
        else:
            end += int(head["count"])
            if head["title"] != "Code":  # that a block is code is seen; what it is for is not
                yield Content.styled(lines[at], STYLES["label"])
            yield _code(lines[at + 1 : end], width)
        at = end


def _paragraph(lines: Sequence[str]) -> Content:
    """Lines that belong together: code in them may go on from one to the next."""
    prose = "\n".join(lines)
    content = Content(prose)
    for found in INLINE.finditer(prose):
        content = content.stylize(STYLES["code"], found.start(), found.end())
        for tick in (found.start(), found.end() - 1):
            content = content.stylize(STYLES["quiet"], tick, tick + 1)
    if PLACE.fullmatch(lines[0]):
        return content.stylize(STYLES["quiet"])
    return Content("\n").join(_line(line) for line in content.split("\n", allow_blank=True))


def _line(line: Content) -> Content:
    for pattern, mark, name in VERDICTS:
        if found := pattern.match(line.plain):
            return Content.assemble((mark, STYLES[name]), line.stylize(STYLES[name], 0, found.end()))
    if check := CHECK.match(line.plain):
        style = STYLES["right" if check["word"] == "passed" else "wrong"]
        return line.stylize(style, check.start("word"), check.end("word"))
    label = HEADING.fullmatch(line.plain) or LABEL.match(line.plain)
    return line.stylize(STYLES["label"], 0, label.end()) if label else line


def _code(rows: Sequence[str], width: int) -> Content:
    ground = min(max((len(row) for row in rows), default=0) + 2, width)
    return Content("\n").join(part for row in rows for part in _code_row(row, ground))


def _code_row(row: str, ground: int) -> Iterator[Content]:
    """One line of code behind its number; where it is longer than `ground`, it goes on behind a sign."""
    found = CODE_ROW.fullmatch(row)
    if found is None:
        yield Content(row)
        return
    label = found["number"]
    room = max(ground - len(label) - BETWEEN, NARROWEST)
    for part in highlighted(found["code"]).divide(_folds(found["code"], room)):
        space = " " * max(0, room - part.cell_length)
        code = Content(" ") + part + Content(space)
        yield Content.styled(f"{label} ", STYLES["quiet"]) + code.stylize_before("on $panel")
        label = GOES_ON.rjust(len(label))


def _folds(code: str, room: int) -> list[int]:
    """Where to fold a line of code for `room` columns: behind a space or a comma that comes late enough."""
    folds, start = [], 0
    while len(code) - start > room:
        end = start + room
        gap = max(code.rfind(" ", start, end), code.rfind(",", start, end)) + 1
        start = gap if gap - start > room // 2 else end
        folds.append(start)
    return folds


def highlighted(code: str) -> Content:
    """One line of Python with its words, strings, numbers and comments in colours."""
    content = Content(code)
    for found in TOKENS.finditer(code):
        content = content.stylize(SYNTAX[found.lastgroup or "keyword"], found.start(), found.end())
    return content
