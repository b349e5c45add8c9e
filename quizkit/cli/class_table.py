"""What `grade` and `exam grade` print: a progress bar while they work, the class table, the exit code."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from quizkit.app.batch import Task
    from quizkit.app.class_judging import Judged, Progress
    from quizkit.report.table import ClassTable

WIDEST_COLUMN = 18
WIDTH = 100


def flowing(help_text: str) -> str:
    """Help without the line breaks inside paragraphs, which would stay where the source has them."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", help_text)


@contextmanager
def watched() -> Iterator[Progress]:
    """A bar with count and rate on stderr, if that is a terminal; Ctrl-C ends with a sentence and 130."""
    from quizkit.app.class_judging import Progress

    try:
        if sys.stderr.isatty():
            with _bar() as bar:
                yield bar
        else:
            yield Progress()
    except KeyboardInterrupt:
        print("quizkit: interrupted; run the same command again to go on from here.", file=sys.stderr)
        raise typer.Exit(130) from None


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    from quizkit.app.class_judging import Progress

    class Bar(Progress):
        """Moves a rich bar."""

        def __init__(self, rich: RichProgress, task: TaskID) -> None:
            self._rich, self._task = rich, task

        def begin(self, total: int) -> None:
            self._rich.update(self._task, total=total)

        def done(self, task: Task) -> None:
            self._rich.advance(self._task)
            speed = self._rich.tasks[0].finished_speed or self._rich.tasks[0].speed
            self._rich.update(self._task, rate=f"{speed:.1f}/s" if speed else "")

    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as rich:
        yield Bar(rich, rich.add_task("grading", total=None, rate=""))


def finish(table: ClassTable, judged: Judged, out: Path, *, as_json: bool, fail_under: float | None) -> None:
    """Print the table (or one JSON object) and end with the exit code that fits. Raises typer.Exit."""
    print(json.dumps(as_object(table, judged, out)) if as_json else "\n".join(as_lines(table, judged, out)))
    for line in unjudged_lines(table):
        print(f"quizkit: {line}", file=sys.stderr)
    if judged.stopped:
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
    """5 for what could not be judged, 4 for broken questions, 1 under `fail_under`, else 0."""
    from quizkit.report.table import NOT_JUDGED

    counts = table.counts()
    if judged.stopped or counts["system-fault"] or counts[NOT_JUDGED]:
        return 5
    if counts["author-fault"]:
        return 4
    shares = [row.share for row in table.rows if row.share is not None]
    return 1 if fail_under is not None and any(share < fail_under for share in shares) else 0


def as_object(table: ClassTable, judged: Judged, out: Path) -> dict[str, object]:
    """The whole result as plain data."""
    return {
        "what": table.what,
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
                **({"form": row.form} if row.form else {}),
                "total": row.earned,
                "possible": row.possible,
                "answers": {
                    name: None if one is None else one.model_dump(mode="json", exclude={"output"})
                    for name, one in row.outcomes.items()
                },
                "findings": [str(finding) for finding in row.findings],
            }
            for row in table.rows
        ],
        "findings": [str(finding) for finding in table.findings],
    }


def as_lines(table: ClassTable, judged: Judged, out: Path) -> list[str]:
    """The class table in plain columns, the counts, the mistakes by name, where the files are."""
    from quizkit.report.table import NOT_JUDGED, OUTCOMES, cell, number

    short = [name.rsplit("/", 1)[-1][:WIDEST_COLUMN] for name in table.questions]
    rows = [["learner", *short, "total"]]
    for row in table.rows:
        cells = [cell(row.outcomes[name]) if name in row.outcomes else "" for name in table.questions]
        rows.append([row.learner[:WIDEST_COLUMN], *cells, f"{number(row.earned)} of {number(row.possible)}"])
    counts = table.counts()
    named = [f"{name.replace('-', ' ')} {counts[name]}" for name in (*OUTCOMES, NOT_JUDGED) if counts[name]]
    lines = [*_columns(rows), "", f"Outcomes: {', '.join(named)}."]
    mistakes = sorted(table.mistake_counts().items(), key=lambda pair: (-pair[1], pair[0]))
    if mistakes:
        told = ", ".join(f"{name} ({question}) {count}" for (question, name), count in mistakes)
        lines += textwrap.wrap(f"Mistakes: {told}.", WIDTH, break_on_hyphens=False)
    findings = len(table.findings) + sum(len(row.findings) for row in table.rows)
    lines += [f"Findings about what was handed in: {findings}; they stand in summary.md."] if findings else []
    kept = f", {judged.kept} kept from before" if judged.kept else ""
    level = f" Sandbox level {' and '.join(judged.levels)}." if judged.levels else ""
    return [*lines, f"{judged.judged} judged{kept}.{level} Written to {out}/."]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
