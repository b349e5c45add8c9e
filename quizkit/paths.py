"""Finds `banks/` and `runners/`, in a checkout or in the installed package, and the user's own folders."""

from __future__ import annotations

import os
import sys
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
