"""The `quizkit take` command: a learner and a topic, an exam, or everything there is to choose from."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from quizkit.cli.class_table import flowing
from quizkit.cli.completing import mode_names, takable_names

LEFT = 3
HELP = """Take a topic: learn it, practise, be quizzed or tested; or take an exam.

Answers are saved at once; leaving loses nothing and coming back resumes. Without a topic there is a list to
choose from; a review goes over all topics. An exam is a package from 'quizkit exam export', or a form file.
Screens are drawn where the terminal can, plain lines elsewhere. Exits with 0 when finished, 3 when left, 130
when interrupted."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("take", help=flowing(HELP))(take)


def take(
    topic: Annotated[
        str,
        typer.Argument(
            help="collection/topic, its beginning, a file, or an exam", autocompletion=takable_names
        ),
    ] = "",
    mode: Annotated[
        str,
        typer.Option(
            help="learn, trace, practice, quiz, test, review, drill, predict, fix or exam; practice if none",
            autocompletion=mode_names,
        ),
    ] = "",
    plain: Annotated[
        bool, typer.Option("--plain", help="one event a line, as screen readers need it")
    ] = False,
    watch: Annotated[
        Path | None, typer.Option(help="take this file as the answer to a program at every save")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="the log of answers; without it, your own in the state folder")
    ] = None,
    path: Annotated[list[Path] | None, typer.Option(help="a further bank, folder or file")] = None,
    new: Annotated[bool, typer.Option("--new", help="start over where a session was left")] = False,
    own_code: Annotated[
        bool,
        typer.Option("--own-code", help="run programs that I wrote as plain processes if no sandbox serves"),
    ] = False,
    learner: Annotated[str, typer.Option(help="who hands in an exam: a name or number")] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="where to write what is handed in of an exam")
    ] = None,
    time_factor: Annotated[
        float, typer.Option(help="times the minutes of an exam, as was agreed with you")
    ] = 1.0,
) -> None:
    """Take a topic or an exam."""
    from quizkit.cli.taking import Call, ExamCall, run

    exam = ExamCall(learner, out, time_factor)
    call = Call(topic, mode, is_plain(plain), watch, store, tuple(path or ()), new, own_code, exam)
    try:
        code = run(call)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output is gone. Every answer is saved; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = LEFT
    raise typer.Exit(code)


def is_plain(asked: bool) -> bool:
    """Whether lines are wanted, or all that the terminal can do."""
    wanted = asked or os.environ.get("QUIZKIT_PLAIN", "0") not in ("", "0")
    capable = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
    return wanted or not capable or not _has_signs(sys.stdout.encoding)


def _has_signs(encoding: str) -> bool:
    """Whether `encoding` has the signs of the screens: those it lacks would be written as escapes."""
    try:
        "│╭▸•✓✗↑↓·".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
