"""The `quizkit report` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from quizkit.cli.class_table import flowing
from quizkit.cli.watching import interruptible

HELP = """Turn a graded class into pages, gradebooks and a report of alike programs. Nothing is judged.

The pages are written anew, with key and solution once you say --release. Canvas: --canvas takes the gradebook
that Canvas exported and fills the column of --assignment. Moodle: --moodle takes the grading worksheet that
Moodle exported and fills grade and feedback; --moodle-import makes a table for its gradebook import;
--moodle-feedback packs the pages for "Upload multiple feedback files in a zip". --gradescope writes a
results.json per learner. --similarity compares programs; it accuses nobody.

Ends with 0, and with 2 for a wrong call."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("report", help=flowing(HELP))(_report)


def _report(
    folder: Annotated[
        Path, typer.Argument(help="The folder that 'quizkit grade -o' or 'exam grade -o' wrote.")
    ],
    release: Annotated[
        bool, typer.Option("--release", help="Put key and solution into the feedback.")
    ] = False,
    canvas: Annotated[Path | None, typer.Option(help="The gradebook exported from Canvas.")] = None,
    assignment: Annotated[str | None, typer.Option(help="The assignment's title or id in Canvas.")] = None,
    moodle: Annotated[Path | None, typer.Option(help="The grading worksheet exported from Moodle.")] = None,
    moodle_import: Annotated[
        bool, typer.Option("--moodle-import", help="Write a table for Moodle's gradebook import.")
    ] = False,
    moodle_feedback: Annotated[
        bool, typer.Option("--moodle-feedback", help="Write a zip of the pages for Moodle to hand out.")
    ] = False,
    gradescope: Annotated[
        bool, typer.Option("--gradescope", help="Write a results.json per learner.")
    ] = False,
    similarity: Annotated[bool, typer.Option("--similarity", help="Write similarity.html.")] = False,
    path: Annotated[list[Path] | None, typer.Option(help="Add banks from this folder or file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    from quizkit.app.results.report import Request, report
    from quizkit.clock import system_clock

    request = Request(
        folder,
        release,
        canvas,
        assignment,
        moodle,
        moodle_import,
        moodle_feedback,
        gradescope,
        similarity,
        tuple(path or ()),
    )
    with interruptible():
        done = report(request, system_clock())
    if as_json:
        written = [{"name": name, "holds": holds} for name, holds in done.written]
        print(json.dumps({"written": written, "findings": [str(one) for one in done.findings]}))
        return
    for finding in done.findings:
        print(finding)
    for name, holds in done.written:
        print(f"{folder / name}: {holds}")
