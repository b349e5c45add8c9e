"""Says of each finding in which question it stands: an item, with an id, of a list at the top of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from quizkit.model.finding import Finding
from quizkit.source.tree import Tree

LONGEST_ID = 64


def owned(findings: Sequence[Finding], tree: Tree) -> list[Finding]:
    """`findings` with their questions, by line: a broken file has lines where it has no values."""
    starts = sorted(_starts(tree), key=lambda start: start[0])
    lines = [line for line, _ in starts]
    out = []
    for finding in findings:
        before = bisect_right(lines, finding.line)
        owner = starts[before - 1][1] if before else None
        out.append(finding.model_copy(update={"question": owner}) if owner else finding)
    return out


def _starts(tree: Tree) -> Iterator[tuple[int, str | None]]:
    """The line where each field of the file and each item of its lists begins, and the id from there on."""
    if not isinstance(tree.data, dict):
        return
    for field, content in tree.data.items():
        yield tree.lines.at((field,)), None
        for index, item in enumerate(content if isinstance(content, list) else ()):
            name = item.get("id") if isinstance(item, dict) else None
            shown = isinstance(name, str) and name.isprintable() and len(name) <= LONGEST_ID
            yield tree.lines.at((field, index)), name if shown else None
