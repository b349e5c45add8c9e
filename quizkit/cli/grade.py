"""The `quizkit grade` command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from quizkit.cli.class_table import finish, flowing
from quizkit.cli.watching import watched

HELP = """Grade a class: folders, flat files, notebooks, a Moodle or Canvas zip, or a CSV of choices.

A learner's folder has answers.yaml ("format: 1" and "answers:" with a line per question: an option's id, a
list of ids, a number or a text) and a file QUESTION.py per program, or a notebook whose cells name their
question. The layout is recognised by itself. What counts: the questions of --questions, else the topic's
section "assignment", else its practice section and every live code question. One that a learner left out is
not attempted.

DIR gets the grades, pages, and results.jsonl, the journal: run the same command again and only what is
missing, changed or was a fault of the system is graded. Policy and overrides stay in DIR and in force.

Ends with 0 whatever the scores, 1 with --fail-under, 2 for a wrong call, 4 if a question, the policy or the
overrides are broken, 5 if answers could not be judged because the sandbox failed or is not available, 130 if
interrupted."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("grade", help=flowing(HELP))(_grade)


def _grade(
    topic: Annotated[str, typer.Argument(help="The topic: its address, its bare id, or its file.")],
    submissions: Annotated[Path, typer.Argument(help="The folder, zip or CSV that the class handed in.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write into.", metavar="DIR")],
    seed: Annotated[str | None, typer.Option(help="Repeat the draws of an earlier grading.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Learners graded side by side; one per processor if left out."),
    ] = None,
    questions: Annotated[str, typer.Option(help="Count these question ids alone, parted by commas.")] = "",
    path: Annotated[list[Path] | None, typer.Option(help="Add banks from this folder or file.")] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="CSV with id, name and aliases: who is in the class."),
    ] = None,
    times: Annotated[
        Path | None, typer.Option(help="CSV with learner, attempt, submitted: when each was handed in.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="YAML with points, attempts, late, time_factors.")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option(help="YAML with learner, question, score, reason: what a person decided.")
    ] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Put key and solution into the feedback.")
    ] = False,
    fail_under: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="End with 1 if a learner has a smaller share of the points."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Print a JSON object per answer, then the result's.")
    ] = False,
) -> None:
    from quizkit.app.classes.grade import Request, grade
    from quizkit.clock import system_clock

    request = Request(
        topic=topic,
        submissions=submissions,
        out=out,
        seed=seed,
        workers=workers or os.cpu_count() or 1,
        questions=tuple(name.strip() for name in questions.split(",") if name.strip()),
        extra=tuple(path or ()),
        roster=roster,
        times=times,
        policy=policy,
        overrides=overrides,
        release=release,
    )
    with watched(json_lines) as progress:
        table, judged = grade(request, system_clock(), progress)
    finish(table, judged, out, as_json=as_json or json_lines, fail_under=fail_under)
