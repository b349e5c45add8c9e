"""The `quizkit exam stress` command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli.class_table import flowing
from quizkit.cli.watching import interruptible

if TYPE_CHECKING:
    from quizkit.app.exams.stress import TopicStress, Watch

INTERRUPTED = 130
HELP = """Try hundreds of seeds of every question that draws something, each proven in the sandbox.

TARGET is a blueprint, whose candidates are tried, or a topic. For questions with computed parts each seed
draws parameters and gives the programs another seed: options must stay apart, and what is locked must come
out again. Every other seed also draws numbers between the listed ones; what fails there is a note. For code
questions each seed draws the inputs: the solution passes, starter and mistakes fail. Findings name the seed
and the parameters. Ends with 1 if there is an error. Ctrl-C ends with what was found so far, and 130."""


def register(exam: typer.Typer) -> None:
    """Add the command to `quizkit exam`."""
    exam.command("stress", help=flowing(HELP))(_stress)


def _stress(
    target: Annotated[str, typer.Argument(metavar="BLUEPRINT|TOPIC", help="What to stress.")],
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="Seeds for each question.")] = 200,
    path: Annotated[
        list[Path] | None, typer.Option("--path", help="Add banks from this folder or file.")
    ] = None,
    runner_path: Annotated[
        list[Path] | None,
        typer.Option("--runner-path", help="Add a runner's folder; a runner is trusted code."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    from quizkit.app.exams.stress import stress_all

    found: list[TopicStress] = []
    with interruptible(), _watched() as watch:
        for one in stress_all(target, seeds, path or (), runner_path or (), watch):
            found.append(one)
            if not as_json:
                print("\n".join(_lines(one, seeds)), flush=True)
    stopped = found[-1].stressed.stopped
    if as_json:
        print(json.dumps({"questions": [_row(one) for one in found], "stopped": stopped}))
    elif stopped:
        print("quizkit: interrupted; the questions above were tried so far.", file=sys.stderr)
    if stopped:
        raise typer.Exit(INTERRUPTED)
    if any(finding.severity == "error" for one in found for finding in one.stressed.findings):
        raise typer.Exit(1)


def _lines(one: TopicStress, seeds: int) -> list[str]:
    from quizkit.text import visible

    stressed = one.stressed
    says = f"{len(stressed.findings)} found" if stressed.findings else "nothing found"
    count = f"{stressed.seeds} of {seeds}" if stressed.stopped else f"{stressed.seeds}"
    findings = [f"  {visible(str(finding), one_line=True)}" for finding in stressed.findings]
    return [f"{one.address}: {count} {'seed' if count == '1' else 'seeds'}, {says}.", *findings]


def _row(one: TopicStress) -> dict[str, object]:
    findings = [finding.model_dump(mode="json") for finding in one.stressed.findings]
    return {"question": one.address, "seeds": one.stressed.seeds, "findings": findings}


@contextmanager
def _watched() -> Iterator[Watch]:
    """A bar on stderr if that is a terminal and not CI."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda address, in_all, tried: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn())
    # What is printed meanwhile goes above the bar, but only where both stand on the same screen.
    both = sys.stdout.isatty()
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, redirect_stdout=both
    ) as rich:
        yield _moving(rich.update, rich.add_task("stressing", total=None))


def _moving(update: Callable[..., None], task: object) -> Watch:
    """Moves the bar by the seeds of all questions."""
    before: dict[str, int] = {}

    def watch(address: str, in_all: int, tried: int) -> None:
        before[address] = tried
        update(task, total=in_all, completed=sum(before.values()), description=address)

    return watch
