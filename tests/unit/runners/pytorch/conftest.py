"""The PyTorch runner in one process for all tests here: importing torch costs seconds."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from quizkit import paths
from quizkit.bank.runners import load_runner
from quizkit.model import value as values
from quizkit.model.job import Job, Target
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox.wire import Frame, decoded

LENGTH = struct.Struct("<I")
Observed = dict[str, Any]  # a test knows what it asked for


@dataclass(frozen=True)
class Bench:
    """Runs jobs and gives what they observed, tensors as numpy arrays."""

    spec: RunnerSpec
    run: Callable[[Job], Frame]

    def stage(self, stage: str, code: str, *observe: str, seed: int = 1) -> Observed:
        """A run in which `code` replaces a stage."""
        return observed(self.run(self.stage_job(stage, code, *observe, seed=seed)))

    def stage_job(self, stage: str, code: str, *observe: str, seed: int = 1) -> Job:
        """The job of such a run."""
        others = {other.name: other.source for other in self.spec.stages if other.name != stage}
        return self._job("stage", stage, observe, code=code, stages=others, seed=seed)

    def pipeline(self, *observe: str, job_seed: int = 0, **settings: float) -> Observed:
        """A run of the whole pipeline, some settings changed."""
        return observed(self.run(self.pipeline_job(*observe, job_seed=job_seed, **settings)))

    def pipeline_job(self, *observe: str, job_seed: int = 0, **settings: float) -> Job:
        """The job of such a run."""
        everything = {stage.name: stage.source for stage in self.spec.stages}
        changed = {**self.spec.settings, **settings}
        return self._job("pipeline", "", observe, stages=everything, settings=changed, seed=job_seed)

    def script(self, code: str, *observe: str, seed: int = 0) -> Observed:
        """A script, run from top to bottom."""
        return observed(self.run(self._job("script", "", observe, code=code, seed=seed)))

    def entry(self, name: str, code: str, arguments: str, *stages: str, seed: int = 0) -> Observed:
        """A call of the function `name`, default stages at hand; observes what it returns."""
        given = {stage.name: stage.source for stage in self.spec.stages if stage.name in stages}
        job = self._job("entry", name, ("return",), code=code, arguments=arguments, stages=given, seed=seed)
        return observed(self.run(job))

    def _job(
        self,
        kind: Literal["stage", "entry", "script", "pipeline"],
        name: str,
        observe: tuple[str, ...],
        **parts: Any,  # fields of Job
    ) -> Job:
        target = Target(kind=kind, name=name)
        return Job(runner=self.spec.id, target=target, observe=observe, limits=self.spec.limits, **parts)


def observed(frame: Frame) -> Observed:
    """What a run that ended well sent, as plain Python."""
    assert frame.end == "ok", frame.raised
    return {name: plain(value) for name, value in frame.values.items()}


def plain(value: values.Value) -> Any:
    """One value as plain Python and numpy."""
    if isinstance(value, values.Sequence):
        return [plain(item) for item in value.items]
    if isinstance(value, values.Mapping):
        return {plain(key): plain(item) for key, item in value.pairs}
    if isinstance(value, values.Tensor):
        import numpy

        return numpy.frombuffer(value.data, dtype=value.dtype).reshape(value.shape)
    return value


@contextmanager
def serving(threads: int) -> Iterator[Callable[[Job], Frame]]:
    """A process that runs jobs with so many threads."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("served.py")), str(paths.runners()), str(threads)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    to, back = process.stdin, process.stdout

    def run(job: Job) -> Frame:
        to.write(json.dumps(job.model_dump(mode="json")).encode() + b"\n")
        to.flush()
        return decoded(back.read(*LENGTH.unpack(back.read(LENGTH.size))))

    with process:
        yield run
        to.close()


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """One thread, as in the jail."""
    with serving(threads=1) as run:
        yield Bench(load_runner("pytorch"), run)


@pytest.fixture
def two_threads() -> Iterator[Bench]:
    """Two threads, for the tests that compare."""
    with serving(threads=2) as run:
        yield Bench(load_runner("pytorch"), run)
