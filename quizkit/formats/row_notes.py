"""Findings on the rows and columns of one table; of endless ones the first and how many more."""

from __future__ import annotations

from quizkit.formats.notes import note
from quizkit.formats.tables import column_name
from quizkit.model.finding import Finding

MOST = 1_000


class RowNotes:
    """Collects them for the table called `file`."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._findings: list[Finding] = []
        self._more = 0

    def add(self, code: str, row: int, column: int, says: str, fix: str) -> None:
        """One more; `row` counts from 1, the head being row 1, `column` from 0."""
        if len(self._findings) == MOST:
            self._more += 1
            return
        self._findings.append(note(code, self._file, f"Column {column_name(column)}: {says}", fix, row))

    def all(self) -> tuple[Finding, ...]:
        """What was found, in the order found."""
        if not self._more:
            return tuple(self._findings)
        says = f"There are {self._more} more findings on this table."
        return (*self._findings, note("more-findings", self._file, says, "Mend these first."))
