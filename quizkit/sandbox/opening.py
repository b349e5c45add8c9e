"""Opens a sandbox for a runner, at the level that this machine keeps, if that level serves the purpose."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Sandbox
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import levels, machine
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.levels import Report
from quizkit.sandbox.wall import Wall

Purpose = Literal["own", "others"]
WALL_VARIABLE = "QUIZKIT_WALL"
CONTAINER = "container"


@contextmanager
def open_sandbox(
    spec: RunnerSpec, purpose: Purpose, keep_out: Sequence[Path] = (), *, force: Level | None = None
) -> Iterator[Sandbox]:
    """A sandbox for `spec`'s jobs, warm when this returns; closed, with every jail in it, at the end.

    `purpose` says whose code it is: "others" demands L3, or L1 inside a container declared to be the wall.
    `keep_out` are further paths that no jail may see. `force` takes a level unasked, for tests.
    Raises SandboxUnavailable, with the reason and the remedy, before anything is run.
    """
    level = force or serving(levels.current(), purpose)
    try:
        jails = Jails(lambda: Wall(launch(level, spec, keep_out)), level)
    except SandboxUnavailable as error:
        raise SandboxUnavailable(
            f"the sandbox of the runner '{spec.id}' did not start: {error}; see 'quizkit doctor'."
        ) from error
    try:
        yield jails
    finally:
        jails.close()


def serving(report: Report, purpose: Purpose) -> Level:
    """The level of `report` if it serves `purpose`. Raises SandboxUnavailable with reason and remedy."""
    remedy = machine.remedies()[0]
    if report.level == "L3":
        return "L3"
    if report.level != "L1":
        what_to_do = "" if machine.unsupported() else f"; {remedy}"
        raise SandboxUnavailable(f"no code can be run safely here: {report.reason}{what_to_do}.")
    if purpose == "others" and os.environ.get(WALL_VARIABLE) != CONTAINER:
        raise SandboxUnavailable(
            f"only level L1 can be had here, which does not serve other people's code; {remedy}, "
            f"or, in a container that holds nothing else, declare that a wall: {WALL_VARIABLE}={CONTAINER}."
        )
    return "L1"
