"""What kind of machine this is, as far as it decides which sandbox can be had, and what to do about it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

SWITCHES = {
    "kernel.apparmor_restrict_unprivileged_userns": (
        "1",
        "allow bubblewrap to make user namespaces: add an AppArmor profile for it, "
        "or run 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'",
    ),
    "kernel.unprivileged_userns_clone": (
        "0",
        "allow user namespaces: run 'sudo sysctl -w kernel.unprivileged_userns_clone=1'",
    ),
    "user.max_user_namespaces": (
        "0",
        "allow user namespaces: run 'sudo sysctl -w user.max_user_namespaces=10000'",
    ),
}
CONTAINER_SIGNS = ("/.dockerenv", "/run/.containerenv")


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


def in_container() -> bool:
    """Whether this looks like the inside of a container."""
    return any(Path(sign).exists() for sign in CONTAINER_SIGNS)


def remedies() -> list[str]:
    """What could bring the full sandbox here, most likely first; each completes "to get it, ..."."""
    found = [remedy for name, (bad, remedy) in SWITCHES.items() if setting(name) == bad]
    if in_container():
        options = "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"
        found.append(f"start the container with '{options}'")
        found.append("or declare the container to be the wall, with QUIZKIT_WALL=container")
    if "microsoft" in platform.release().lower() and "wsl2" not in platform.release().lower():
        found.append("use WSL2 instead of WSL1")
    return found or ["install bubblewrap and use a kernel of version 5.13 or later with Landlock switched on"]


def landlock_version() -> int:
    """The version of Landlock that this kernel speaks; 0 for none."""
    import ctypes  # only the doctor asks

    create_ruleset, ask_version = 444, 1
    found = ctypes.CDLL(None).syscall(create_ruleset, None, ctypes.c_size_t(0), ctypes.c_uint(ask_version))
    return max(int(found), 0)


def has_seccomp() -> bool:
    """Whether this kernel filters system calls."""
    return "Seccomp:" in Path("/proc/self/status").read_text()
