"""Tries one seed after the other, several side by side, and hands what came of them back in their order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from quizkit.model.job import Ended, Job, RunResult, Sandbox

WORKERS = 3  # one judges while the runs of the others keep two CPUs busy
AHEAD = 2 * WORKERS

T = TypeVar("T")


def over_seeds(seeds: int, tried: Callable[[int], T]) -> Iterator[T]:
    """`tried(0)`, `tried(1)`, ... as they come, in this order; whoever asks for no more ends the rest.

    Raises what `tried` raises. Ctrl-C waits for no seed that is still being tried.
    """
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="quizkit-seed")
    waited = True
    ahead: deque[Future[T]] = deque()
    try:
        for seed in range(seeds):
            ahead.append(pool.submit(tried, seed))
            if len(ahead) == AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    except KeyboardInterrupt:
        waited = False
        raise
    finally:
        pool.shutdown(waited, cancel_futures=True)


class Remembering:
    """A sandbox that runs a job once only, if its seed is one of `fixed`: those of cases that draw nothing.

    Such a job is the same for every seed that is tried, so to run it again would prove nothing more.
    """

    def __init__(self, sandbox: Sandbox, fixed: Collection[int]) -> None:
        self._sandbox = sandbox
        self._fixed = frozenset(fixed)
        self._lock = threading.Lock()
        self._known: dict[str, RunResult] = {}

    @property
    def level(self) -> str:
        """That of the sandbox itself."""
        return self._sandbox.level

    def run(self, job: Job) -> RunResult:
        """Run one job, or remember what came of it."""
        return self.run_all([job])[0]

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run those that are not remembered side by side; results in the order of the jobs."""
        names = [job.model_dump_json() if job.seed in self._fixed else "" for job in jobs]
        with self._lock:
            known = {name: self._known[name] for name in names if name in self._known}
        came = iter(
            self._sandbox.run_all([job for job, name in zip(jobs, names, strict=True) if name not in known])
        )
        results = [known[name] if name in known else next(came) for name in names]
        with self._lock:
            for name, result in zip(names, results, strict=True):
                if name and result.ended is not Ended.SYSTEM:
                    self._known[name] = result
        return results
