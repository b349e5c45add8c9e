"""`quizkit exam export`: built forms to print, to take at a computer, or for other systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli.class_table import flowing

if TYPE_CHECKING:
    from datetime import date

EXPORT_HELP = """Write built forms: papers to print, packages to take at a computer, files for other systems.

--to pdf, html and markdown write a paper for each form, notebook its programs as cells to fill in. None of
them holds a key: --key writes one beside each paper, in a file of its own with '-key' in its name. What a
format cannot express is listed. The same forms and the same --date give the same bytes.

--to moodle (XML), gift, canvas (QTI 1.2) and qti22 (QTI 2.2) write a file for each form to be imported there.
Those systems grade by the key, so the file holds it: it is never for learners, and --key must be given.

--take packs each form as a zip with prompts, options, starters, points and minutes; `quizkit take PACKAGE
--mode exam` runs it on any machine, without the banks, and writes what is handed in."""


def register(exam: typer.Typer) -> None:
    """Add the command to `exam`."""
    exam.command("export", help=flowing(EXPORT_HELP))(_export)


def _export(
    forms: Annotated[Path, typer.Argument(help="A form file, or the folder that the exam was built into.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="A file for one form, or a folder.", metavar="FILE|DIR")
    ],
    to: Annotated[
        str,
        typer.Option(
            help="Documents: pdf, html, markdown, notebook; for other systems: moodle, gift, canvas, qti22.",
            metavar="FORMAT",
        ),
    ] = "",
    key: Annotated[bool, typer.Option("--key", help="With --to: write the keys too.")] = False,
    day: Annotated[
        str, typer.Option("--date", help="With --to: when the exam takes place.", metavar="YYYY-MM-DD")
    ] = "",
    take: Annotated[
        bool, typer.Option("--take", help="Pack the forms to be taken with 'quizkit take'.")
    ] = False,
    form: Annotated[str, typer.Option(help="Only the form of this letter.")] = "",
    path: Annotated[
        list[Path] | None, typer.Option("--path", help="Add banks from this folder or file.")
    ] = None,
) -> None:
    from quizkit.errors import UsageError

    if take == bool(to):
        raise UsageError(
            "say what the forms are written as: --to pdf, html, markdown or notebook to print them, "
            "--to moodle, gift, canvas or qti22 for other systems, or --take to pack them for a computer."
        )
    if take and (key or day):
        raise UsageError("a package has no key and no date; leave out --key and --date, or use --to.")
    if take:
        _pack(forms, out, form.upper(), path or [])
    else:
        _print(forms, out, to, form.upper(), _date(day), path or [], key=key)


def _pack(forms: Path, out: Path, form: str, path: list[Path]) -> None:
    from quizkit.app.exams.packages import export

    for one in export(forms, out, form, path):
        package = one.package
        print(f"Form {package.form}: {len(package.items)} questions, {package.minutes} minutes: {one.path}")


def _print(
    forms: Path, out: Path, to: str, form: str, day: date | None, path: list[Path], *, key: bool
) -> None:
    from quizkit.app.exams.documents import Request, print_forms

    printed = print_forms(Request(forms, out, to, key, form, day, tuple(path)))
    print("Wrote:")
    print("\n".join(f"  {file}" for file in printed.files))
    if printed.holds_key:
        several = len(printed.files) > 1
        print(f"{'These files hold' if several else 'This file holds'} the key: never for learners.")
    if printed.notes:
        print("Not all can be expressed:")
    for said, letters in printed.notes.items():
        print(f"  {said} ({_forms(letters)})")


def _forms(letters: tuple[str, ...]) -> str:
    if len(letters) > 3:
        return f"{len(letters)} forms"
    return f"form{'s' if len(letters) > 1 else ''} {', '.join(letters)}"


def _date(day: str) -> date | None:
    from datetime import date

    from quizkit.errors import UsageError

    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError("--date is no date; write it as 2026-11-30.") from None
