"""Run as a script, as root: opens a way to root-only folders, gives up root, runs a command.

Called with one argument, JSON: `user`, `group`, `command`, `needed` (paths that it must reach), `late`. A
needed path below a folder that only root may enter is bound again inside an empty folder mounted over it, in
a private mount namespace. Where mounts are refused and `late` is true, the command is run as root and gives
it up itself. Uses only the standard library, since it runs with `-I -S`.
"""

from __future__ import annotations

import ctypes
import json
import os
import stat
import sys
from pathlib import Path

CLONE_NEWNS = 0x20000
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18


def main() -> None:
    """Open, drop, run."""
    plan = json.loads(sys.argv[1])
    needed = [Path(path) for path in plan["needed"]]
    closed = closed_folders(needed)
    if not closed or opened(closed, needed, plan["late"]):
        os.setgroups([])
        os.setresgid(plan["group"], plan["group"], plan["group"])
        os.setresuid(plan["user"], plan["user"], plan["user"])
    os.chdir("/")
    os.execv(plan["command"][0], plan["command"])


def closed_folders(needed: list[Path]) -> list[Path]:
    """The topmost folders on the way to `needed` that others may not enter."""
    found: set[Path] = set()
    for path in needed:
        way = reversed(path.parents)
        shut = next((folder for folder in way if not folder.stat().st_mode & stat.S_IXOTH), None)
        if shut is not None:
            found.add(shut)
    return sorted(found)


def opened(closed: list[Path], needed: list[Path], late: bool) -> bool:
    """Open a way to `needed`; False if this system refuses to mount and root may be given up later."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        if late:
            return False
        raise failed("a private mount namespace")
    mount(libc, "none", "/", None, MS_REC | MS_PRIVATE)
    # Opened in the new namespace, since mounts of another one cannot be bound, and before anything is hidden.
    inside = [path for path in needed if any(path.is_relative_to(top) for top in closed)]
    sources = {path: os.open(path, os.O_PATH) for path in inside}
    for top in closed:
        mount(libc, "tmpfs", str(top), "tmpfs", 0, "size=1m,mode=0755")
    os.umask(0o022)
    for path, fd in sorted(sources.items()):
        bind(libc, fd, path)
    return True


def bind(libc: ctypes.CDLL, fd: int, path: Path) -> None:
    """Show what `fd` stands for at `path`, and close it."""
    if stat.S_ISDIR(os.fstat(fd).st_mode):
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    mount(libc, f"/proc/self/fd/{fd}", str(path), None, MS_BIND)
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
