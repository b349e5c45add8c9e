"""What the wall shows: the interpreter, the host and the runner's own modules, and nothing worth stealing.

The steps are in order of depth, so that a cover hides what a bind showed, and a bind below a cover shows what
is needed again (a virtual environment inside a checkout). It looks at the file system and changes nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizkit.model.runner import RunnerSpec

HOST, RUNNER = Path("/quizkit/host"), Path("/quizkit/runner")
SYSTEM = Path("/usr")
LINKS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives")
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage"  # else glibc's huge pages silently stay off
NEEDED = ("lib", "lib64", "pyvenv.cfg")  # of a prefix; never the whole, which may be somebody's project


@dataclass(frozen=True)
class Interpreter:
    """The Python that runs inside.

    It is known by its prefixes, and the path to start it by, from which it finds pyvenv.cfg.
    """

    prefix: Path
    base_prefix: Path
    command: Path

    def links(self) -> list[Path]:
        """The command and every link on the way from it to the program itself."""
        found = [self.command]
        while found[-1].is_symlink():
            found.append(found[-1].parent / found[-1].readlink())
        return found


def this_interpreter() -> Interpreter:
    """The one that runs the engine."""
    return Interpreter(Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable))


@dataclass(frozen=True)
class Step:
    """`bind` shows `source` read-only at `target`; `link` makes a symlink to `source`.

    `cover` hides what is there.
    """

    kind: Literal["bind", "link", "cover"]
    target: Path
    source: Path


def runner_files(spec: RunnerSpec) -> list[Path]:
    """The modules of the runner's folder that its warm process may import: top-level, and no stage's file."""
    folder = Path(spec.folder)
    stages = {(folder / stage.file).resolve() for stage in spec.stages}
    return sorted(path for path in folder.glob("*.py") if path.is_file() and path.resolve() not in stages)


def interpreter_steps(interpreter: Interpreter, private: Iterable[Path]) -> list[Step]:
    """The interpreter's own trees and the system's libraries, each once."""
    steps = [Step("bind", SYSTEM, SYSTEM)]
    for name in LINKS:
        steps += _as_it_is(Path("/") / name, Path("/"))
    for file in (*SYSTEM_FILES, HUGE_PAGES):
        steps += _as_it_is(Path(file), Path(file).parent)
    program = interpreter.command.resolve()
    steps.append(Step("bind", program, program))
    for prefix in dict.fromkeys((interpreter.prefix, interpreter.base_prefix)):
        for name in NEEDED:
            steps += _as_it_is(prefix / name, prefix)
    if interpreter.command != program:
        steps.append(Step("link", interpreter.command, program))
    return _without_repeats(steps, [path.resolve() for path in private])


def _as_it_is(path: Path, parent: Path) -> list[Step]:
    """A link within its own folder stays a link; everything else that exists is bound."""
    if path.is_symlink() and path.resolve().is_relative_to(parent.resolve()):
        return [Step("link", path, path.readlink())]
    return [Step("bind", path, path.resolve())] if path.exists() else []


def _without_repeats(steps: Sequence[Step], hidden: Sequence[Path]) -> list[Step]:
    """Leave out what an earlier bind shows already, unless a private path between the two hides it."""
    kept: list[Step] = []
    for step in steps:
        if not any(_shows(other, step.target, hidden) for other in kept):
            kept.append(step)
    return kept


def _shows(bind: Step, target: Path, hidden: Sequence[Path]) -> bool:
    if bind.kind != "bind" or bind.source != bind.target or not target.is_relative_to(bind.target):
        return False
    between = any(target.is_relative_to(path) and path.is_relative_to(bind.target) for path in hidden)
    return os.path.lexists(target) and not between


def covers(binds: Iterable[Step], private: Iterable[Path]) -> list[Step]:
    """A cover for every existing private path that lies in a bound one, wherever it appears in the view."""
    hidden = {path.resolve() for path in private if path.exists()}
    found = {
        Step("cover", bind.target / path.relative_to(bind.source.resolve()), path)
        for bind in binds
        if bind.kind == "bind"
        for path in hidden
        if path.is_relative_to(bind.source.resolve())
    }
    return sorted(found, key=lambda step: step.target)


def steps(interpreter: Interpreter, host: Path, files: Sequence[Path], private: Iterable[Path]) -> list[Step]:
    """Everything the wall shows, in the order to mount it."""
    private = list(private)
    shown = interpreter_steps(interpreter, private)
    every = shown + covers(shown, private)
    # Stable: at equal depth a cover comes after the bind that shows the same path.
    every.sort(key=lambda step: len(step.target.parts))
    own = [Step("bind", HOST / path.name, path) for path in sorted(host.glob("*.py"))]
    own += [Step("bind", RUNNER / path.name, path) for path in files]
    return every + own


def readable(interpreter: Interpreter, private: Iterable[Path]) -> list[tuple[str, bool]]:
    """For a jail without a wall: paths that may be read, (path, True), or only listed, (path, False).

    Landlock can only allow, so a tree that holds something private is opened up child by child around it.
    """
    hidden = [path.resolve() for path in private if path.exists()]
    allowed: dict[str, bool] = {}
    for step in interpreter_steps(interpreter, hidden):
        if step.kind == "bind":
            for path, full in _around(step.source, hidden):
                allowed[path] = allowed.get(path, False) or full
    return list(allowed.items())


def _around(path: Path, hidden: Sequence[Path]) -> list[tuple[str, bool]]:
    """`path` if nothing hidden lies in it.

    Else its name for listing, and its children but the hidden ones.
    """
    if not any(secret.is_relative_to(path) for secret in hidden):
        return [(str(path), True)]
    found = [(str(path), False)]
    for child in sorted(path.iterdir()):
        if child not in hidden and not child.is_symlink():
            found += _around(child, hidden)
    return found
