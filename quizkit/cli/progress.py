"""The `quizkit progress` commands: what was reached; the log of answers carried elsewhere, or forgotten."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli.class_table import flowing
from quizkit.cli.group import Group

if TYPE_CHECKING:
    from typer._click.core import Context

    from quizkit.store.log import EventLog

Store = Annotated[
    Path | None, typer.Option(help="The log of answers; without it, your own in the state folder.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HELP = """What you have reached, per topic and skill; what is due; which mistakes you make repeatedly.

'quizkit progress', with a topic or without, is short for 'quizkit progress show', whose --help has the
options."""


class _Short(Group):
    """A group in which `show` need not be written."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["show", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    progress_app = typer.Typer(cls=_Short, help=flowing(HELP))
    progress_app.command("show")(_show)
    progress_app.command("export")(_export)
    progress_app.command("import")(_import)
    progress_app.command("forget")(_forget)
    app.add_typer(progress_app, name="progress")


def _show(
    topic: Annotated[str, typer.Argument(help="collection/topic, its beginning, or a file")] = "",
    weeks: Annotated[bool, typer.Option("--weeks", help="Say how many answers each week had.")] = False,
    store: Store = None,
    path: Annotated[list[Path] | None, typer.Option(help="Add banks from this folder or file.")] = None,
    as_json: Json = False,
) -> None:
    """Say how strong each skill is, what is due, and which mistakes come again."""
    from quizkit.app.learning.progress import progress
    from quizkit.cli.progress_object import as_object
    from quizkit.clock import system_clock
    from quizkit.terminal.progress import progress_lines

    with _log(store) as log:
        shown = progress(log, system_clock().now(), topic, path or ())
    if as_json:
        print(json.dumps(as_object(shown, weeks)))
    else:
        print("\n".join(progress_lines(shown, weeks)))


@contextmanager
def _log(store: Path | None) -> Iterator[EventLog]:
    """The learner's log. UsageError if `store` names none: a slip must not make an empty one."""
    from quizkit.clock import system_clock
    from quizkit.errors import UsageError
    from quizkit.store.log import default_path, open_log

    if store is not None and not store.exists():
        raise UsageError(f"there is no log of answers '{store}'; check --store.")
    with open_log(store or default_path(), system_clock()) as log:
        yield log


def _export(
    file: Annotated[Path, typer.Argument(help="The file to write, JSON lines.")],
    with_code: Annotated[
        bool, typer.Option("--with-code", help="Keep the programs and texts that you wrote.")
    ] = False,
    store: Store = None,
) -> None:
    """Write your answers to a file, under a random id: no name, no path, nothing that you wrote."""
    from quizkit.app.learning.progress_file import export

    with _log(store) as log:
        count = export(log, file, with_code)
    kept = "with what you wrote" if with_code else "without what you wrote"
    print(f"Wrote {_counted(count, 'event')} to {file}, {kept}.")


def _import(
    file: Annotated[Path, typer.Argument(help="A file that 'quizkit progress export' wrote.")],
    store: Annotated[
        Path | None, typer.Option(help="The log of answers; without it, your own in the state folder.")
    ] = None,
) -> None:
    """Take in the answers of a file: all of them, or none if a line is wrong."""
    from quizkit.app.learning.progress import progress
    from quizkit.app.learning.progress_file import take_in
    from quizkit.clock import system_clock
    from quizkit.store.log import default_path, open_log

    clock = system_clock()
    with open_log(store or default_path(), clock) as log:
        taken = take_in(log, file, clock.now())
        progress(log, clock.now())  # what is computed from all answers is kept from now on
    there = f"; {taken.known} were there already" if taken.known else ""
    print(f"Took in {_counted(taken.added, 'event')} of learner {taken.learner}{there}.")


def _forget(
    topic: Annotated[str, typer.Argument(help="The topic whose answers are to go.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Forget all topics.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: Store = None,
) -> None:
    """Take answers out of the log for good."""
    from quizkit.app.learning.forget import foretell, forget
    from quizkit.errors import UsageError

    if bool(topic) == everything:
        raise UsageError("name a topic to forget, or say --all; not both.")
    with _log(store) as log:
        plan = foretell(log, topic)
        what = f"{_counted(plan.answers, 'answer')} in {_counted(plan.sessions, 'session')}"
        of = plan.topic or "all topics"
        if not yes and not _agreed(f"This takes {what} of {of} out of the log for good. Type yes to go on: "):
            print("Nothing was forgotten.")
            raise typer.Exit(1)
        clean = forget(log, plan)
    print(f"Forgot {what} of {of}, and what was computed from them.")
    if not clean:
        print(
            "The file could not be rewritten at once, since another program has the log open or the disk is "
            "full: run this again later, to overwrite what is left of them in it."
        )


def _agreed(prompt: str) -> bool:
    from quizkit.errors import UsageError
    from quizkit.text import visible

    if not sys.stdin.isatty():
        raise UsageError("forgetting asks first, and nobody is there to answer; say --yes.")
    print(visible(prompt, one_line=True), end="", flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
