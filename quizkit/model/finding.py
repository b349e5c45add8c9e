"""One thing wrong with content: where it stands, what it is, how to mend it."""

from __future__ import annotations

from typing import Literal

from quizkit.model.base import Noun


class Finding(Noun):
    """A located complaint; `str()` gives the one line that people read.

    `line` counts from 1; `question` is the id of the question it stands in, if any. A `note` never
    makes a command fail, an `error` does.
    """

    code: str
    file: str
    line: int
    message: str
    fix: str
    question: str | None = None
    severity: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        where = f" [{self.question}]" if self.question else ""
        return f"{self.file}:{self.line}: {self.code}{where} {self.message} {self.fix}"
