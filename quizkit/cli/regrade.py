"""The `quizkit regrade` command."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli.class_table import flowing
from quizkit.cli.watching import watched

if TYPE_CHECKING:
    from quizkit.app.results.regrade import Regraded
    from quizkit.model.policy import Changed

HELP = """Change the marks of a graded class or exam, in the open.

CHANGES is YAML: "format: 1" and "changes:", a list of mappings with change, question, reason and what the
change needs: accept (answer: an option's id, a list of ids, a number or a text; of an exam also letters, with
form: of which one), tolerance (tolerance: rtol and atol for a program, with check: for one check; absolute,
relative or digits for a number), drop, full-marks, and of an exam corrected: its key was corrected in the
bank, and counts as it is there now.

Nobody's mark is lowered unless --allow-lower is given: where a change would lower a verdict the earlier one
stands, and a dropped question goes on counting for whom it helps. Every change stays in the folder's journal
with its reason, and later runs of the command that graded it keep to it.

Ends with 0, 2 for a wrong call, 4 for a broken file or a tolerance that takes mistakes for the key, 5 if
programs could not be run again, 130 if interrupted; then nothing was changed."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("regrade", help=flowing(HELP))(_regrade)


def _regrade(
    folder: Annotated[Path, typer.Argument(help="What 'quizkit grade' or 'quizkit exam grade' wrote.")],
    changes: Annotated[Path, typer.Argument(help="The YAML file of changes.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say who would change, and write nothing.")
    ] = False,
    allow_lower: Annotated[bool, typer.Option("--allow-lower", help="Let marks become lower too.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Learners judged side by side; one per processor.")
    ] = None,
    path: Annotated[list[Path] | None, typer.Option(help="Add banks from this folder or file.")] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Put key and solution into the feedback.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    from quizkit.app.results.regrade import Request, regrade
    from quizkit.clock import system_clock

    request = Request(
        folder, changes, dry_run, allow_lower, workers or os.cpu_count() or 1, tuple(path or ()), release
    )
    with watched() as progress:
        done = regrade(request, system_clock(), progress)
    print(
        json.dumps(_as_object(done, dry_run))
        if as_json
        else "\n".join(_as_lines(done, request.folder, dry_run))
    )


def _as_object(done: Regraded, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "learners": len(done.table.rows),
        "changed": [one.model_dump(mode="json") for one in done.changed],
        "held": done.held,
        "again": done.again,
        "judged": done.judged.judged,
        "kept": done.judged.kept,
    }


def _numbered(one: Changed) -> str:
    return f"; now with a number: {', '.join(one.numbered)}" if one.numbered else ""


def _as_lines(done: Regraded, folder: Path, dry_run: bool) -> list[str]:
    from quizkit.report.table import number

    lines = [
        f"{one.learner}: {number(one.before[0])} of {number(one.before[1])} -> "
        f"{number(one.after[0])} of {number(one.after[1])}{_numbered(one)}"
        for one in done.changed
    ]
    verb = "would change" if dry_run else "changed"
    lines.append(f"{len(done.changed)} of {len(done.table.rows)} learners {verb}.")
    if done.held:
        keep, them = ("answer keeps", "it") if done.held == 1 else ("answers keep", "them")
        lines.append(f"{done.held} {keep} an earlier, higher verdict; --allow-lower would lower {them}.")
    if done.again:
        lines.append("The same changes were the last to be made; they are not made twice.")
    lines.append("Dry run: nothing was written." if dry_run else f"Written to {folder}/.")
    return lines
