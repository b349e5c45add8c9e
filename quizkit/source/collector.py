"""Gathers findings on one file, up to a cap."""

from __future__ import annotations

from typing import Literal

from quizkit.model.finding import Finding

MOST_FINDINGS = 200


def _printable(words: str) -> str:
    """`words` with escapes for whatever would act on a terminal: a file may hold anything."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


class Collector:
    """Findings on the file `name`, in order; more than MOST_FINDINGS are counted, not kept."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept: list[Finding] = []
        self._dropped = 0

    def add(
        self,
        code: str,
        line: int,
        message: str,
        fix: str,
        *,
        severity: Literal["error", "note"] = "error",
    ) -> None:
        """Keep one finding, unless there are too many already."""
        if self.full:
            self._dropped += 1
            return
        self._kept.append(
            Finding(
                code=code,
                file=self.name,
                line=line,
                message=_printable(message),
                fix=_printable(fix),
                severity=severity,
            )
        )

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self._kept)

    @property
    def full(self) -> bool:
        """Whether the cap is reached, so that looking further is in vain."""
        return len(self._kept) >= MOST_FINDINGS

    def findings(self) -> list[Finding]:
        """Everything kept, by line, and a last finding that says how many were left out."""
        ordered = sorted(self._kept, key=lambda finding: finding.line)
        if self._dropped:
            last = Finding(
                code="too-many-findings",
                file=self.name,
                line=ordered[-1].line,
                message=f"{self._dropped} more findings are not shown.",
                fix="Mend these first, then run the command again.",
            )
            ordered.append(last)
        return ordered
