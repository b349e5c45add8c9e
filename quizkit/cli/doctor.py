"""The `quizkit doctor` command."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from quizkit.app.doctor import Diagnosis

NO_SANDBOX = 5
HELP = """Say which sandbox can be had on this machine, attack it, and say how to get a better one.

Ends with 0 if code can be run here, 5 if it cannot."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor", help=HELP)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    stop_service: Annotated[
        bool, typer.Option("--stop-service", help="End your warm services, and nothing else.")
    ] = False,
) -> None:
    """Print the diagnosis, or stop the services."""
    from quizkit.app import services  # these cost the sandbox's imports, which no other help needs
    from quizkit.app.doctor import diagnose

    if stop_service:
        stopped = services.stop()
        typer.echo(json.dumps({"stopped": stopped}) if as_json else f"Warm services stopped: {stopped}.")
        return
    diagnosis = diagnose()
    running = services.running()
    if as_json:
        everything = {**asdict(diagnosis), "services": [asdict(each) for each in running]}
        typer.echo(json.dumps(everything, indent=2))
    else:
        says = [f"  {services.sentence(each)}." for each in running] or ["  none."]
        typer.echo("\n".join([*lines(diagnosis), "", "Warm services of yours:", *says]))
    if not diagnosis.own:
        raise typer.Exit(NO_SANDBOX)


def lines(diagnosis: Diagnosis) -> list[str]:
    """The diagnosis as lines of text."""
    own, others = ("yes" if served else "no" for served in (diagnosis.own, diagnosis.others))
    out = [f"Sandbox: {diagnosis.level}, {diagnosis.meaning}."]
    out += [f"Runs your own code: {own}. Runs other people's code: {others}.", ""]
    out += [f"  {'ok' if fact.good else 'no':8} {fact.name}: {fact.says}" for fact in diagnosis.facts]
    if diagnosis.canaries:
        out += ["", "Attacks tried in a real jail:"]
    marks = {True: "stopped", False: "THROUGH", None: "n/a"}
    out += [f"  {marks[canary.stopped]:8} {canary.name}: {canary.says}" for canary in diagnosis.canaries]
    if diagnosis.reasons:
        out += ["", "Why it is not more:", *(f"  {reason}." for reason in diagnosis.reasons)]
    if diagnosis.remedies:
        out += ["", "What could be done:", *(f"  {remedy}." for remedy in diagnosis.remedies)]
    return out
