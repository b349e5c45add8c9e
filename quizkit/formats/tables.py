"""CSV tables as spreadsheets return them: byte order mark, semicolons or tabs, escaped formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError

MAX_BYTES = 20_000_000
_SEPARATORS = ",;\t"
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_TO_ESCAPE = re.compile(r"'*[=+\-@\t\r]")


def read_table(path: Path, what: str) -> list[list[str]]:
    """All rows of a CSV file, `what` it should be. Raises UsageError if it is missing, no UTF-8 or no CSV."""
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; name {what}.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"'{path}' could not be opened: {error.strerror}; look at its permissions."
        ) from error
    return table_in(data, str(path))


def table_in(data: bytes, name: str) -> list[list[str]]:
    """All rows of the CSV in `data`, which came from a file called `name`. Raises UsageError likewise."""
    if len(data) > MAX_BYTES:
        raise UsageError(f"'{name}' is larger than {MAX_BYTES // 1_000_000} MB; split it by rows.")
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"'{name}' is not UTF-8 on line {line}; save it as 'CSV UTF-8'.") from error
    first = content.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UsageError(
            f"'{name}' is not a CSV file: {error}; save it again from the spreadsheet."
        ) from error


def column_name(index: int) -> str:
    """The spreadsheet's name of a column: A, B, ..., Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def plain(cell: str) -> str:
    """A cell without the mark that kept a spreadsheet from taking it for a formula."""
    cell = cell.strip()
    return cell[1:] if _ESCAPED.match(cell) else cell


def escaped(words: str) -> str:
    """A cell that no spreadsheet takes for a formula, and of which `plain` makes `words` again."""
    shown = text.visible(words)
    return f"'{shown}" if _TO_ESCAPE.match(shown) else shown


def at(cells: Sequence[str], index: int) -> str:
    """The cell at `index`, "" in a row that is shorter."""
    return cells[index] if index < len(cells) else ""


def short(shown: str) -> str:
    """The beginning of a cell, to be quoted in a message."""
    return text.visible(shown[:60], one_line=True)
