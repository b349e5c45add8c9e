"""The `quizkit trace` command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

NARROWEST, WIDEST = 60, 100


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("trace", help="Walk through a topic's reference training run, with its real figures.")(trace)


def trace(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="collection/topic, its bare id, or a file.")],
    seed: Annotated[int | None, typer.Option(help="Run from this seed instead of the topic's own.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    path: Annotated[
        list[Path] | None, typer.Option(help="Also look for banks in this folder or file.")
    ] = None,
) -> None:
    """Run the pipeline in the sandbox and print the page, or the figures as JSON."""
    from quizkit.app.trace import trace as traced  # imported here: `quizkit --help` needs none of it

    seen = traced(topic, seed, path or ())
    if as_json:
        typer.echo(seen.model_dump_json(indent=2))
        return
    from quizkit.terminal.trace import page

    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    typer.echo("\n".join(page(seen, width)))
