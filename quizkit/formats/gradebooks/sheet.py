"""A CSV file whose cells can be replaced while every other byte stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quizkit.errors import UsageError

MAX_BYTES = 50_000_000
_MARK = "\ufeff"


@dataclass(frozen=True)
class Cell:
    """One cell: what it says, and where it stands in the file's text, quotes included."""

    value: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True)
class SheetRow:
    """One row: its cells, and the line of the file on which it begins, counted from 1."""

    line: int
    cells: tuple[Cell, ...]

    def at(self, column: int | None) -> str:
        """What a column says, without spaces around it; "" if the row is too short or there is no such."""
        return self.cells[column].value.strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """A CSV file as it was read: its text with the byte order mark, its separator, its rows in order."""

    name: str
    text: str
    separator: str
    rows: tuple[SheetRow, ...]

    def replaced(self, changes: dict[Cell, str]) -> bytes:
        """The file with some cells saying something else; they keep their quotes or get those they need."""
        out, at = [], 0
        for cell in sorted(changes, key=lambda cell: cell.start):
            out += [self.text[at : cell.start], self._written(changes[cell], cell.quoted)]
            at = cell.end
        return "".join([*out, self.text[at:]]).encode()

    def _written(self, value: str, quoted: bool) -> str:
        if quoted or any(mark in value for mark in (self.separator, '"', "\r", "\n")):
            doubled = value.replace('"', '""')
            return f'"{doubled}"'
        return value


def read_sheet(path: Path, separators: str = ",;") -> Sheet:
    """The CSV file at `path`; its separator is the one that its first line holds most of.

    Raises UsageError if it is missing, too large, not UTF-8, empty or no CSV.
    """
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; name the CSV file that the platform exported.")
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise UsageError(f"'{path}' is larger than {MAX_BYTES // 1_000_000} MB; is it a gradebook?")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"'{path}' is not UTF-8 on line {line}; use the file as it was exported.") from error
    separator = max(separators, key=text.partition("\n")[0].count)
    rows = _Scanner(path, text, separator).rows()
    if not rows:
        raise UsageError(f"'{path}' is empty; export it once more.")
    return Sheet(path.name, text, separator, tuple(rows))


class _Scanner:
    """Reads cells by RFC 4180: quotes are doubled inside of quotes, and a quoted cell may hold line ends."""

    def __init__(self, path: Path, text: str, separator: str) -> None:
        self._path, self._text, self._separator = path, text, separator
        self._at = len(_MARK) if text.startswith(_MARK) else 0
        self._line = 1

    def rows(self) -> list[SheetRow]:
        """Every row that is not blank."""
        rows = []
        while self._at < len(self._text):
            line = self._line
            cells = self._row()
            if len(cells) > 1 or cells[0].value or cells[0].quoted:
                rows.append(SheetRow(line, tuple(cells)))
        return rows

    def _row(self) -> list[Cell]:
        cells = [self._cell()]
        while self._text.startswith(self._separator, self._at):
            self._at += 1
            cells.append(self._cell())
        if self._text.startswith("\r\n", self._at):
            self._at += 1
        elif self._at < len(self._text) and self._text[self._at] not in "\r\n":
            raise UsageError(
                f"'{self._path}' is not a CSV file: on line {self._line} a cell goes on after its quotes; "
                "use the file as it was exported."
            )
        self._at += 1
        self._line += 1
        return cells

    def _cell(self) -> Cell:
        start = self._at
        if self._text.startswith('"', start):
            return self._quoted(start)
        while self._at < len(self._text) and self._text[self._at] not in f"{self._separator}\r\n":
            self._at += 1
        return Cell(self._text[start : self._at], start, self._at, quoted=False)

    def _quoted(self, start: int) -> Cell:
        opened = self._line
        end = start + 1
        while True:
            end = self._text.find('"', end)
            if end < 0:
                raise UsageError(
                    f"'{self._path}' is not a CSV file: the quotes opened on line {opened} never close; "
                    "use the file as it was exported."
                )
            if not self._text.startswith('""', end):
                break
            end += 2
        inside = self._text[start + 1 : end]
        self._line += inside.count("\n")
        self._at = end + 1
        return Cell(inside.replace('""', '"'), start, self._at, quoted=True)
