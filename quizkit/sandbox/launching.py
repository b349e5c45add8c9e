"""How to start a warm process at each level: behind the wall (L3, L2), or without one (L1)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from quizkit import paths
from quizkit.errors import SandboxUnavailable
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import bubblewrap, identity, readable, view
from quizkit.sandbox.policy import Level as Level
from quizkit.sandbox.wall import Launch

WARM = "warm.py"
SHARED_MEMORY_MB = 32  # of a jail, beside its disk
FEW = 16  # processes of the wall itself


def launch(level: Level, spec: RunnerSpec, keep_out: Sequence[Path]) -> Launch:
    """The launch for `level`. Raises SandboxUnavailable if something that it needs is not there at all.

    Root gives itself up: what only root can read is told before anything is started.
    """
    made = unwalled(spec, keep_out) if level == "L1" else walled(spec, keep_out, level)
    if made.become is not None:
        own = [_host(), _host() / WARM, *view.runner_files(spec)]
        readable.check(made.needed, [*own, *readable.of_python(view.this_interpreter(), spec.preload)])
    return made


def private_paths(spec: RunnerSpec, keep_out: Sequence[Path]) -> list[Path]:
    """What no jail may see, wherever it lies: the engine, banks, runners' stages, the learner's records."""
    shipped = [*paths.private(), paths.PACKAGE, paths.banks(), paths.runners()]
    added = [*paths.extra_banks(), *paths.extra_runners(), Path(spec.folder), paths.state()]
    return [*shipped, *added, *keep_out]


def walled(spec: RunnerSpec, keep_out: Sequence[Path], level: Level = "L3") -> Launch:
    """Behind bubblewrap, with a view of its own. Raises SandboxUnavailable without bubblewrap.

    At L2 the wall holds no capability at all, since no run gets namespaces of its own.
    """
    program = bubblewrap.program()
    if program is None:
        raise SandboxUnavailable("bubblewrap is missing: install the package 'bubblewrap'")
    interpreter = view.this_interpreter()
    steps = view.steps(interpreter, _host(), view.runner_files(spec), private_paths(spec, keep_out))
    shown = [step for step in steps if step.kind == "bind"]
    return Launch(
        command=[
            str(program),
            *bubblewrap.arguments(steps, nested=level == "L3"),
            *_warm(interpreter, view.HOST),
        ],
        config=_config(level, view.HOST, view.RUNNER, spec, [(str(step.target), True) for step in shown]),
        become=identity.unprivileged(),
        needed=[*(step.source for step in shown), *bubblewrap.parts(program)],
        bounds=bounds(spec),
    )


def unwalled(spec: RunnerSpec, keep_out: Sequence[Path]) -> Launch:
    """Straight on this machine: its files are there, and Landlock alone keeps runs from them."""
    interpreter = view.this_interpreter()
    private = private_paths(spec, keep_out)
    shown = [step for step in view.interpreter_steps(interpreter, private) if step.kind == "bind"]
    folder = Path(spec.folder)
    trees = [path for step in shown for path in (step.source, step.target)]
    return Launch(
        command=_warm(interpreter, _host()),
        config=_config("L1", _host(), folder, spec, view.readable(interpreter, private)),
        become=identity.unprivileged(),
        needed=[*trees, *interpreter.links(), _host(), folder],
        walled=False,
        bounds=bounds(spec),
    )


def bounds(spec: RunnerSpec) -> tuple[int, int]:
    """The MB of memory, their disks included, and the processes that all jails of a runner may have together.

    For each CPU one that runs and one that is sealed ahead.
    """
    most, jails = spec.limits, 2 * (os.cpu_count() or 1)
    return jails * (most.memory_mb + most.disk_mb + SHARED_MEMORY_MB), jails * most.threads + FEW


def _host() -> Path:
    return paths.runners() / "host"


def _warm(interpreter: view.Interpreter, host: Path) -> list[str]:
    """The warm process's own command: no user site, no script folder on the path."""
    return [str(interpreter.command), "-s", "-P", str(host / WARM)]


def _config(
    level: Level, host: Path, runner: Path, spec: RunnerSpec, readable: list[tuple[str, bool]]
) -> dict[str, object]:
    """The warm process's configuration, as runners/host/warm.py reads it."""
    return {
        "level": level,
        "host": str(host),
        "runner": str(runner),
        "preload": list(spec.preload),
        "readable": readable,
        "drop_to": identity.unprivileged(),
    }
