"""Finds `banks/` and `runners/`, in a checkout or in the installed package, and the user's own folders.

And says of a place whether somebody else could have put there what lies in it.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def banks() -> Path:
    """The folder of the banks that ship with quizkit."""
    return _shipped("banks")


def runners() -> Path:
    """The folder of the runners that ship with quizkit."""
    return _shipped("runners")


def extra_banks() -> list[Path]:
    """Folders or files named by QUIZKIT_PATH, in order."""
    return _listed("QUIZKIT_PATH")


def extra_runners() -> list[Path]:
    """Folders of trusted runners named by QUIZKIT_RUNNERS, in order."""
    return _listed("QUIZKIT_RUNNERS")


def _listed(variable: str) -> list[Path]:
    return [Path(part) for part in os.environ.get(variable, "").split(os.pathsep) if part]


def state() -> Path:
    """The user's state folder (QUIZKIT_STATE, else the platform's); not created here."""
    chosen = os.environ.get("QUIZKIT_STATE")
    if chosen:
        return Path(chosen)
    if sys.platform == "linux":  # https://specifications.freedesktop.org/basedir-spec/latest/
        base = os.environ.get("XDG_STATE_HOME", "")
        if not base.startswith("/"):
            base = os.path.expanduser("~/.local/state")  # noqa: PTH111 - pathlib's raises where there is no home
        return Path(base) / "quizkit"
    import platformdirs  # costs 10 ms

    return Path(platformdirs.user_state_dir("quizkit"))


def exposed(path: Path) -> str:
    """Why another user of this machine could have written what lies at `path`; "" if none could.

    Root could, and so may the owner and the group of a folder that is not ours: that is how colleagues share
    one. But what root does in an ordinary user's folder must be that user's own wish, as with sudo. Raises
    OSError if there is no `path`.
    """
    found = path.stat()
    if found.st_mode & stat.S_IWOTH and _keeps_modes(path if path.is_dir() else path.parent):
        return "everybody on this machine may write to it"
    ours = (os.geteuid(), int(os.environ.get("SUDO_UID") or 0))
    name = _account(found.st_uid) if os.geteuid() == 0 and found.st_uid not in ours else ""
    return f"it belongs to '{name}', and you are root" if name else ""


def _keeps_modes(folder: Path) -> bool:
    """Whether a file system knows who may write: what other systems share often says "everybody" of all."""
    import tempfile  # rarely needed

    with suppress(OSError), tempfile.TemporaryFile(dir=folder) as file:
        return not os.fstat(file.fileno()).st_mode & stat.S_IWOTH
    return True


def _account(user: int) -> str:
    """The name that a user logs in by; "" if nobody can, as with the owner of what a container was given."""
    import pwd  # not on every system that can be installed on

    with suppress(KeyError):
        return pwd.getpwuid(user).pw_name
    return ""


def private() -> list[Path]:
    """What no jail may ever see: the engine, in a checkout the whole project, and every installed copy.

    An editable install leaves a copy of the banks in site-packages, and Pythons that this one builds on may
    have a quizkit of their own.
    """
    project = PACKAGE.parent
    own = project if (project / "pyproject.toml").is_file() else PACKAGE
    roots = [Path(root) for root in dict.fromkeys((sys.prefix, sys.base_prefix, "/usr", "/usr/local"))]
    patterns = [f"lib*/python3*/{kind}-packages/quizkit" for kind in ("site", "dist")]
    return [own, *(path for root in roots for pattern in patterns for path in root.glob(pattern))]
