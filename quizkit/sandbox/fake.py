"""A sandbox that runs nothing: for tests, and for trying the engine where no sandbox can be had.

It answers as it is told, and keeps the contract of Sandbox whatever it is told: only what was asked for comes
back, output is capped, every end but a good one has a sentence. What `answer` raises, it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from quizkit.model.job import Ended, Job, RunResult
from quizkit.model.value import Value

SENT = (Ended.OK, Ended.RAISED)


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
        """What `answer` gives for the job, as a sandbox would have sent it."""
        self.jobs.append(job)
        return faithful(job, self._answer(job), self._level)

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """The jobs one after the other."""
        return [self.run(job) for job in jobs]


def faithful(job: Job, told: RunResult, level: str) -> RunResult:
    """`told` as the contract has it: what a script left out is filled in, what it may not say taken out."""
    sent = told.ended in SENT
    asked = [name for name in job.observe if sent and name in told.values]
    values: dict[str, Value] = {name: told.values[name] for name in asked}
    if sent and "stdout" in job.observe:
        values.setdefault("stdout", told.stdout)
    if sent and "raises" in job.observe:
        values.setdefault("raises", told.raised.type if told.raised else None)
    good = told.ended is Ended.OK
    return replace(
        told,
        values=values,
        raised=told.raised if told.ended in (Ended.RAISED, Ended.AUTHOR) else None,
        stdout=capped(told.stdout, job.limits.output_kb << 10),
        stderr=capped(told.stderr, job.limits.output_kb << 10),
        detail="" if good else told.detail or f"the run ended with {told.ended.value}.",
        level=level,
    )


def capped(text: str, size: int) -> str:
    """The first `size` bytes of `text`, with a note of what was not kept."""
    data = text.encode(errors="replace")
    if len(data) <= size:
        return text
    return f"{data[:size].decode(errors='replace')}\n[{len(data) - size} more bytes were not kept]\n"
