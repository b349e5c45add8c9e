"""Looks at this machine, as far as that decides which sandbox can be had; `remedies` says what to do."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

from quizkit.sandbox import bubblewrap
from quizkit.sandbox.remedies import SWITCHES, Host, remedies

CONTAINER_SIGNS = {"docker": "/.dockerenv", "podman": "/run/.containerenv"}


def unsupported() -> str:
    """Why executable questions cannot run on this kind of machine at all; empty if they can."""
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return ""
    return (
        f"code can be run only on Linux on x86-64, and this is {platform.system()} on {platform.machine()}; "
        "use a Linux virtual machine, a container or WSL2 for code questions, everything else works here"
    )


def setting(name: str) -> str:
    """The value of a kernel setting, or empty if there is none of that name."""
    path = Path("/proc/sys") / name.replace(".", "/")
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def switches() -> dict[str, str]:
    """The kernel settings on which the wall depends, as they stand."""
    return {name: setting(name) for name in SWITCHES}


def container() -> str:
    """The kind of container that this looks like the inside of, or empty."""
    return next((kind for kind, sign in CONTAINER_SIGNS.items() if Path(sign).exists()), "")


def look() -> Host:
    """This machine."""
    release = platform.release()
    version = re.match(r"(\d+)\.(\d+)", release)
    linux = sys.platform == "linux"
    return Host(
        system={"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}.get(sys.platform, sys.platform),
        processor=platform.machine(),
        kernel=(int(version[1]), int(version[2])) if version else (0, 0),
        release=release,
        bubblewrap=bubblewrap.program() is not None,
        landlock=landlock_version() if linux else 0,
        seccomp=linux and has_seccomp(),
        container=container(),
        switches=switches(),
    )


def advice() -> list[str]:
    """What could bring the full sandbox here, most telling first; each completes "to get it, ..."."""
    return remedies(look())


def landlock_version() -> int:
    """The version of Landlock that this kernel speaks; 0 for none."""
    import ctypes  # only where a remedy is asked for

    create_ruleset, ask_version = 444, 1
    found = ctypes.CDLL(None).syscall(create_ruleset, None, ctypes.c_size_t(0), ctypes.c_uint(ask_version))
    return max(int(found), 0)


def has_seccomp() -> bool:
    """Whether this kernel filters system calls."""
    return "Seccomp:" in Path("/proc/self/status").read_text()
