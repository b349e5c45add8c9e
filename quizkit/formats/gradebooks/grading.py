"""The numbers that go into cells: scaled to the platform's points, written as the file writes numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isclose

from quizkit.formats.gradebooks.lines import GradeLine, names, number
from quizkit.model.finding import Finding

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


def read_number(cell: str) -> float | None:
    """A number as platforms write it, with a point or a comma for the decimals; None if it is none."""
    plain = cell.strip()
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


@dataclass
class Grades:
    """Writes grades for one column and keeps what people should know of them.

    `maximum` is what the platform's column is worth; None or 0 says nothing, then points go in as they are.
    """

    file: str
    maximum: float | None
    comma: bool  # decimals after a comma, as the file has them
    _scaled: list[str] = field(default_factory=list)
    _without: list[str] = field(default_factory=list)
    _outside: list[str] = field(default_factory=list)
    _replaced: list[str] = field(default_factory=list)

    def written(self, line: GradeLine, before: str) -> str | None:
        """What the learner's cell says, `before` being what it said; None if there is no number for it."""
        points = self._points(line)
        if points is None:
            self._without.append(line.learner)
            return None
        if points < 0 or (self.maximum and points > self.maximum):
            self._outside.append(line.learner)
        shown = number(points)
        old = read_number(before)
        if old is not None and number(old) != shown:
            self._replaced.append(line.learner)
        return shown.replace(".", ",") if self.comma else shown

    def _points(self, line: GradeLine) -> float | None:
        if line.earned is None or not self.maximum or isclose(line.possible, self.maximum):
            return line.earned
        if line.possible <= 0:
            return None
        self._scaled.append(f"{line.learner} ({number(line.possible)})")
        return line.earned / line.possible * self.maximum

    def findings(self) -> Iterator[Finding]:
        """What the writing of all grades has shown."""
        if self._scaled:
            says = (
                f"The column is worth {number(self.maximum or 0)} points, other than what these could earn:"
            )
            yield self._note(
                "scaled",
                f"{says} {names(self._scaled)}; their points were scaled to it.",
                "Set the assignment's points to those of the grading if they should go in unscaled.",
            )
        if self._without:
            yield self._note(
                "no-number",
                f"Without a number: {names(self._without)}; nothing was filled in.",
                "Look at what could not be judged, then fill the file again.",
            )
        if self._outside:
            says = f"The points of {names(self._outside)} are below 0 or above what the column is worth;"
            yield self._note(
                "out-of-range", f"{says} the platform may refuse them.", "Check the policy and the overrides."
            )
        if self._replaced:
            yield self._note(
                "grade-replaced",
                f"The file held another grade of {names(self._replaced)}; it was replaced.",
                "Keep the exported file until you have compared them.",
            )

    def _note(self, code: str, says: str, fix: str) -> Finding:
        return Finding(code=code, file=self.file, line=1, message=says, fix=fix, severity="note")


def uses_comma(cells: Sequence[str]) -> bool:
    """Whether numbers of the file have a decimal comma."""
    return any("," in cell and _NUMBER.fullmatch(cell) for cell in cells)
