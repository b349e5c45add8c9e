"""The plain Python runner: functions and scripts, no pipeline. Copy this folder to begin a new runner."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import cast

from program import Program

STDLIB = (
    "collections", "copy", "dataclasses", "datetime", "decimal", "fractions", "functools", "heapq",
    "ctypes", "itertools", "json", "math", "operator", "re", "resource", "socket", "statistics", "string",
    "tempfile", "textwrap", "traceback",
)  # fmt: skip


def warm_up() -> None:
    """Import what short programs commonly use, and run one, so that no jail does it for the first time."""
    for name in STDLIB:
        __import__(name)
    job = {"target": {"kind": "script"}, "code": "x = [1, 2]", "observe": ["variable:x"]}
    execute(job, Program())


def reseed(seed: int) -> None:
    """Seed Python's global generator."""
    random.seed(seed)


def execute(job: Mapping[str, object], program: Program) -> dict[str, object]:
    """Run an entry or a script.

    `rng` and `seed` are at hand for its arguments, and in a script's namespace.
    """
    seed = cast("int", job.get("seed", 0))
    return program.run(job, {"rng": random.Random(seed), "seed": seed}, functions={})


def tensor_of(value: object) -> None:
    """Plain Python has no arrays."""
