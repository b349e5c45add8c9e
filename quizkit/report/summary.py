"""`summary.md`: the class at a glance, for the instructor: scores, mistakes by name, findings."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit import text
from quizkit.report.table import CHANGED, NOT_JUDGED, OUTCOMES, ClassTable, cell, total

NAME = "summary.md"


def summary_md(table: ClassTable, note: str = "") -> str:
    """The class as Markdown, `note` (Markdown) at its end."""
    parts = [
        [f"# {text.markdown(table.title)}: {len(table.rows)} learners", ""],
        _grades(table),
        _counts(table),
        _mistakes(table),
        _list("Could not be judged", [f"{who}, {what}: {why}" for who, what, why in table.unjudged()]),
        _list(
            "Findings",
            [str(one) for one in (*table.findings, *(f for row in table.rows for f in row.findings))],
        ),
        _list("Decisions", list(table.decisions)),
        [note] if note else [],
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _grades(table: ClassTable) -> list[str]:
    head = ["learner", *table.questions, "total"]
    lines = [_row(head), _row(["---"] * len(head))]  # every name here but the learner's is the author's
    for row in table.rows:
        cells = [cell(row.marks[name]) if name in row.marks else "" for name in table.questions]
        lines.append(_row([text.markdown_inline(row.learner), *cells, total(row)]))
    shares = [row.share for row in table.rows if row.share is not None]
    mean = f"{sum(shares) / len(shares):.1%}" if shares else "none, since nothing could be judged"
    return [
        *lines,
        "",
        *([CHANGED, ""] if any(mark.changed for row in table.rows for mark in row.marks.values()) else []),
        f"Mean share of the points: {mean} (n = {len(shares)}). A score counts from 0 to 1.",
        "",
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _counts(table: ClassTable) -> list[str]:
    counts = table.counts()
    named = [f"{name.replace('-', ' ')} {counts[name]}" for name in (*OUTCOMES, NOT_JUDGED) if counts[name]]
    return [f"Outcomes: {', '.join(named)}.", ""]


def _mistakes(table: ClassTable) -> list[str]:
    counts = sorted(table.mistake_counts().items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [
        f"- {count}: {table.says(question, name)} (`{name}`, in `{question}`)"
        for (question, name), count in counts
    ]
    return ["## Mistakes by name", "", *lines, ""] if lines else []


def _list(title: str, lines: Sequence[str]) -> list[str]:
    """A list of lines that may quote a learner."""
    if not lines:
        return []
    return [f"## {title}", "", *(f"- {text.inline_code(line)}" for line in lines), ""]
