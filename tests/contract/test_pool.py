"""Jails sealed ahead: used for their own limits alone, never when dead, never left behind."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.sandbox import levels
from quizkit.sandbox.jail import Jail, pid_of
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.pool import Demand, Pool
from quizkit.sandbox.running import Run
from quizkit.sandbox.wall import Wall
from tests.contract.processes import below

LIMITS = Limits(cpu_s=2, wall_s=10, memory_mb=128, files=64)
OTHERS = LIMITS.model_copy(update={"files": 65})
FILES = "import resource\nx = resource.getrlimit(resource.RLIMIT_NOFILE)[1]"
PATIENCE_S = 20.0


def script(code: str, limits: Limits = LIMITS) -> Job:
    target = Target(kind="script")
    return Job(runner="python", target=target, code=code, observe=("variable:x",), limits=limits)


@pytest.fixture(params=levels.ORDER)
def level(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Level:
    need_level(request.param)
    level: Level = request.param
    return level


@contextmanager
def opened(level: Level, ahead: int = 2) -> Iterator[Jails]:
    jails = Jails(lambda: Wall(launch(level, load_runner("python"), [])), level, ahead)
    try:
        yield jails
    finally:
        jails.close()


def idle_for(jails: Jails) -> list[Limits]:
    return [jail.limits for jail in jails.pool.idle]


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold soon."""
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def ready(jails: tuple[Jail, ...]) -> bool:
    return all(jail.fit() and jail.sealed for jail in jails)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def numbers(jails: tuple[Jail, ...]) -> list[int]:
    """The process numbers of sealed jails."""
    assert eventually(lambda: ready(jails))
    return [pid_of(jail.pidfd) for jail in jails if jail.pidfd is not None]


def test_a_single_run_forks_nothing_ahead_and_the_second_does(level: Level) -> None:
    with opened(level) as jails:
        jails.run(script("x = 1"))
        assert idle_for(jails) == []
        jails.run(script("x = 1"))
        assert idle_for(jails) == [LIMITS, LIMITS]


def test_a_run_takes_an_idle_jail_and_another_takes_its_place(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 2)
        before = jails.pool.idle
        assert eventually(lambda: ready(before))
        result = jails.run(script("import os\nx = os.getpid()"))
        after = jails.pool.idle
    assert result.ended is Ended.OK
    assert after[:-1] == before[1:]
    assert after[-1] not in before


def test_a_jail_sealed_for_other_limits_is_never_used(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        idle = jails.pool.idle
        assert len(idle) == 2
        result = jails.run(script(FILES, OTHERS))
        assert result.values == {"variable:x": OTHERS.files}
        assert jails.pool.idle == idle
        with pytest.raises(ValueError, match="other limits"):
            Run(idle[0], script(FILES, OTHERS))


def test_limits_that_come_no_more_make_room(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        for _ in range(4):
            jails.run(script("x = 1", OTHERS))
        assert idle_for(jails) == [OTHERS, OTHERS]


def test_an_idle_jail_that_died_gets_no_job(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        wall = jails.pool.wall
        pids = numbers(jails.pool.idle)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: all(gone(pid) for pid in pids))
        result = jails.run(script("x = 4"))
        assert (result.ended, result.values) == (Ended.OK, {"variable:x": 4})
        assert jails.pool.wall is wall


def test_idle_jails_use_no_time_and_can_be_clocked(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        idle = jails.pool.idle
        assert eventually(lambda: ready(idle))
        assert eventually(lambda: unchanged(idle[0].cpu_s))


def unchanged(measure: Callable[[], float]) -> bool:
    before = measure()
    time.sleep(0.1)
    return measure() == before


def test_nothing_idle_outlives_the_sandbox(level: Level) -> None:
    before = descriptors()
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        pids = numbers(jails.pool.idle)
        assert len(pids) == 2
    assert eventually(lambda: all(gone(pid) for pid in pids))
    assert descriptors() == before


def test_nothing_idle_outlives_its_warm_process(level: Level) -> None:
    with opened(level) as jails:
        jails.run_all([script("x = 1")] * 3)
        old, pids = jails.pool, numbers(jails.pool.idle)
        old.wall.kill()
        assert jails.run(script("x = 4")).values == {"variable:x": 4}
        assert jails.pool is not old
        assert old.idle == ()
        assert eventually(lambda: all(gone(pid) for pid in pids))
        old.refill(LIMITS)
        assert old.idle == ()


def test_a_pool_of_a_broken_warm_process_fills_no_more(level: Level) -> None:
    with opened(level) as jails:
        demand = Demand(2)
        pool = Pool(jails.pool.wall, 2, demand)
        for _ in range(2):
            demand.note(LIMITS)
        pool.wall.kill()
        pool.refill(LIMITS)
        assert pool.idle == ()


def test_many_runs_leave_no_descriptor_and_no_process(level: Level) -> None:
    with opened(level) as jails:
        wall = jails.pool.wall
        assert isinstance(wall, Wall)
        assert wall.process is not None
        root = wall.process.pid
        jails.run_all([script("x = 1")] * 4)
        ours = descriptors()
        results = jails.run_all([script(f"x = {number}") for number in range(60)])
        assert [result.values["variable:x"] for result in results] == list(range(60))
        assert eventually(lambda: len(jails.pool.idle) == 2)
        assert descriptors() <= ours + 1  # a third pidfd may have come by now
        assert eventually(lambda: len(below(root)) <= 5)
