"""The `quizkit` command: puts the verbs together and is the outermost edge for errors."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from quizkit import __version__
from quizkit.cli.group import Group
from quizkit.cli.streams import prepare_streams
from quizkit.errors import ContentError, QuizkitError

# Each verb is a module with `register(app)`; it imports its use case only inside the command.
VERBS = ("take", "check", "trace", "grade", "regrade", "report", "exam", "bank", "progress", "doctor")

HELP = """Quizzes, exams and graded code, judged outside the learner's process.

To begin: quizkit take"""


def application(verbs: Sequence[str] = VERBS) -> typer.Typer:
    """The command line with these verbs."""
    app = typer.Typer(
        name="quizkit",
        cls=Group,
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help reads well aloud, and saves 70 ms
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_quizkit)
    for verb in verbs:
        importlib.import_module(f"quizkit.cli.{verb}").register(app)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"quizkit {__version__}")
        raise typer.Exit


def _quizkit(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    del version  # its callback did it


def main() -> None:
    """Run the command line; every QuizkitError becomes one sentence on stderr and its exit code."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    # A start makes many objects that stay, and looks for plugins that nobody has: a tenth of it, for nothing.
    gc.set_threshold(100_000)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    prepare_streams()
    try:
        # The verb that is called is enough; for help and slips all are needed.
        called = [verb for verb in VERBS if arguments[:1] == [verb]]
        application(called or VERBS)(args=arguments, prog_name="quizkit")
    except QuizkitError as error:
        if debug:
            raise
        if isinstance(error, ContentError):
            for finding in error.findings:
                _complain(str(finding))
        _complain(f"quizkit: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        if debug:
            raise
        _complain("quizkit: interrupted; what was finished is kept.")
        sys.exit(130)
    except OSError as error:
        if debug:
            raise
        where = f" '{Path(error.filename)}'" if isinstance(error.filename, str) else ""
        _complain(f"quizkit: the system refused{where}: {error.strerror or error}.")
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        # Not 1, which `check` says of a wrong answer: nothing was found out about anybody's answer.
        what = f"{type(error).__name__}: {error}"
        _complain(f"quizkit: this is a bug of quizkit ({what}); please report it with what --debug shows.")
        sys.exit(5)
    finally:
        gc.freeze()  # else Python looks through all of it for rubbish before it ends: a tenth of a start


def _complain(sentence: str) -> None:
    """Print one line on stderr; a name in it may hold anything."""
    from quizkit.text import visible  # not needed where nothing goes wrong

    print(visible(sentence, one_line=True), file=sys.stderr)
