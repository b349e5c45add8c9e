"""What `grade` and `exam grade` print: the class table, what has no number, and the exit code."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from quizkit.app.classes.judging import Judged
    from quizkit.report.table import ClassTable, Mark

WIDEST_COLUMN = 18
WIDTH = 100
TOLD = 5  # findings about the class as a whole that are printed


def flowing(help_text: str) -> str:
    """Help without the line breaks inside paragraphs, which would stay where the source has them."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", help_text)


def finish(table: ClassTable, judged: Judged, out: Path, *, as_json: bool, fail_under: float | None) -> None:
    """Print the table (or one JSON object) and end with the exit code that fits. Raises typer.Exit."""
    print(json.dumps(as_object(table, judged, out)) if as_json else "\n".join(as_lines(table, judged, out)))
    for line in unjudged_lines(table):
        print(f"quizkit: {line}", file=sys.stderr)
    if judged.interrupted:
        says = "interrupted; what was graded until then is written, run the same command again to go on."
        print(f"quizkit: {says}", file=sys.stderr)
    elif judged.stopped:
        print(
            f"quizkit: stopped, since {judged.stopped}; run the same command again to go on.", file=sys.stderr
        )
    raise typer.Exit(exit_code(table, judged, fail_under))


def unjudged_lines(table: ClassTable) -> list[str]:
    """A line for each reason why answers have no number, naming the first of them; summary.md names all."""
    reasons: dict[str, list[str]] = {}
    for learner, question, reason in table.unjudged():
        reasons.setdefault(reason, []).append(f"{learner}, {question}")
    return [
        f"{named[0]}{f' and {len(named) - 1} more' if len(named) > 1 else ''}: could not be judged: {reason}"
        for reason, named in reasons.items()
    ]


def exit_code(table: ClassTable, judged: Judged, fail_under: float | None) -> int:
    """130 if interrupted, 5 for what has no number, 4 if a broken question is why, 1 under `fail_under`.

    What a person decided has a number, whatever became of its verdict.
    """
    if judged.interrupted:
        return 130
    unjudged = [outcome for row in table.rows for _, outcome in row.unjudged]
    if judged.stopped or any(one is None or one.outcome == "system-fault" for one in unjudged):
        return 5
    if unjudged:
        return 4
    shares = [row.share for row in table.rows if row.share is not None]
    return 1 if fail_under is not None and any(share < fail_under for share in shares) else 0


def as_object(table: ClassTable, judged: Judged, out: Path) -> dict[str, object]:
    """The whole result as plain data."""
    return {
        "what": table.what,
        **({"layout": table.layout} if table.layout else {}),
        "seed": judged.seed,
        "levels": list(judged.levels),
        "judged": judged.judged,
        "kept": judged.kept,
        "out": str(out),
        "counts": dict(table.counts()),
        "mistakes": [
            {"question": question, "mistake": mistake, "learners": count}
            for (question, mistake), count in sorted(table.mistake_counts().items())
        ],
        "learners": [
            {
                "learner": row.learner,
                **({"name": row.name} if row.name else {}),
                **({"form": row.form} if row.form else {}),
                "attempt": row.attempt,
                "attempts": row.attempts,
                "total": row.earned,
                "possible": row.possible,
                "answers": {name: _mark(mark) for name, mark in row.marks.items()},
                "notes": list(row.notes),
                "findings": [str(finding) for finding in row.findings],
            }
            for row in table.rows
        ],
        "findings": [str(finding) for finding in table.findings],
        "decisions": list(table.decisions),
        "interrupted": judged.interrupted,
    }


def _mark(mark: Mark) -> dict[str, object]:
    verdict = None if mark.outcome is None else mark.outcome.model_dump(mode="json", exclude={"output"})
    return {"points": mark.points, "earned": mark.earned, "notes": list(mark.notes), "verdict": verdict}


def as_lines(table: ClassTable, judged: Judged, out: Path) -> list[str]:
    """The class table in plain columns, the counts, the mistakes by name, where the files are."""
    from quizkit.report.table import CHANGED, NOT_JUDGED, OUTCOMES, cell, total

    short = [name.rsplit("/", 1)[-1][:WIDEST_COLUMN] for name in table.questions]
    rows = [["learner", *short, "total"]]
    for row in table.rows:
        cells = [cell(row.marks[name]) if name in row.marks else "" for name in table.questions]
        rows.append([row.learner[:WIDEST_COLUMN], *cells, total(row)])
    counts = table.counts()
    named = [f"{name.replace('-', ' ')} {counts[name]}" for name in (*OUTCOMES, NOT_JUDGED) if counts[name]]
    changed = any(mark.changed for row in table.rows for mark in row.marks.values())
    lines = [*_columns(rows), "", *([CHANGED] if changed else []), *_recognised(table)]
    lines.append(f"Outcomes: {', '.join(named)}.")
    mistakes = sorted(table.mistake_counts().items(), key=lambda pair: (-pair[1], pair[0]))
    if mistakes:
        told = ", ".join(f"{name} ({question}) {count}" for (question, name), count in mistakes)
        lines += textwrap.wrap(f"Mistakes: {told}.", WIDTH, break_on_hyphens=False)
    lines += _noted(table)
    kept = f", {judged.kept} kept from before" if judged.kept else ""
    level = f" Sandbox level {' and '.join(judged.levels)}." if judged.levels else ""
    return [*lines, f"{judged.judged} judged{kept}.{level} Written to {out}/."]


def _recognised(table: ClassTable) -> list[str]:
    """Which topic was meant, and what the submissions were taken for: a wrong guess shows here."""
    there = sum(row.attempts > 0 for row in table.rows)
    people = "1 learner" if there == 1 else f"{there} learners"
    return [f"Topic: {table.what}. Handed in: {table.layout}, {people}."] if table.layout else []


def _noted(table: ClassTable) -> list[str]:
    """What else is to be known: decisions by number, the first findings about the class in full."""
    lines = []
    counts = table.counts()
    if counts["not-attempted"] == sum(counts.values()):
        lines.append("Nobody attempted a question: do the topic and what was handed in belong together?")
    if table.decisions:
        lines.append(f"Decisions in force: {len(table.decisions)}; they stand in summary.md.")
    findings = len(table.findings) + sum(len(row.findings) for row in table.rows)
    if findings:
        lines.append(f"Findings: {findings}; they stand in summary.md.")
    for finding in table.findings[:TOLD]:
        lines += textwrap.wrap(
            str(finding), WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
        )
    return lines


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
