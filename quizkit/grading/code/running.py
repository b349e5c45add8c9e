"""Runs the jobs of one answer side by side, and again alone where the machine was slow, not the code."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.model.job import Ended, Job, RunResult, Sandbox


def run_answer(jobs: Sequence[Job], sandbox: Sandbox) -> list[RunResult]:
    """The result of each job, in order.

    A run that hit its wall time with less than half of its CPU budget used is repeated once, alone.
    """
    runs = sandbox.run_all(jobs)
    return [sandbox.run(job) if _starved(job, run) else run for job, run in zip(jobs, runs, strict=True)]


def _starved(job: Job, run: RunResult) -> bool:
    return run.ended is Ended.WALL and run.usage.cpu_s < job.limits.cpu_s / 2
