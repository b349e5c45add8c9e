"""The `quizkit doctor` command."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizkit.app.doctor import Diagnosis, Finding, Worn

NO_SANDBOX = 5
HELP = """Say which sandbox can be had on this machine, attack it, and say how to get a better one.

Ends with 0 if code can be run here, 5 if it cannot, or if the sandbox breaks one of its laws."""


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
    if not diagnosis.sound:
        raise typer.Exit(NO_SANDBOX)


def lines(diagnosis: Diagnosis) -> list[str]:
    """The diagnosis as lines of text."""
    own, others = ("yes" if served else "no" for served in (diagnosis.own, diagnosis.others))
    out = [f"Sandbox: {diagnosis.level}, {diagnosis.meaning}."]
    out += [f"Runs your own code: {own}. Runs other people's code: {others}.", ""]
    out += [f"  {'ok' if fact.good else 'no':8} {fact.name}: {fact.says}" for fact in diagnosis.facts]
    held = {True: "held", False: "BROKEN", None: "absent"}
    out += _part(
        "Layers, and what each keeps a run from:", [_layer(held[one.held], one) for one in diagnosis.layers]
    )
    marks = {True: "stopped", False: "THROUGH", None: "n/a"}
    attacks = [f"{marks[canary.stopped]:8} {canary.name}: {canary.says}" for canary in diagnosis.canaries]
    out += _part("Attacks tried in a real jail:", attacks)
    out += _part("What every sandbox must do:", [_law(finding) for finding in diagnosis.conformance])
    out += _part("Why it is not more:", [f"{reason.rstrip('.')}." for reason in diagnosis.reasons])
    out += _part("What could be done:", [f"{remedy}." for remedy in diagnosis.remedies])
    return out + _part("The profile, to be put into", diagnosis.attachments)


def _part(heading: str, says: Sequence[str]) -> list[str]:
    """A part of the page; nothing if there is nothing to say."""
    return ["", heading, *(f"  {line}" for line in says)] if says else []


def _layer(word: str, layer: Worn) -> str:
    tried = f" ({layer.canaries} tried)" if layer.canaries and layer.held is not None else ""
    return f"{word:8} {layer.name}{tried}: {layer.stops}"


def _law(finding: Finding) -> str:
    if finding.wrong is None:
        return f"{'n/a':8} {finding.name}: {finding.says}"
    if not finding.wrong:
        return f"{'kept':8} {finding.name}: {finding.says}"
    return f"{'BROKEN':8} {finding.name}: {finding.says}; {finding.wrong}"
