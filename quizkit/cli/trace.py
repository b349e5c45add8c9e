"""The `quizkit trace` command."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

NARROWEST, WIDEST = 40, 100
MODE = "trace"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("trace")(trace)


def trace(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="collection/topic, its bare id, or a file.")],
    seed: Annotated[int | None, typer.Option(help="Run from this seed instead of the topic's own.")] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Print the whole page without asking, as on a pipe.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="One event a line, as screen readers need it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    path: Annotated[
        list[Path] | None, typer.Option(help="Also look for banks in this folder or file.")
    ] = None,
) -> None:
    """Walk through a topic's reference training run, with its real figures.

    On a terminal it goes stage by stage and asks what comes next, then come a few questions. Nothing of it
    is recorded. Exits with 0 when finished, 3 when left, 130 when interrupted.
    """
    if not (whole or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
        raise typer.Exit(_walk(topic, seed, plain, tuple(path or ())))
    from quizkit.app.learning.trace import trace as traced  # imported here: `quizkit --help` needs none of it

    seen = traced(topic, seed, path or ())
    if as_json:
        typer.echo(seen.model_dump_json(indent=2))
        return
    from quizkit.terminal.trace import page

    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    typer.echo("\n".join(page(seen, width)))


def _walk(topic: str, seed: int | None, plain: bool, extra: tuple[Path, ...]) -> int:
    from quizkit.cli.take import is_plain
    from quizkit.cli.taking import Call, ExamCall, run

    return run(Call(topic, MODE, is_plain(plain), None, None, extra, False, False, ExamCall(), seed))
