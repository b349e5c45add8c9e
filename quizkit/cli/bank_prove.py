"""The `quizkit bank prove` command."""

from __future__ import annotations

import json
import math
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from quizkit.app.banks.prove import TopicProof
    from quizkit.bank.prove.proof import Proof

HELP = """Run every claim of a bank that can be run: options, evidence, starters, solutions, mistakes.

A key is proven by running it, argued where the bank says why it cannot be run, contested where the bank says
that it can be disputed, unproven without either, refuted where a claim does not hold.

Ends with 0, or 1 if a claim is refuted or unproven, 4 if a topic is broken, 5 if nothing can be run here."""


def register(bank_app: typer.Typer) -> None:
    """Add the command to `quizkit bank`."""
    bank_app.command("prove", help=HELP)(prove)


def prove(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS|PATH]...", help="Topics or questions; else all.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="Seeds for each code question.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    path: Annotated[
        list[Path] | None, typer.Option(help="Also look for banks in this folder or file.")
    ] = None,
    runner_path: Annotated[
        list[Path] | None, typer.Option(help="Add a runner's folder; a runner is trusted code.")
    ] = None,
) -> None:
    """Prove, print what was found as it is found, and say it in the exit code."""
    from quizkit.app.banks.prove import prove as proved  # imported here: `quizkit --help` needs none of it
    from quizkit.app.banks.prove import totals

    banks, runners = path or (), runner_path or ()
    if as_json:
        found = proved(names or (), seeds, banks, runners, lambda address: None, lambda proof: None)
        typer.echo(json.dumps(as_object(found), indent=2))
    else:
        found = proved(names or (), seeds, banks, runners, _print_topic, _print_proof)
        typer.echo("\n".join(["", *summary(found)]))
    counted = totals(found)
    raise typer.Exit(1 if counted["refuted"] or counted["unproven"] else 0)


def _print_topic(address: str) -> None:
    typer.echo(f"{address}")


def _print_proof(proof: Proof) -> None:
    width = max(60, shutil.get_terminal_size().columns)
    typer.echo("\n".join(proof_lines(proof, width)))


def proof_lines(proof: Proof, width: int) -> list[str]:
    """One line for the question, and one for each finding."""
    from quizkit import text

    says = " ".join(proof.says.split())
    if proof.separation is not None:
        says += f", {apart(proof.separation)}"
    line = text.visible(f"  {proof.status:<10}{proof.question}: {says}", one_line=True)
    shown = textwrap.wrap(line, width, subsequent_indent=" " * 12)
    return [*shown, *(f"    {text.visible(str(finding), one_line=True)}" for finding in proof.findings)]


def apart(separation: float) -> str:
    """How far the nearest mistake is from the key, in words."""
    if math.isinf(separation):
        return "where no tolerance could bridge the gap"
    return f"by at least {separation:.3g} tolerances"


def summary(found: Sequence[TopicProof]) -> list[str]:
    """The totals in words."""
    from quizkit.app.banks.prove import nearest, totals

    counted = totals(found)
    total = sum(counted.values())
    parts = ", ".join(f"{count} {status}" for status, count in counted.items())
    lines = [f"{total} {'question' if total == 1 else 'questions'}: {parts}."]
    closest = nearest(found)
    if closest:
        lines.append(f"The mistake nearest to its key, in {closest[0]}, is told apart {apart(closest[1])}.")
    return lines


def as_object(found: Sequence[TopicProof]) -> dict[str, object]:
    """The proofs as JSON; an infinite separation, which JSON cannot hold, is null like none."""
    from quizkit.app.banks.prove import totals

    topics = [
        {"topic": topic.address, "questions": [_proof(each) for each in topic.proofs]} for topic in found
    ]
    return {"topics": topics, "totals": totals(found)}


def _proof(proof: Proof) -> dict[str, object]:
    finite = proof.separation is not None and proof.separation < float("inf")
    findings = [finding.model_dump(mode="json") for finding in proof.findings]
    return {**asdict(proof), "separation": proof.separation if finite else None, "findings": findings}
