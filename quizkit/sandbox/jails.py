"""The sandbox that serves: a warm process kept alive and renewed, as many jails at once as there are CPUs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from quizkit.errors import SandboxError, SandboxFault
from quizkit.model.job import Ended, Job, RunResult
from quizkit.sandbox.running import Facts, Lost, Run
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wall import Wall

RUNS_PER_WARM_PROCESS = 1000  # forks share its address layout
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

    def __init__(self, start: Callable[[], Wall], level: str) -> None:
        """`start` starts a wall; it is called for the first one now, so that its errors come at once."""
        self._start = start
        self._level = level
        self._gate = Gate(os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._users: dict[Wall, int] = {}
        self._closed = False
        self._wall = start()
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
        """End every jail and the warm process."""
        with self._lock:
            self._closed = True
            walls = {self._wall, *self._users}
            self._users.clear()
        for wall in walls:
            wall.close()

    def _run(self, job: Job) -> RunResult:
        why = ""
        for _ in range(ATTEMPTS):
            try:
                return result_of(job, self._observe(job), self._level)
            except (Lost, SandboxError) as error:
                why = str(error)
        return RunResult(Ended.SYSTEM, detail=f"the sandbox failed: {why}.", level=self._level)

    def _observe(self, job: Job) -> Facts:
        wall = self._borrow()
        try:
            return Run(wall, job).observe()
        except Lost:
            wall.kill()
            raise
        finally:
            self._give_back(wall)

    def _borrow(self) -> Wall:
        """The wall to run in, renewed if it is broken or has served long enough."""
        with self._lock:
            if self._closed:
                raise SandboxFault("the sandbox is closed already")
            if self._wall.broken or self._runs >= RUNS_PER_WARM_PROCESS:
                old, self._wall, self._runs = self._wall, self._start(), 0
                if not self._users.get(old):
                    old.close()
            self._runs += 1
            self._users[self._wall] = self._users.get(self._wall, 0) + 1
            return self._wall

    def _give_back(self, wall: Wall) -> None:
        """Close a wall that was replaced when its last run has ended."""
        with self._lock:
            left = self._users.get(wall, 1) - 1
            if left:
                self._users[wall] = left
                return
            self._users.pop(wall, None)
            retired = wall is not self._wall
        if retired:
            wall.close()
