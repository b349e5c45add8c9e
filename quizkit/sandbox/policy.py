"""The policy: which level serves whose code. The one place where that is decided; pure.

Other people's code needs L3, or L1 or L2 inside a wall that the administrator declares (a container, a
virtual machine). A user's own code runs at L1 and up. Where no level can be had, code that the user says
is his own, in that very call, runs as a plain process (L0) for `take` and `check`; nothing else ever does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["L3", "L2", "L1"]
Purpose = Literal["own", "others"]

LEVELS: tuple[Level, ...] = ("L3", "L2", "L1")  # best first
BARE = "L0"
WALL_VARIABLE = "QUIZKIT_WALL"
WALLS = ("container", "vm")
MEANING = {
    "L3": "a wall, namespaces of its own for each run, Landlock and a filter of system calls",
    "L2": "a wall, Landlock and a filter of system calls, but no namespaces of its own for each run",
    "L1": "Landlock and a filter of system calls, but no wall",
    BARE: "no sandbox: code questions are refused, everything else works",
}


@dataclass(frozen=True)
class Case:
    """What is asked: `level` found on this machine ("L0" for none), whose code it is, what was declared.

    `wall` is what QUIZKIT_WALL says, `own_code` whether this very call has --own-code. `reason` tells why
    the level is not higher, `remedy` how it could be, as far as is known and not told by `reason`; both
    complete a sentence.
    """

    level: str
    purpose: Purpose
    wall: str = ""
    own_code: bool = False
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Serve:
    """Run it, sandboxed at `level`."""

    level: Level


@dataclass(frozen=True)
class ServeBare:
    """Run it as a plain process: the user's own code, by the user's own word."""


@dataclass(frozen=True)
class Refuse:
    """Run nothing; `sentence` tells why, and what to do."""

    sentence: str


def decide(case: Case) -> Serve | ServeBare | Refuse:
    """Whether `case` is served, and how."""
    if case.own_code and case.purpose == "others":
        return Refuse("--own-code is for code that you wrote yourself; it never serves other people's.")
    level = next((known for known in LEVELS if known == case.level), None)
    if level is None:
        return _without(case)
    if level == "L3" or case.purpose == "own" or case.wall in WALLS:
        return Serve(level)
    declare = f"{WALL_VARIABLE}={WALLS[0]} (or {WALLS[1]})"
    undeclared = f" ({WALL_VARIABLE}={case.wall} names no wall that is known)" if case.wall else ""
    return Refuse(
        f"only level {level} can be had here, which does not serve other people's code{undeclared}; "
        f"{_first(case.remedy)}in a container or virtual machine that holds nothing else, declare that to be "
        f"the wall: {declare}."
    )


def _without(case: Case) -> ServeBare | Refuse:
    """No level can be had."""
    if case.own_code:
        return ServeBare()
    why = f"no code can be run safely here: {case.reason or 'no sandbox was found'}"
    remedy = f"; {case.remedy}" if case.remedy else ""
    escape = "; 'take' and 'check' run code that you wrote yourself with --own-code"
    return Refuse(f"{why}{remedy}{escape if case.purpose == 'own' else ''}.")


def _first(remedy: str) -> str:
    return f"{remedy}, or, " if remedy else ""


def remark(level: str, own_code: bool, reason: str = "") -> str:
    """What the user is told about the level at which his code ran; empty if nothing was run.

    `reason` tells, at L0, why there is no sandbox.
    """
    if not level:
        return "--own-code changed nothing: nothing had to be run." if own_code else ""
    if level == BARE:
        why = f", since none can be had here: {reason}" if reason else ""
        return f"Level {BARE}: run without a sandbox, as your own code{why}."
    if own_code:
        return f"Sandbox level {level}; --own-code changed nothing, since a sandbox serves here."
    return f"Sandbox level {level}."
