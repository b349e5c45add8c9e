"""The `quizkit bank import` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from quizkit.app.banks.importing import Brought

HELP = """Take over questions from GIFT, Aiken, Moodle XML or Canvas QTI 1.2, with a list of what was lost.

What has no counterpart is listed, with its line. A question that lacks or lost something becomes a draft.
Pictures go into the folder assets beside the new bank. Nothing is overwritten.

Ends with 0, or 1 if some question could not be read, 4 if nothing could be taken over."""


def register(bank_app: typer.Typer) -> None:
    """Add the command to `quizkit bank`."""
    bank_app.command("import", help=HELP)(import_)


def import_(
    file: Annotated[Path, typer.Argument(help="What the other system exported: text, XML or a zip.")],
    form: Annotated[
        str | None,
        typer.Option("--as", metavar="FORMAT", help="gift, aiken, moodle or canvas; else as it looks."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="The new bank, banks/COLLECTION/TOPIC.yaml.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import, print every finding, and say in the exit code whether anything could not be read."""
    from quizkit.app.banks.importing import import_bank  # imported here: `quizkit --help` needs none of it

    brought = import_bank(file, form, out)
    typer.echo(json.dumps(_as_object(brought)) if as_json else "\n".join(_lines(brought)))
    if any(finding.severity == "error" for finding in brought.findings):
        raise typer.Exit(1)


def _as_object(brought: Brought) -> dict[str, object]:
    return {
        "path": str(brought.path),
        "address": brought.address,
        "questions": brought.questions,
        "complete": brought.complete,
        "pictures": [str(picture) for picture in brought.pictures],
        "findings": [finding.model_dump(mode="json") for finding in brought.findings],
    }


def _lines(brought: Brought) -> list[str]:
    """The findings, then what was written and what can be done with it."""
    from quizkit.text import visible

    drafts = brought.questions - brought.complete
    pictures = f" {_count(len(brought.pictures), 'picture')} beside it." if brought.pictures else ""
    lines = [visible(str(finding), one_line=True) for finding in brought.findings]
    told = f"{_count(brought.questions, 'question')}, {_count(drafts, 'draft')} among them."
    lines.append(f"Wrote {brought.path}: {told}{pictures}")
    lines.append(f"What is still to be written: quizkit bank lint {brought.path}")
    if brought.complete:
        lines.append(f"What is complete can be practised: quizkit take {brought.path}")
    return [visible(line, one_line=True) for line in lines]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
