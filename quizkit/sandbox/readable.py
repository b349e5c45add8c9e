"""Whether the user that root becomes for the sandbox can read what it needs, asked before anything starts."""

from __future__ import annotations

import importlib.util
import os
import shlex
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from quizkit.errors import SandboxUnavailable
from quizkit.sandbox.view import Interpreter


class OwnRemedy(SandboxUnavailable):
    """The sentence says what to do, and nothing else would help."""


def check(trees: Iterable[Path], samples: Iterable[Path]) -> None:
    """Raises OwnRemedy if one of `samples` can be read by its owner alone.

    Folders above `trees` may be closed: the launcher opens a way through them.
    """
    shown = sorted(set(trees), key=lambda path: len(path.parts))
    for sample in samples:
        top = next((tree for tree in shown if sample.is_relative_to(tree)), sample)
        shut = closed(sample, top)
        if shut is not None:
            raise OwnRemedy(
                f"'{shut}' can be read by its owner alone, and the sandbox does not run as root: "
                f"run 'chmod -R go+rX {shlex.quote(str(top))}'"
            )


def closed(path: Path, top: Path) -> Path | None:
    """The first of `top` ... `path` that others may not read (and enter); None too if it is not there."""
    way = [path, *path.parents]
    for step in reversed(way[: way.index(top) + 1]):
        try:
            mode = step.stat().st_mode
        except OSError:
            return None
        needed = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
        if mode & needed != needed:
            return step
    return None


def of_python(interpreter: Interpreter, modules: Sequence[str]) -> list[Path]:
    """One file of every tree that Python reads when it starts and imports `modules`."""
    found = [Path(os.__file__), interpreter.command.resolve(), interpreter.prefix / "pyvenv.cfg"]
    specs = [importlib.util.find_spec(name) for name in modules]
    return [*found, *(Path(spec.origin) for spec in specs if spec and spec.origin)]
