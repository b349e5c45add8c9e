"""What `grade` and its like show while they work: a bar, a line of JSON per answer, or nothing."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from quizkit.app.classes.judging import Progress
    from quizkit.app.classes.task import Task
    from quizkit.model.outcome import Outcome


@contextmanager
def watched(json_lines: bool = False) -> Iterator[Progress]:
    """A bar on stderr if that is a terminal and not CI; with `json_lines` a line per answer on stdout.

    Ctrl-C before anything can be told ends as `interruptible` says.
    """
    from quizkit.app.classes.judging import Progress

    with interruptible():
        if json_lines:
            yield _lines()
        elif sys.stderr.isatty() and not os.environ.get("CI"):
            with _bar() as bar:
                yield bar
        else:
            yield Progress()


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C ends with a sentence and 130."""
    try:
        yield
    except KeyboardInterrupt:
        print("quizkit: interrupted; run the same command again.", file=sys.stderr)
        raise typer.Exit(130) from None


def _lines() -> Progress:
    from quizkit.app.classes.judging import Progress
    from quizkit.model.outcome import score_of

    class Lines(Progress):
        """A JSON object per answer, as soon as it has its verdict; the result is the last one."""

        def __init__(self) -> None:
            self._lock = threading.Lock()

        def done(self, task: Task, outcome: Outcome, fresh: bool) -> None:
            line = {
                "learner": task.learner,
                "attempt": task.attempt,
                "question": task.key,
                "outcome": outcome.outcome,
                "score": score_of(outcome),
                "judged": fresh,
            }
            with self._lock:
                print(json.dumps(line), flush=True)

    return Lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress

    from quizkit.app.classes.judging import Progress

    class Bar(Progress):
        """Moves a rich bar; beside it the rate of judging and how the answers came out so far."""

        def __init__(self, rich: RichProgress, task: TaskID) -> None:
            self._rich, self._task = rich, task
            self._counts: Counter[str] = Counter()
            self._lock = threading.Lock()

        def begin(self, total: int) -> None:
            self._rich.update(self._task, total=total)

        def done(self, task: Task, outcome: Outcome, fresh: bool) -> None:
            with self._lock:
                self._counts[outcome.outcome] += 1
                told = ", ".join(f"{name.replace('-', ' ')} {count}" for name, count in self._counts.items())
            self._rich.advance(self._task)
            speed = self._rich.tasks[0].finished_speed or self._rich.tasks[0].speed
            self._rich.update(self._task, rate=f"{speed:.1f}/s" if speed else "", totals=told)

    columns = (
        TextColumn("grading"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[totals]}"),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as rich:
        yield Bar(rich, rich.add_task("grading", total=None, rate="", totals=""))
