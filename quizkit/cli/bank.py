"""The `quizkit bank` commands; prove and import have files of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli import bank_import, bank_prove
from quizkit.cli.group import Group

if TYPE_CHECKING:
    from quizkit.model.finding import Finding

Paths = Annotated[list[Path] | None, typer.Option("--path", help="Add banks from this folder or file.")]
RunnerPaths = Annotated[
    list[Path] | None, typer.Option("--runner-path", help="Add a runner's folder; a runner is trusted code.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Targets = Annotated[
    list[str] | None, typer.Argument(help="Topics by address, file or folder; all if none is named.")
]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    bank_app = typer.Typer(
        cls=Group, no_args_is_help=True, help="Look at banks, check them, build what they compute."
    )
    bank_app.command("list")(_list)
    bank_app.command("show")(_show)
    bank_app.command("lint")(_lint)
    bank_app.command("build")(_build)
    bank_app.command("schema")(_schema)
    bank_app.command("new")(_new)
    bank_prove.register(bank_app)
    bank_import.register(bank_app)
    app.add_typer(bank_app, name="bank")


def _list(path: Paths = None, as_json: Json = False) -> None:
    """List all topics."""
    from quizkit.app.banks.show import list_topics
    from quizkit.text import visible

    rows = list_topics(path or ())
    if as_json:
        print(json.dumps({"topics": rows}))
        return
    for row in rows:
        if row["broken"]:
            print(f"{row['address']}  (broken: see quizkit bank lint)")
        else:
            title = visible(str(row["title"]), one_line=True)
            print(f"{row['address']}  {title}, {row['questions']} questions, {row['minutes']} minutes")


def _show(
    address: Annotated[str, typer.Argument(help="A topic or a question, by address or file.")],
    key: Annotated[bool, typer.Option("--key", help="Show keys and worked solutions too.")] = False,
    path: Paths = None,
    as_json: Json = False,
) -> None:
    """Show a topic or a question."""
    from quizkit.app.banks.show import show

    lines = show(address, key, path or ())
    print(json.dumps({"lines": lines}) if as_json else "\n".join(lines))


def _lint(
    targets: Targets = None, path: Paths = None, runner_path: RunnerPaths = None, as_json: Json = False
) -> None:
    """Check topics: every finding with its line and how to mend it. Ends with 1 if there is an error."""
    from quizkit.app.banks.lint import lint_topics

    linted = lint_topics(targets or (), path or (), runner_path or ())
    findings = [finding for each in linted for finding in each.findings]
    if as_json:
        topics = [
            {"address": each.address, "path": str(each.path), "questions": each.questions} for each in linted
        ]
        shown = [finding.model_dump(mode="json") for finding in findings]
        print(json.dumps({"topics": topics, "findings": shown}))
    else:
        _print_findings(findings)
        questions = sum(each.questions or 0 for each in linted)
        seen = f"{_count(len(linted), 'topic')}, {_count(questions, 'question')}"
        print(f"{seen}: {_count(len(findings), 'finding')}.")
    _end_with(findings)


def _build(
    targets: Targets = None, path: Paths = None, runner_path: RunnerPaths = None, as_json: Json = False
) -> None:
    """Compute keys and wrong options in the sandbox and write TOPIC.lock.json beside each bank.

    A lock is written whole or not at all. Ends with 1 if anything could not be computed.
    """
    from quizkit.app.banks.build import build_topics

    findings: list[Finding] = []
    rows: list[dict[str, object]] = []
    for built in build_topics(targets or (), path or (), runner_path or ()):
        findings += built.findings
        shown = [finding.model_dump(mode="json") for finding in built.findings]
        rows.append({"address": built.address, "lock": str(built.lock), "state": built.state})
        rows[-1]["findings"] = shown
        if not as_json:
            _print_findings(built.findings)
            computed = f"{_count(built.questions, 'computed question')}, {_count(built.variants, 'variant')}"
            print(f"{built.address}: {computed}, lock {built.state}.")
    if as_json:
        print(json.dumps({"topics": rows}))
    _end_with(findings)


def _schema() -> None:
    """Print the JSON Schema of a topic file, for editors."""
    from quizkit.bank.schema import topic_schema

    print(json.dumps(topic_schema(), ensure_ascii=False, indent=2))


def _new(
    address: Annotated[str, typer.Argument(metavar="COLLECTION/TOPIC", help="The new topic's address.")],
    runner: Annotated[str, typer.Option(help="Which runner it is for: python or pytorch.")] = "python",
    into: Annotated[Path, typer.Option(help="The folder of banks to write into.")] = Path(),
) -> None:
    """Write a new topic to start from: a choice and a code question that lint and prove as they stand."""
    from quizkit.bank.scaffold import write_topic

    path = write_topic(address, runner, into)
    print(f"Wrote {path}. Check it with: quizkit bank lint {path}")


def _print_findings(findings: list[Finding] | tuple[Finding, ...]) -> None:
    from quizkit.text import visible

    for finding in findings:
        print(visible(str(finding), one_line=True))


def _end_with(findings: list[Finding]) -> None:
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
