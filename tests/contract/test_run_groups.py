"""The cgroup of each run: entered before the job is there, left empty, and believed about memory.

A real cgroup v2 shows who is in which group. Where it bounds no memory, files in a folder stand for the
kernel's numbers, read by the real classes.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, RunResult, Target
from quizkit.sandbox import cgroup, levels
from quizkit.sandbox.jail import Jail, pid_of
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.running import Run
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wall import Wall
from tests.contract.processes import alive, until

GROUPS = Path("/sys/fs/cgroup/unified")
REAL = pytest.mark.skipif(not os.access(GROUPS, os.W_OK), reason="no cgroup v2 that may be written")
LIMITS = Limits(cpu_s=20, wall_s=20, memory_mb=64, disk_mb=4)
MB = 1 << 20


def script(code: str) -> Job:
    target = Target(kind="script")
    return Job(runner="python", target=target, code=code, observe=("variable:x",), limits=LIMITS)


@pytest.fixture(params=levels.ORDER)
def wall(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Iterator[Wall]:
    need_level(request.param)
    with Wall(launch(request.param, load_runner("python"), [])) as started:
        yield started


class Numbered(cgroup.Runs):
    """Groups in a plain folder, with what a kernel would say in them."""

    def __init__(self, path: Path, peak_mb: int = 43, events: str = "oom 0\noom_kill 0\n") -> None:
        super().__init__(path)
        self.peak_mb, self.events = peak_mb, events
        self.made: list[cgroup.RunGroup] = []

    def group(self) -> cgroup.RunGroup | None:
        made = super().group()
        assert made is not None
        (made.path / "memory.current").write_text(str(3 * MB))
        (made.path / "memory.peak").write_text(str(self.peak_mb * MB))
        (made.path / "memory.events").write_text(self.events)
        self.made.append(made)
        return made


def shot(wall: Wall) -> RunResult:
    """A run that is killed from outside while it waits."""
    jail = Jail(wall, LIMITS)
    run = Run(jail, script("import time\ntime.sleep(60)"))

    def shoot() -> None:
        if until(lambda: run.delivering) and jail.pidfd is not None:
            signal.pidfd_send_signal(jail.pidfd, signal.SIGKILL)

    shooting = threading.Thread(target=shoot)
    shooting.start()
    facts = run.observe()
    shooting.join()
    return result_of(script(""), facts, str(wall.launch.config["level"]))


def test_the_memory_that_is_told_is_the_kernels_number(wall: Wall, tmp_path: Path) -> None:
    wall.runs = runs = Numbered(tmp_path)
    facts = Run(Jail(wall, LIMITS), script("x = 1")).observe()
    assert facts.memory_mb == 40
    (group,) = runs.made
    assert (group.path / "cgroup.procs").read_text() == "0", "it went in by itself"
    assert int((group.path / "memory.max").read_text()) > (3 + 64 + 4) * MB, "no tighter than its limits"
    assert (group.path / "pids.max").read_text() == str(LIMITS.threads)
    assert group.door.closed


def test_who_is_killed_at_the_bound_of_its_group_used_too_much_memory(wall: Wall, tmp_path: Path) -> None:
    wall.runs = Numbered(tmp_path, peak_mb=200, events="oom 1\noom_kill 1\n")
    result = shot(wall)
    assert result.ended is Ended.MEMORY
    assert result.detail.startswith("your code used 64 MB of 64 MB of memory")


def test_who_is_killed_for_want_of_memory_elsewhere_did_nothing_wrong(wall: Wall, tmp_path: Path) -> None:
    wall.runs = Numbered(tmp_path, events="oom 0\noom_kill 1\n")
    result = shot(wall)
    assert result.ended is not Ended.MEMORY


@REAL
def test_a_jail_is_alone_in_its_group_before_it_has_a_job(wall: Wall) -> None:
    group = cgroup.Group(GROUPS, f"test-{wall.launch.config['level']}")
    wall.runs = cgroup.Runs(group.path)
    try:
        jail = Jail(wall, LIMITS, ahead=True)
        assert until(lambda: jail.fit() and jail.sealed)
        assert jail.group is not None
        assert jail.pidfd is not None
        pid = pid_of(jail.pidfd)
        assert cgroup.words(jail.group.path / "cgroup.procs") == [str(pid)]
        facts = Run(jail, script("x = 1")).observe()
        assert not facts.overrun
        assert 0 < facts.memory_mb < 64, "told as without a group, since this one counts no memory"
        assert not jail.group.path.exists()
        left = Jail(wall, LIMITS, ahead=True)
        assert until(lambda: left.fit() and left.sealed)
        assert left.pidfd is not None
        pid = pid_of(left.pidfd)
        left.close()
        assert until(lambda: not alive(pid))
    finally:
        group.remove()
    assert not group.path.exists()


@REAL
def test_every_run_of_a_sandbox_has_one_and_nothing_is_left(
    need_level: Callable[[Level], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    need_level("L3")
    monkeypatch.setattr(cgroup, "find", lambda: cgroup.Found(GROUPS))
    jails = Jails(lambda: Wall(launch("L3", load_runner("python"), [])), "L3")
    try:
        results = jails.run_all([script(f"x = {number}") for number in range(8)])
        wall = jails.pool.wall
        assert isinstance(wall, Wall)
        assert wall.group is not None
        assert len(jails.pool.idle) == len(list(wall.group.path.glob("run-*")))
    finally:
        jails.close()
    assert [result.values["variable:x"] for result in results] == list(range(8))
    assert not wall.group.path.exists()
