"""What the benchmarks share: the snippet, arms measured in turn, processes as arms, a row of a table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SNIPPET = """
import torch
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.01)
model(torch.tensor([[1.0, 2.0]])).sum().backward()
optimizer.step()
answer = model.weight.detach().clone()
"""
HEAD = "| what | median | p95 | runs | ratio | guide |\n| --- | --- | --- | --- | --- | --- |"


def installed(folder: str, state: str = "state") -> dict[str, str]:
    """The environment of a program that was installed: compiled once, whatever this shell says; own state."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/bytecode", "QUIZKIT_STATE": f"{folder}/{state}"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def install(folder: str) -> None:
    """Let all processes from here on be those of a program that was installed."""
    env = installed(folder)
    os.environ.clear()
    os.environ.update(env)


@dataclass(frozen=True)
class Arm:
    """Something to measure, `runs` times `calls` measurements: `measure` gives seconds by name."""

    measure: Callable[[], Mapping[str, float]]
    runs: int
    calls: int = 1


def timed(name: str, work: Callable[[], object], runs: int, calls: int = 1) -> Arm:
    """An arm that times whole calls of `work`, under `name`."""

    def measure() -> Mapping[str, float]:
        begin = time.perf_counter()
        work()
        return {name: time.perf_counter() - begin}

    return Arm(measure, runs, calls)


def in_turn(arms: Sequence[Arm]) -> dict[str, list[float]]:
    """Every arm's measurements in seconds by name, A B A B ..., one warm-up call of each left out."""
    taken: dict[str, list[float]] = {}
    for arm in arms:
        arm.measure()
    for turn in range(max(arm.runs for arm in arms)):
        for arm in arms:
            for _ in range(arm.calls if turn < arm.runs else 0):
                for name, value in arm.measure().items():
                    taken.setdefault(name, []).append(value)
    return taken


def process(
    *command: str,
    given: str = "",
    ok: tuple[int, ...] = (0,),
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> Callable[[], None]:
    """A whole process as the work of an arm; ends the benchmark if it ends in another way."""

    def work() -> None:
        done = subprocess.run(
            command, input=given, text=True, capture_output=True, check=False, cwd=cwd, env=env
        )
        if done.returncode not in ok:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    return work


def until_asked(name: str, *command: str, question: bytes, env: Mapping[str, str], runs: int) -> Arm:
    """An arm that times a process from its start until it has printed `question`; then it is told to quit."""

    def measure() -> Mapping[str, float]:
        begin = time.perf_counter()
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT, env=env) as started:
            assert started.stdin is not None
            assert started.stdout is not None
            said = b""
            while question not in said and (more := os.read(started.stdout.fileno(), 1 << 16)):
                said += more
            seconds = time.perf_counter() - begin
            started.communicate(b"q\n")
        if question not in said:
            sys.exit(f"{' '.join(command)} never asked, but said:\n{said.decode()}")
        return {name: seconds}

    return Arm(measure, runs)


def p95(taken: Sequence[float]) -> float:
    """The value that one measurement in twenty exceeds."""
    return sorted(taken)[min(len(taken) - 1, int(0.95 * len(taken)))]


def row(what: str, taken: Sequence[float], guide: str, ratio: str = "") -> str:
    """One line of the table, from measurements in seconds."""
    median = statistics.median(taken)
    return f"| {what} | {shown(median)} | {shown(p95(taken))} | {len(taken)} | {ratio} | {guide} |"


def shown(seconds: float) -> str:
    """Milliseconds, with the digits that matter."""
    return f"{1000 * seconds:.2f} ms" if seconds < 0.001 else f"{1000 * seconds:.1f} ms"
