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
        raise typer.Exit(_walk(topic, seed, path or []))
    from quizkit.app.trace import trace as traced  # imported here: `quizkit --help` needs none of it

    seen = traced(topic, seed, path or ())
    if as_json:
        typer.echo(seen.model_dump_json(indent=2))
        return
    from quizkit.terminal.trace import page

    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    typer.echo("\n".join(page(seen, width)))


def _walk(topic: str, seed: int | None, extra: list[Path]) -> int:
    from quizkit.app.desk import own_desk
    from quizkit.bank.catalogue import open_topic
    from quizkit.clock import system_clock
    from quizkit.session.modes import mode_named
    from quizkit.store.log import default_path, open_log
    from quizkit.terminal.console import system_console
    from quizkit.terminal.taking import Taking, take

    loaded = open_topic(topic, extra)
    command = ["quizkit", "take", topic, *(part for one in extra for part in ("--path", str(one)))]
    desk = own_desk()
    with open_log(default_path(), system_clock()) as log:
        try:
            taking = Taking([loaded], log, desk, system_console(), command)
            return take(taking, mode_named(MODE), seed=seed)
        finally:
            desk.close()
