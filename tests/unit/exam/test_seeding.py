"""Seeds are tried side by side and told in their order; what draws nothing is run once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import takewhile

import pytest

from quizkit.exam.seeding import AHEAD, Remembering, over_seeds
from quizkit.model.job import Ended, Job, Limits, RunResult, Target


def test_what_came_is_told_in_the_order_of_the_seeds() -> None:
    first = threading.Event()

    def tried(seed: int) -> int:
        if seed == 0:
            assert first.wait(10)
        elif seed == 1:
            first.set()
        return seed * seed

    assert list(over_seeds(50, tried)) == [seed * seed for seed in range(50)]


def test_no_more_seeds_are_tried_than_are_asked_for() -> None:
    tried: set[int] = set()

    def trying(seed: int) -> int:
        tried.add(seed)
        return seed

    assert list(takewhile(lambda seed: seed < 2, over_seeds(1000, trying))) == [0, 1]
    assert max(tried) <= 2 + AHEAD


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_a_seed_raises_is_raised(error: type[BaseException]) -> None:
    def tried(seed: int) -> int:
        if seed == 3:
            raise error("three")
        return seed

    seeds = over_seeds(20, tried)
    assert [next(seeds) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(error):
        next(seeds)


class Counting:
    """A sandbox that counts what it runs."""

    level = "L0"

    def __init__(self, ended: Callable[[], Ended] = lambda: Ended.OK) -> None:
        self.ran: Counter[str] = Counter()
        self._ended = ended

    def run(self, job: Job) -> RunResult:
        self.ran[job.code] += 1
        return RunResult(self._ended(), stdout=job.code)

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        return [self.run(job) for job in jobs]


def job(code: str, seed: int) -> Job:
    return Job(runner="r", target=Target(kind="script"), code=code, seed=seed, observe=(), limits=Limits())


def test_only_jobs_of_cases_that_draw_nothing_are_remembered() -> None:
    counting = Counting()
    sandbox = Remembering(counting, [7])
    for _ in range(3):
        asked = [job("a", 7), job("b", 8), job("c", 7), job("a", 7)]
        assert [result.stdout for result in sandbox.run_all(asked)] == ["a", "b", "c", "a"]
    assert sandbox.run(job("a", 7)).stdout == "a"
    assert counting.ran["b"] == 3
    assert counting.ran["c"] == 1
    assert counting.ran["a"] <= 2  # twice in the first call, where neither was known
    assert sandbox.level == "L0"


def test_a_failure_of_the_sandbox_is_not_remembered() -> None:
    ends = iter([Ended.SYSTEM, Ended.OK])
    sandbox = Remembering(Counting(lambda: next(ends)), [7])
    assert sandbox.run(job("a", 7)).ended is Ended.SYSTEM
    assert [sandbox.run(job("a", 7)).ended for _ in range(3)] == [Ended.OK] * 3
