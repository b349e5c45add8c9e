"""cgroup v2, where a part of it was delegated: a second bound on memory and processes, and real numbers.

Every run is bounded by its own rlimits whether there is one or not, so nothing here is relied on: what cannot
be done is left out, and `report` says so. In the delegated group each wall has one, bounded as a whole:

    quizkit-ENGINE-NAME/          of one wall
        wall/                     all that it starts, the warm process among it
        run-ENGINE-NUMBER/        one jail, which goes there by itself before it is sealed
"""

from __future__ import annotations

import itertools
import os
import select
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
NEEDED = frozenset({"memory", "pids"})
PREFIX = "quizkit-"
WALL = "wall"
PROCESSES = "cgroup.procs"
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
    return (
        f"the memory and processes of every wall are bounded by a group in {found.parent} as well, "
        "those of each run by one in it, which tells its memory."
    )


class RunGroup:
    """The group of one run: its memory is what the kernel charges to it. Whoever holds it must `remove` it.

    A jail goes there by itself before it is sealed, through `door`: then there is no moment in which its code
    runs outside, and its process need not be known by number.
    """

    def __init__(self, path: Path) -> None:
        """Make it. Raises OSError."""
        path.mkdir()
        self.path = path
        self.door = (path / PROCESSES).open("wb", buffering=0)
        self.before = 0
        self.counts = False

    def bound(self, memory_kb: int, threads: int) -> None:
        """Count from here on, and allow `memory_kb` more; nothing if the jail did not get in.

        For a jail that is sealed and has no job yet.
        """
        with suppress(OSError, ValueError):
            if words(self.path / PROCESSES):
                self.before = int((self.path / "memory.current").read_text())
                (self.path / "memory.max").write_text(str(self.before + (memory_kb << 10)))
                (self.path / "pids.max").write_text(str(threads))
                self.counts = True

    def peak_mb(self) -> float | None:
        """The most memory that was charged since `bound`; None if that is not known (Linux before 5.19)."""
        with suppress(OSError, ValueError):
            if self.counts:
                return max(int((self.path / "memory.peak").read_text()) - self.before, 0) / MB
        return None

    def overrun(self) -> bool:
        """Whether somebody in it was killed because its own bound was reached, and no other group's."""
        events = numbers(self.path / "memory.events")
        return self.counts and events.get("oom", 0) > 0 and events.get("oom_kill", 0) > 0

    def remove(self) -> None:
        """Let go; a group whose jail is dying yet goes with that of its wall."""
        self.door.close()
        with suppress(OSError):
            self.path.rmdir()


class Runs:
    """Where the groups of a wall's runs are made, by whoever asks the wall for jails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = itertools.count()

    def group(self) -> RunGroup | None:
        """One more; None if it cannot be made."""
        with suppress(OSError):
            return RunGroup(self.path / f"run-{os.getpid()}-{next(self._numbers)}")
        return None


class Group:
    """A group for the processes of one wall and its runs."""

    def __init__(self, parent: Path, name: str) -> None:
        """Make it, and take away those that killed engines left. Raises OSError.

        Two of a process have different names.
        """
        for old in parent.glob(f"{PREFIX}*"):
            if not numbers(old / "cgroup.events").get("populated"):
                take_away(old)
        self.path = parent / f"{PREFIX}{os.getpid()}-{name}"
        self.path.mkdir()
        with suppress(OSError):  # then runs have groups that count nothing, and are told of as without
            (self.path / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in sorted(NEEDED)))
        (self.path / WALL).mkdir()

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
                    (self.path / WALL / PROCESSES).write_text(str(member))
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
        take_away(self.path)


def take_away(group: Path) -> None:
    """Remove a group and those in it, as far as nobody lives there."""
    for each in (*group.glob("*/"), group):
        with suppress(OSError):
            each.rmdir()


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


def numbers(path: Path) -> Mapping[str, int]:
    """The numbers of a file of names and numbers; none if it cannot be read."""
    pairs = [line.split() for line in lines(path)]
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}


def lines(path: Path) -> list[str]:
    """The lines of a file; none if it cannot be read."""
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
