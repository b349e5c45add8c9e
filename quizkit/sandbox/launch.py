"""Run as a script, as root: opens a way to root-only folders in a private mount namespace, gives up root, runs a command.

Called with one argument, JSON: `user`, `group`, `needed` (paths the command must reach), `command`, `must_mount`. A needed
path that lies below a folder which only root may enter is bound again inside an empty folder mounted over that one: in
this process's own view alone. Uses only the standard library, since it runs with `-I -S`.
"""

from __future__ import annotations

import ctypes
import json
import os
import stat
import sys

CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
ANYONE_MAY_ENTER = stat.S_IXOTH


def main() -> None:
    """Open, drop, run."""
    plan = json.loads(sys.argv[1])
    closed = closed_folders(plan["needed"])
    if closed:
        open_up(closed, plan["needed"])
    os.setgroups([])
    os.setresgid(plan["group"], plan["group"], plan["group"])
    os.setresuid(plan["user"], plan["user"], plan["user"])
    os.chdir("/")
    os.execv(plan["command"][0], plan["command"])


def closed_folders(needed: list[str]) -> list[str]:
    """The topmost folders on the way to `needed` that others may not enter."""
    found: set[str] = set()
    for path in needed:
        way = ""
        for part in os.path.dirname(path).split("/"):
            way = f"{way}/{part}" if part else way
            if way and not os.stat(way).st_mode & ANYONE_MAY_ENTER:
                found.add(way)
                break
    return sorted(found)


def open_up(closed: list[str], needed: list[str]) -> None:
    """Mount an empty folder over each closed one and bind back the needed paths; nobody else sees these mounts."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        raise failed("a private mount namespace")
    mount(libc, "none", "/", None, MS_REC | MS_PRIVATE)
    # Opened in the new namespace, since mounts of another one cannot be bound, and before anything is hidden.
    sources = {
        path: os.open(path, os.O_PATH) for path in needed if any(path.startswith(f"{top}/") for top in closed)
    }
    for top in closed:
        mount(libc, "tmpfs", top, "tmpfs", 0, "size=1m,mode=0755")
    os.umask(0o022)
    for path, fd in sorted(sources.items()):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            os.makedirs(path, exist_ok=True)
        elif not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
        mount(libc, f"/proc/self/fd/{fd}", path, None, MS_BIND)
        os.close(fd)


def mount(
    libc: ctypes.CDLL, source: str, target: str, kind: str | None, flags: int, options: str = ""
) -> None:
    """mount(2)."""
    text = [part.encode() if part is not None else None for part in (source, target, kind, options)]
    if libc.mount(text[0], text[1], text[2], ctypes.c_ulong(flags), text[3]):
        raise failed(f"mounting {target}")


def failed(what: str) -> OSError:
    """The system's error for a step, with the step's name."""
    code = ctypes.get_errno()
    return OSError(code, f"{what}: {os.strerror(code)}")


if __name__ == "__main__":
    main()
