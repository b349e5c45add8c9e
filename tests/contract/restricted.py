"""Run as a script: starts a command in a user namespace in which only so many more of them may be made.

`python restricted.py 0 COMMAND...`: no wall can be had; with 1, a wall, but no namespaces for runs inside it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x1000_0000


def main() -> None:
    """Make the namespace, map users, set the bound, become the command."""
    mapped, go = os.pipe()
    asked, ready = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)
        if ctypes.CDLL(None).unshare(CLONE_NEWUSER):
            os._exit(99)
        os.write(ready, b"x")
        os.read(mapped, 1)
        Path("/proc/sys/user/max_user_namespaces").write_text(sys.argv[1])
        os.execvp(sys.argv[2], sys.argv[2:])
    os.close(ready)
    os.read(asked, 1)
    root = os.geteuid() == 0
    if not root:
        Path(f"/proc/{pid}/setgroups").write_text("deny")
    for kind, own in (("uid", os.geteuid()), ("gid", os.getegid())):
        Path(f"/proc/{pid}/{kind}_map").write_text("0 0 65536" if root else f"{own} {own} 1")
    os.write(go, b"x")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    main()
