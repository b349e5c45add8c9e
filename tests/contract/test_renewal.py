"""The warm process is replaced: after many forks, and whenever it breaks."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.sandbox import cgroup, jails, levels
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.wall import Launch, Wall

GROUPS = Path("/sys/fs/cgroup/unified")
LIMITS = Limits(cpu_s=2, wall_s=10, memory_mb=128)


def script(code: str) -> Job:
    return Job(
        runner="python", target=Target(kind="script"), code=code, observe=("variable:x",), limits=LIMITS
    )


class Starter:
    """Starts walls and remembers them."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.walls: list[Wall] = []
        self.allowed = threading.Event()  # to start another than the first
        self.allowed.set()

    def __call__(self) -> Wall:
        if self.walls:
            self.allowed.wait()
        self.walls.append(Wall(launch(self.level, load_runner("python"), [])))
        return self.walls[-1]


@pytest.fixture(params=levels.ORDER)
def starter(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Starter:
    need_level(request.param)
    return Starter(request.param)


def test_a_warm_process_serves_only_so_many_runs(starter: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jails, "RUNS_PER_WARM_PROCESS", 3)
    sandbox = Jails(starter, starter.level)
    results = sandbox.run_all([script(f"x = {number}") for number in range(7)])
    sandbox.close()
    assert [result.values["variable:x"] for result in results] == list(range(7))
    assert len(starter.walls) == 3
    assert all(dead(wall) for wall in starter.walls)


def test_runs_go_on_while_the_next_warm_process_starts(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jails, "RUNS_PER_WARM_PROCESS", 20)
    monkeypatch.setattr(jails, "RENEW_AHEAD", 18)
    starter.allowed.clear()
    sandbox = Jails(starter, starter.level)
    results = sandbox.run_all([script(f"x = {number}") for number in range(6)])
    assert [result.values["variable:x"] for result in results] == list(range(6))
    assert len(starter.walls) == 1
    starter.allowed.set()
    while sandbox.pool.wall is starter.walls[0]:
        assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
    sandbox.close()
    assert len(starter.walls) == 2
    assert all(dead(wall) for wall in starter.walls)


def test_a_warm_process_that_comes_too_late_is_ended(
    starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jails, "RUNS_PER_WARM_PROCESS", 20)
    monkeypatch.setattr(jails, "RENEW_AHEAD", 19)
    starter.allowed.clear()
    sandbox = Jails(starter, starter.level)
    sandbox.run_all([script("x = 1")] * 3)
    sandbox.close()
    starter.allowed.set()
    until = time.monotonic() + 20
    while not (len(starter.walls) == 2 and dead(starter.walls[1])) and time.monotonic() < until:
        time.sleep(0.01)
    assert dead(starter.walls[1])


def dead(wall: Wall) -> bool:
    return wall.process is not None and wall.process.poll() is not None


def test_a_dead_warm_process_is_replaced(starter: Starter) -> None:
    sandbox = Jails(starter, starter.level)
    starter.walls[0].kill()
    assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
    sandbox.close()


def test_a_run_whose_wall_breaks_is_run_again(starter: Starter) -> None:
    sandbox = Jails(starter, starter.level)
    breaking = threading.Timer(0.2, starter.walls[0].kill)
    breaking.start()
    result = sandbox.run(script("import time\ntime.sleep(0.5)\nx = 4"))
    sandbox.close()
    assert (result.ended, result.values) == (Ended.OK, {"variable:x": 4})
    assert len(starter.walls) == 2


def test_a_sandbox_that_cannot_be_had_again_is_the_systems_fault(starter: Starter) -> None:
    sandbox = Jails(starter, starter.level)
    starter.walls[0].kill()
    sandbox.close()
    result = sandbox.run(script("x = 4"))
    assert result.ended is Ended.SYSTEM
    assert "closed" in result.detail


@pytest.mark.skipif(not os.access(GROUPS, os.W_OK), reason="no cgroup v2 that may be written")
def test_all_that_a_wall_starts_is_in_its_group(starter: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "find", lambda: cgroup.Found(GROUPS))
    sandbox = Jails(starter, starter.level)
    [wall] = starter.walls
    assert wall.group is not None
    assert wall.process is not None
    members = set(map(int, cgroup.words(wall.group.path / "wall/cgroup.procs")))
    assert cgroup.family(wall.process.pid) == members
    assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
    sandbox.close()
    assert not wall.group.path.exists()


def test_a_command_that_does_not_start_says_why() -> None:
    with pytest.raises(SandboxUnavailable, match="No such file"):
        Wall(Launch(command=["/nonexistent"], config={}))
    with pytest.raises(SandboxUnavailable, match="without a word"):
        Wall(Launch(command=["/bin/true"], config={}))
