"""The sandbox that serves: a warm process kept alive and renewed, as many jails at once as there are CPUs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from quizkit.errors import SandboxError, SandboxFault
from quizkit.model.job import Ended, Job, RunResult
from quizkit.sandbox.jail import Lost
from quizkit.sandbox.pool import Demand, Pool
from quizkit.sandbox.running import Facts, Run
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wall import WarmProcess

RUNS_PER_WARM_PROCESS = 1000  # forks share its address layout
RENEW_AHEAD = 500  # runs before that the next one is started, beside the runs that go on
ATTEMPTS = 2


class Gate:
    """Lets `width` in side by side, or one alone. Who waits to be alone goes before who comes later."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.inside = 0
        self.waiting_alone = 0
        self.changed = threading.Condition()

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Take one place."""
        with self.changed:
            self.changed.wait_for(lambda: not self.waiting_alone and self.inside < self.width)
            self.inside += 1
        with self._leaving(1):
            yield

    @contextmanager
    def enter_alone(self) -> Iterator[None]:
        """Take every place."""
        with self.changed:
            self.waiting_alone += 1
            try:
                self.changed.wait_for(lambda: not self.inside)
            finally:
                self.waiting_alone -= 1
            self.inside = self.width
        with self._leaving(self.width):
            yield

    @contextmanager
    def _leaving(self, places: int) -> Iterator[None]:
        try:
            yield
        finally:
            with self.changed:
                self.inside -= places
                self.changed.notify_all()


class Jails:
    """A Sandbox whose jails are forked from one warm process, replaced after many runs or when it breaks."""

    def __init__(self, start: Callable[[], WarmProcess], level: str, ahead: int | None = None) -> None:
        """`start` starts a wall; it is called for the first one now, so that its errors come at once.

        At most `ahead` idle jails are kept sealed ahead: one for each CPU if it is not given.
        """
        cpus = os.cpu_count() or 1
        self._start = start
        self._level = level
        self._ahead = cpus if ahead is None else ahead
        self._demand = Demand(self._ahead)
        self._gate = Gate(cpus)
        self._lock = threading.Lock()
        self._users: dict[Pool, int] = {}
        self._closed = False
        self._next: Future[WarmProcess] | None = None
        self.pool = self._pool_of(start())
        self._runs = 0

    @property
    def level(self) -> str:
        """The level in force."""
        return self._level

    def run(self, job: Job) -> RunResult:
        """Run one job to its proven end; once more, alone, if it waited more than it computed."""
        with self._gate.enter():
            result = self._run(job)
        if result.ended is Ended.WALL and result.usage.cpu_s < job.limits.cpu_s / 2:
            with self._gate.enter_alone():
                return self._run(job)
        return result

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run jobs side by side; results in the order of the jobs."""
        if len(jobs) < 2:
            return [self.run(job) for job in jobs]
        pool = ThreadPoolExecutor(self._gate.width, thread_name_prefix="quizkit-run")
        try:
            return list(pool.map(self.run, jobs))
        except BaseException:  # Ctrl-C: the running jails must not be waited for
            self.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """End every jail and the warm process. One that is still starting ends as soon as it has started."""
        with self._lock:
            self._closed = True
            pools = {self.pool, *self._users}
            self._users.clear()
            coming, self._next = self._next, None
        for pool in pools:
            end(pool)
        if coming is not None:
            coming.add_done_callback(discard)

    def _run(self, job: Job) -> RunResult:
        result = RunResult(Ended.SYSTEM, level=self._level)
        for _ in range(ATTEMPTS):
            try:
                result = result_of(job, self._observe(job), self._level)
                if result.ended is not Ended.SYSTEM:
                    break
            except (Lost, SandboxError) as error:
                why = f"the sandbox failed: {str(error).rstrip('.')}."
                result = RunResult(Ended.SYSTEM, detail=why, level=self._level)
        return result

    def _observe(self, job: Job) -> Facts:
        pool = self._borrow()
        try:
            jail = pool.take(job.limits)
            facts = Run(jail, job).observe()
            pool.refill(job.limits)  # not sooner: a fork keeps the warm process from reporting the death
            return facts
        except Lost:
            pool.wall.kill()
            raise
        finally:
            self._give_back(pool)

    def _borrow(self) -> Pool:
        """The jails to run in, of another warm process if this one is broken or has served long enough."""
        with self._lock:
            if self._closed:
                raise SandboxFault("the sandbox is closed already")
            served = self.pool.wall.broken or self._runs >= RUNS_PER_WARM_PROCESS
            if served or (self._next is not None and self._next.done()):
                self._replace()
            elif self._next is None and self._runs >= max(RUNS_PER_WARM_PROCESS - RENEW_AHEAD, 1):
                self._begin_next()
            self._runs += 1
            self._users[self.pool] = self._users.get(self.pool, 0) + 1
            return self.pool

    def _begin_next(self) -> None:
        """Start the next warm process beside this one, so that no run waits for it."""
        coming = self._next = Future()

        def start() -> None:
            try:
                coming.set_result(self._start())
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever needs the warm process
                coming.set_exception(error)

        threading.Thread(target=start, name="quizkit-renewal", daemon=True).start()

    def _replace(self) -> None:
        """Go over to the next warm process, which may be waited for. Raises what keeps it from starting."""
        coming, self._next = self._next, None
        old, self.pool = self.pool, self._pool_of(coming.result() if coming else self._start())
        self._runs = 0
        if not self._users.get(old):
            end(old)

    def _pool_of(self, wall: WarmProcess) -> Pool:
        return Pool(wall, self._ahead, self._demand)

    def _give_back(self, pool: Pool) -> None:
        """End a pool that was replaced when its last run has ended."""
        with self._lock:
            left = self._users.get(pool, 1) - 1
            if left:
                self._users[pool] = left
                return
            self._users.pop(pool, None)
            retired = pool is not self.pool
        if retired:
            end(pool)


def end(pool: Pool) -> None:
    """Kill a pool's idle jails and end its warm process, and whatever still runs there."""
    pool.drain()
    pool.wall.close()


def discard(coming: Future[WarmProcess]) -> None:
    """End a warm process that nobody needs any more, if it came to be."""
    if coming.exception() is None:
        coming.result().close()
