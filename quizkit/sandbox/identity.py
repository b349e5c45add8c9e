"""Which unprivileged user the wall runs as when the engine is root.

Root inside keeps what the wall takes away.
"""

from __future__ import annotations

import os
from pathlib import Path

from quizkit.errors import SandboxUnavailable

UNUSED = range(60_706, 61_184)  # between systemd's reserved ranges: nobody's files, nobody's processes
NOBODY = 65_534


def unprivileged() -> tuple[int, int] | None:
    """User and group to become, or None if this process is an ordinary user already.

    Raises SandboxUnavailable if this is root in a user namespace that maps nobody else.
    """
    if os.geteuid() != 0:
        return None
    user = pick(Path("/proc/self/uid_map").read_text(), os.getpid())
    group = pick(Path("/proc/self/gid_map").read_text(), os.getpid())
    if user is None or group is None:
        raise SandboxUnavailable(
            "quizkit runs as root where there is no other user, so that it cannot give up root; "
            "run quizkit as an ordinary user, or map a range of users into this container"
        )
    return user, group


def pick(id_map: str, process: int) -> int | None:
    """An id other than 0 that `id_map` (the text of uid_map or gid_map) maps, or None.

    Two engines get two ids, where there are enough, by their process ids.
    """
    ranges = [(int(start), int(count)) for start, _, count in (line.split() for line in id_map.splitlines())]

    def mapped(number: int) -> bool:
        return any(start <= number < start + count for start, count in ranges)

    preferred = UNUSED[process % len(UNUSED)]
    highest = max((start + count - 1 for start, count in ranges), default=0)
    return next((number for number in (preferred, NOBODY, highest) if number > 0 and mapped(number)), None)
