"""The `quizkit exam stress` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from quizkit.cli.class_table import flowing

HELP = """Try hundreds of seeds of every question that draws something, each proven in the sandbox.

TARGET is a blueprint, whose candidates are tried, or a topic. For questions with computed parts each seed
draws parameters and gives the programs another seed: options must stay apart, and what is locked must come
out again. Every other seed also draws numbers between the listed ones; what fails there is a note. For code
questions each seed draws the inputs: the solution passes, starter and mistakes fail. Findings name the seed
and the parameters. Ends with 1 if there is an error."""


def register(exam: typer.Typer) -> None:
    """Add the command to `quizkit exam`."""
    exam.command("stress", help=flowing(HELP))(_stress)


def _stress(
    target: Annotated[str, typer.Argument(metavar="BLUEPRINT|TOPIC", help="What to stress.")],
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="Seeds for each question.")] = 200,
    path: Annotated[
        list[Path] | None, typer.Option("--path", help="Add banks from this folder or file.")
    ] = None,
    runner_path: Annotated[
        list[Path] | None,
        typer.Option("--runner-path", help="Add a runner's folder; a runner is trusted code."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    from quizkit.app.exam_stress import stress_all
    from quizkit.text import visible

    rows = []
    failed = False
    for one in stress_all(target, seeds, path or (), runner_path or ()):
        findings = one.stressed.findings
        failed = failed or any(finding.severity == "error" for finding in findings)
        found = [finding.model_dump(mode="json") for finding in findings]
        rows.append({"question": one.address, "seeds": one.stressed.seeds, "findings": found})
        if not as_json:
            says = f"{len(findings)} found" if findings else "nothing found"
            lines = [f"  {visible(str(finding), one_line=True)}" for finding in findings]
            print("\n".join([f"{one.address}: {one.stressed.seeds} seeds, {says}.", *lines]), flush=True)
    if as_json:
        print(json.dumps({"questions": rows}))
    if failed:
        raise typer.Exit(1)
