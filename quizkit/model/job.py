"""What goes into a jail and what comes out: the contract between grading, the sandbox and the runners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field

from quizkit.model.base import Noun
from quizkit.model.value import Raised, Value


class Limits(Noun):
    """What one run may use. A bank's limits can only lower the runner's caps (`lowered_to`)."""

    cpu_s: float = Field(5.0, gt=0, le=600)
    wall_s: float = Field(20.0, gt=0, le=1800)
    memory_mb: int = Field(1024, ge=16, le=65_536)
    output_kb: int = Field(256, ge=1, le=16_384)
    disk_mb: int = Field(32, ge=1, le=1024)
    files: int = Field(128, ge=16, le=4096)
    threads: int = Field(32, ge=1, le=512)

    def lowered_to(self, asked: Mapping[str, float]) -> Limits:
        """These limits, each lowered to what `asked` names; asking for more changes nothing."""
        mine = self.model_dump()
        return Limits.model_validate({name: min(cap, asked.get(name, cap)) for name, cap in mine.items()})


class Target(Noun):
    """What the code under test stands for.

    stage: it defines the function of pipeline stage `name`, and the runner's pipeline is run with it.
    entry: it defines function `name`, called with the case's arguments.
    script: it is run from top to bottom; observations look at its variables and output.
    pipeline: there is no code under test; the pipeline runs on its default stages alone.
    """

    kind: Literal["stage", "entry", "script", "pipeline"]
    name: str = ""


class Job(Noun):
    """One run in one jail. Everything in it counts as readable by the code under test.

    `stages` holds the source text of the default stages that the run needs, never of the one that the code
    replaces. `arguments` is the case's code, run in the jail before the code under test is; it sets
    `arguments`. `seed` in [0, 2**63) draws every input. `settings` overrides the pipeline's settings by name.
    `observe` names the observations to send back.
    """

    runner: str
    target: Target
    code: str = ""
    stages: Mapping[str, str] = {}
    settings: Mapping[str, int | float] = {}
    arguments: str | None = None
    seed: int = Field(0, ge=0, lt=1 << 63)
    observe: tuple[str, ...]
    limits: Limits


class Ended(StrEnum):
    """How a run ended. `ok` and `raised` sent a complete frame; the others may have sent nothing."""

    OK = "ok"
    RAISED = "raised"  # the code under test raised, or could not be compiled
    CPU = "cpu-limit"
    WALL = "wall-limit"
    MEMORY = "memory-limit"
    OUTPUT = "output-limit"
    RESULT = "result-limit"  # the values do not fit through the wire, or the frame is malformed
    EXITED = "exited"  # the process ended by itself without a complete frame (os._exit, a crash)
    AUTHOR = "author-fault"  # the case's arguments or a default stage raised: not the learner's code
    SYSTEM = "system-fault"  # the sandbox failed; says nothing about the code


@dataclass(frozen=True)
class Usage:
    """What the run used, measured outside the jail: seconds of CPU and wall, peak memory in MB."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class RunResult:
    """What one run sent back. `values` has a key for each observation that could be made.

    `raised` is set for RAISED and AUTHOR; `detail` is one sentence for people, set for every end but OK.
    `line` is where the code was when a limit or a crash ended it, as far as that can be known. `hint` is one
    sentence, without its first capital, on the limit behind an exception, or nothing.
    `stdout` and `stderr` are decoded with replacement and capped; control characters are still in them.
    """

    ended: Ended
    values: Mapping[str, Value] = field(default_factory=dict)
    raised: Raised | None = None
    stdout: str = ""
    stderr: str = ""
    usage: Usage = field(default_factory=Usage)
    detail: str = ""
    hint: str = ""
    line: int | None = None
    level: str = ""


class Sandbox(Protocol):
    """Runs jobs, each in a jail of its own. Thread-safe.

    Never raises for what the code under test does; a failure of the sandbox itself comes back as
    `Ended.SYSTEM`. Raises SandboxUnavailable before the first run if no level serves the purpose.
    """

    @property
    def level(self) -> str:
        """The level in force: "L3", "L2", "L1"; "L0" for none."""

    def run(self, job: Job) -> RunResult:
        """Run one job to its proven end; once more, alone, if it waited more than it computed."""

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run jobs side by side; results in the order of the jobs."""
