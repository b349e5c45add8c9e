"""cgroup v2, where a part of it was delegated: a second bound on the memory and processes of a whole wall.

Every run is bounded by its own rlimits whether there is one or not, so nothing here is relied on: what cannot
be done is left out, and `report` says so.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
NEEDED = frozenset({"memory", "pids"})
PREFIX = "quizkit-"
MB = 1 << 20
END_S = 2.0
PASSES = 100  # over a family that forks while it is moved; it stands still long before
WITHOUT = "each run is bounded by its own rlimits all the same, and memory is told as pages resident"


@dataclass(frozen=True)
class Found:
    """Where groups of ours can be made, or None and why not."""

    parent: Path | None
    why: str = ""


def find(root: Path = ROOT, own: Path = OWN) -> Found:
    """Look for a group that this user may divide and whose parts are bounded: ours, or its parent.

    A group that has processes in it cannot hand controllers on; then its parent may have been delegated too.
    """
    if not (root / "cgroup.controllers").is_file():
        return Found(None, "this system bounds memory by cgroup v1, not v2")
    if missing := NEEDED - set(words(root / "cgroup.controllers")):
        return Found(None, f"cgroup v2 does not have the controllers {', '.join(sorted(missing))} here")
    line = next((line for line in lines(own) if line.startswith("0::/")), None)
    if line is None:
        return Found(None, "this process is in no group of cgroup v2")
    here = root / line.removeprefix("0::/")
    for group in (here, here.parent):
        if group.is_relative_to(root) and may_divide(group):
            return Found(group)
    return Found(
        None, "no group of cgroup v2 was delegated: 'systemd-run --user --scope quizkit ...' gives one"
    )


def may_divide(group: Path) -> bool:
    """Whether groups can be made in `group`, bounded, and processes moved there."""
    handed_on = set(words(group / "cgroup.subtree_control"))
    return handed_on >= NEEDED and os.access(group, os.W_OK) and os.access(group / "cgroup.procs", os.W_OK)


def report(found: Found | None = None) -> str:
    """What doctor says about it, in one sentence."""
    found = found or find()
    if found.parent is None:
        return f"{found.why}; {WITHOUT}."
    return f"the memory and processes of every wall are bounded by a group in {found.parent} as well."


class Group:
    """A group for the processes of one wall."""

    def __init__(self, parent: Path, name: str) -> None:
        """Make it, and take away those that killed engines left. Raises OSError.

        Two of a process have different names.
        """
        for old in parent.glob(f"{PREFIX}*"):
            with suppress(OSError):  # somebody lives in it
                old.rmdir()
        self.path = parent / f"{PREFIX}{os.getpid()}-{name}"
        self.path.mkdir()

    def take(self, pid: int) -> None:
        """Move `pid` and every process below it. Raises OSError.

        Who is moved has its later children here; who had one before is looked at again.
        """
        moved: set[int] = set()
        for _ in range(PASSES):
            late = family(pid) - moved
            if not late:
                return
            for member in late:
                with suppress(ProcessLookupError):
                    (self.path / "cgroup.procs").write_text(str(member))
            moved |= late
        raise OSError(f"process {pid} does not stop forking")

    def bound(self, memory_mb: int, processes: int) -> None:
        """Allow `memory_mb` beyond what is used now, and so many processes and threads. Raises OSError."""
        used = int((self.path / "memory.current").read_text())
        (self.path / "memory.max").write_text(str(used + memory_mb * MB))
        (self.path / "pids.max").write_text(str(processes))

    def remove(self) -> None:
        """Take it away as soon as it is empty; if that takes more than END_S, the next start does."""
        with suppress(OSError), (self.path / "cgroup.events").open() as events:
            changed = select.poll()
            changed.register(events, select.POLLPRI)
            until = time.monotonic() + END_S
            while "populated 1" in events.read() and time.monotonic() < until:
                changed.poll(END_S * 1000)
                events.seek(0)
        with suppress(OSError):
            self.path.rmdir()


def family(pid: int) -> set[int]:
    """`pid` and every process below it."""
    found = {pid}
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in words(listed):
            found |= family(int(child))
    return found


def words(path: Path) -> list[str]:
    """The words of a file; none if it cannot be read."""
    return [word for line in lines(path) for word in line.split()]


def lines(path: Path) -> list[str]:
    """The lines of a file; none if it cannot be read."""
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
