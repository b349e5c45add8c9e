"""A sandbox that runs nothing: for tests, and for trying the engine where no sandbox can be had."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quizkit.model.job import Job, RunResult


class FakeSandbox:
    """Answers every job by calling `answer`, and remembers the jobs in `jobs`."""

    def __init__(self, answer: Callable[[Job], RunResult], level: str = "L3") -> None:
        self._answer = answer
        self._level = level
        self.jobs: list[Job] = []

    @property
    def level(self) -> str:
        """The level that it claims."""
        return self._level

    def run(self, job: Job) -> RunResult:
        """What `answer` gives for the job."""
        self.jobs.append(job)
        return self._answer(job)

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """The jobs one after the other."""
        return [self.run(job) for job in jobs]
