"""Opens a sandbox for a runner, at the level that this machine keeps, if `policy` says that it serves."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Sandbox
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import levels, machine, policy, service_client
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import launch
from quizkit.sandbox.levels import Report
from quizkit.sandbox.own import OwnCode
from quizkit.sandbox.policy import Case, Level, Purpose, Refuse, Serve, ServeBare
from quizkit.sandbox.wall import Wall

EXTRAS = {"torch": '"quizkit[torch]"'}  # modules that come with an extra of quizkit's


@contextmanager
def open_sandbox(
    spec: RunnerSpec,
    purpose: Purpose,
    keep_out: Sequence[Path] = (),
    *,
    force: Level | None = None,
    own_code: bool = False,
    shared: bool = False,
) -> Iterator[Sandbox]:
    """A sandbox for `spec`'s jobs, warm when this returns; closed, with every jail in it, at the end.

    `purpose` says whose code it is, `policy` which level that demands. `own_code` lets a plain process run it
    where no level can be had, and changes nothing elsewhere. `keep_out` are further paths that no jail may
    see. `shared` lets the user's warm service serve the user's own code, where it may be used.
    `force` takes a level unasked, for tests. Raises SandboxUnavailable, with the reason and the
    remedy, before anything is run.
    """
    answer = Serve(force) if force else serving(levels.current(), purpose, own_code)
    if isinstance(answer, ServeBare):
        yield OwnCode(spec)
        return
    start = (
        functools.partial(service_client.reach_or_start, spec, keep_out)
        if shared and purpose == "own"
        else Wall
    )
    try:
        jails = Jails(lambda: start(launch(answer.level, spec, keep_out)), answer.level)
    except SandboxUnavailable as error:
        raise SandboxUnavailable(not_started(spec.id, str(error))) from error
    try:
        yield jails
    finally:
        jails.close()


def not_started(runner: str, why: str) -> str:
    """What to do where the sandbox of `runner` did not start for the reason `why`."""
    absent = re.search(r"No module named '([^'.]+)", why)
    if absent:
        name = absent[1]
        return (
            f"the runner '{runner}' needs the Python module '{name}', which is not installed here: "
            f"run 'pip install {EXTRAS.get(name, name)}'."
        )
    return f"the sandbox of the runner '{runner}' did not start: {why}; see 'quizkit doctor'."


def service_of(sandbox: Sandbox) -> Path | None:
    """The socket of the warm service that `sandbox` has its jails from; None if it has a wall of its own."""
    wall = sandbox.pool.wall if isinstance(sandbox, Jails) else None
    return wall.address if isinstance(wall, service_client.SharedWall) else None


@contextmanager
def open_served(service: Path, level: str) -> Iterator[Sandbox]:
    """The sandbox of the warm service with that socket, which keeps `level`; nothing is started for it.

    Raises SandboxUnavailable if the service does not serve; a run that it does not survive is SYSTEM.
    """
    jails = Jails(functools.partial(service_client.rejoined, service), level, ahead=0)
    try:
        yield jails
    finally:
        jails.close()


def remark(level: str, own_code: bool) -> str:
    """What the user is told about the level at which his code ran; at L0 with the reason."""
    return policy.remark(level, own_code, _why_bare() if level == policy.BARE else "")


@functools.cache  # it is probed each time, and a session asks for every answer
def _why_bare() -> str:
    return levels.current().reason.partition(";")[0]


def serving(report: Report, purpose: Purpose, own_code: bool = False) -> Serve | ServeBare:
    """How `purpose` is served at what `report` found. Raises SandboxUnavailable with reason and remedy."""
    told = report.level == "L3" or report.says_how or bool(machine.unsupported())
    remedy = "" if told else machine.advice()[0]
    wall = os.environ.get(policy.WALL_VARIABLE, "")
    answer = policy.decide(Case(report.level, purpose, wall, own_code, report.reason, remedy))
    if isinstance(answer, Refuse):
        raise SandboxUnavailable(answer.sentence)
    return answer
