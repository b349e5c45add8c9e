"""The `quizkit check` command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli.completing import question_names
from quizkit.errors import UsageError

if TYPE_CHECKING:
    from quizkit.app.check import Checked

NARROWEST, WIDEST = 60, 100
EXIT_CODES = {"author-fault": 4, "system-fault": 5}
HELP = """Check one answer to a question: a Python file for a code question, else --answer.

Ends with 0 for full marks, 1 below, 2 for a wrong call, 4 if the question is broken, 5 if it cannot run. With
--watch it goes on until Ctrl-C, and ends with 130."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("check", help=HELP)(check)


def check(
    question: Annotated[
        str,
        typer.Argument(help="A question: collection/topic/question.", autocompletion=question_names),
    ],
    file: Annotated[Path | None, typer.Argument(help="The file that holds your program.")] = None,
    answer: Annotated[
        str | None, typer.Option(help="An option's id, ids parted by commas, a number or a text.")
    ] = None,
    seed: Annotated[str | None, typer.Option(help="Draw the inputs from this seed again.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check the program again, with fresh inputs, at every save.")
    ] = False,
    path: Annotated[
        list[Path] | None, typer.Option(help="Also look for banks in this folder or file.")
    ] = None,
    runner_path: Annotated[
        list[Path] | None, typer.Option(help="Add a runner's folder; a runner is trusted code.")
    ] = None,
    own_code: Annotated[
        bool,
        typer.Option(
            "--own-code", help="I wrote this program: run it as a plain process if no sandbox can be had."
        ),
    ] = False,
) -> None:
    """Judge the answer, print the verdict, end with the exit code that says it."""
    if watch:
        if file is None or answer is not None or seed is not None or as_json:
            raise UsageError("--watch goes with a program's file, and without --answer, --seed and --json.")
        _watch(question, file, path or [], runner_path or [], own_code)
    from quizkit.app.check import check as checked  # imported here: `quizkit --help` needs none of it

    seen = checked(question, file, answer, seed, path or (), runner_path or (), own_code)
    outcome = seen.verdict.outcome
    if as_json:
        typer.echo(json.dumps(as_object(seen), indent=2))
    else:
        typer.echo("\n".join(as_lines(seen)))
    passed = outcome.outcome == "graded" and outcome.score == 1
    raise typer.Exit(0 if passed else EXIT_CODES.get(outcome.outcome, 1))


def _watch(question: str, file: Path, extra: list[Path], runner_paths: list[Path], own_code: bool) -> None:
    """Print a verdict at every save until Ctrl-C. Raises typer.Exit."""
    from quizkit.app.check import Checked
    from quizkit.app.learning.saves import Gone
    from quizkit.app.learning.watch import watch
    from quizkit.text import visible

    name = visible(file.name, one_line=True)
    print(f"Watching {name}: every save is checked with fresh inputs; Ctrl-C ends.", flush=True)
    try:
        for news in watch(question, file, extra, runner_paths, own_code):
            if isinstance(news, Checked):
                lines = ["", f"{name} as it was saved:", *as_lines(news)]
            elif isinstance(news, Gone):
                lines = ["", f"There is no {name} now; it is checked when it is saved."]
            else:
                lines = ["", visible(news.reason, one_line=True)]
            print("\n".join(lines), flush=True)
    except KeyboardInterrupt:
        print(f"\nNo longer watching {name}.")
        raise typer.Exit(130) from None


def as_object(seen: Checked) -> dict[str, object]:
    """The verdict as JSON: `score` is absent where there is none."""
    empty: dict[str, object] = {"mistake": None, "checks": []}
    name = f"{seen.loaded.address}/{seen.question.id}"
    outcome = seen.verdict.outcome.model_dump(mode="json")
    how = {"seed": seen.verdict.seed, "level": seen.verdict.level, "remark": seen.remark}
    return {"question": name, **empty, **outcome, **how}


def as_lines(seen: Checked) -> list[str]:
    """The verdict for a person, with what is needed to get it again."""
    from quizkit.terminal.verdict import verdict_lines

    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    lines = verdict_lines(seen.verdict.outcome, seen.question, seen.loaded.topic, width)
    again = f" The same inputs again: --seed {seen.verdict.seed}" if seen.verdict.level else ""
    return [*lines, "", f"{seen.remark}{again}"] if seen.remark else lines
