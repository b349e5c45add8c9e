"""CSV tables as spreadsheets return them: byte order mark, semicolons or tabs, escaped formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from quizkit import text
from quizkit.errors import UsageError

MAX_BYTES = 20_000_000
MAX_CELL = 5_000_000  # characters
_SEPARATORS = ",;\t"
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_TO_ESCAPE = re.compile(r"'*[=+\-@\t\r]")


def read_table(path: Path, what: str) -> list[list[str]]:
    """All rows of a CSV file, `what` it should be. Raises UsageError if it is missing, no UTF-8 or no CSV."""
    return list(rows_of(path, what, MAX_BYTES))


def rows_of(path: Path, what: str, largest: int) -> Iterator[list[str]]:
    """The rows of a CSV file of at most `largest` bytes, read as they are asked for. Raises likewise."""
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; name {what}.")
    try:
        with path.open("rb") as file:
            yield from _rows(file, path.stat().st_size, str(path), largest)
    except OSError as error:
        raise UsageError(
            f"'{path}' could not be opened: {error.strerror}; look at its permissions."
        ) from error


def table_in(data: bytes, name: str) -> list[list[str]]:
    """All rows of the CSV in `data`, which came from a file called `name`. Raises UsageError likewise."""
    return list(_rows(io.BytesIO(data), len(data), name, MAX_BYTES))


def _rows(file: BinaryIO, size: int, name: str, largest: int) -> Iterator[list[str]]:
    if size > largest:
        raise UsageError(f"'{name}' is larger than {largest // 1_000_000} MB; split it by rows.")
    csv.field_size_limit(MAX_CELL)  # one for the whole process; others ask for less
    content = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = content.readline()
        separator = max(_SEPARATORS, key=first.count)
        lines = chain([first], content) if first else ()
        reader = csv.reader(lines, delimiter=separator, strict=True)
        yield from reader
    except UnicodeDecodeError as error:
        raise UsageError(f"'{name}' is not UTF-8 on line {_bad(file)}; save it as 'CSV UTF-8'.") from error
    except csv.Error as error:
        raise UsageError(
            f"'{name}' is not a CSV file near line {reader.line_num}: {error}; save it again from the "
            "spreadsheet."
        ) from error
    finally:
        content.detach()


def _bad(file: BinaryIO) -> int:
    """The first line that is no UTF-8; a wrapper has read ahead of it."""
    file.seek(0)
    for number, line in enumerate(file, start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 1


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
