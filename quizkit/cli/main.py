"""The `quizkit` command: puts the verbs together and is the outermost edge for errors."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import typer

from quizkit.errors import ContentError, QuizkitError

app = typer.Typer(
    name="quizkit",
    help="Quizzes, exams and graded code, judged outside the learner's process.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Each verb is a module with `register(app)`; it imports its use case only inside the command.
VERBS = ("take", "check", "trace", "grade", "exam", "bank", "doctor")

for verb in VERBS:
    importlib.import_module(f"quizkit.cli.{verb}").register(app)


def main() -> None:
    """Run the command line; every QuizkitError becomes one sentence on stderr and its exit code."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        app(args=arguments, prog_name="quizkit")
    except QuizkitError as error:
        if debug:
            raise
        if isinstance(error, ContentError):
            for finding in error.findings:
                print(finding, file=sys.stderr)
        print(f"quizkit: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        if debug:
            raise
        print("quizkit: interrupted; what was finished is kept.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if debug:
            raise
        where = f" '{Path(error.filename)}'" if isinstance(error.filename, str) else ""
        print(f"quizkit: the system refused{where}: {error.strerror or error}.", file=sys.stderr)
        sys.exit(1)
