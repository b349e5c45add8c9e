"""Each level on a machine that really has no better one: user namespaces are bounded, nothing is forced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit import paths
from quizkit.sandbox.policy import Level

RESTRICTED = Path(__file__).with_name("restricted.py")
ASK = '''
import json, sys, time
from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Job, Limits, Target
from quizkit.sandbox import levels, open_sandbox
target, names = Target(kind="script"), ("variable:x",)
job = Job(runner="python", target=target, code="x = 6 * 7", observe=names, limits=Limits())
probe = levels.attempt


def patiently(do, busy):
    """The kernel takes a moment to take a namespace back, and one is all there is."""
    for _ in range(100 * int(sys.argv[1])):
        found = do()
        if "max_*_namespaces" not in busy(found):
            return found
        time.sleep(0.1)
    return do()


def used(purpose):
    try:
        with open_sandbox(load_runner("python"), purpose) as sandbox:
            return sandbox.run(job)
    except SandboxUnavailable as error:
        return str(error)


levels.attempt = lambda level: patiently(lambda: probe(level), lambda found: found.reason)
result = patiently(lambda: used("own"), str)
others = patiently(lambda: used("others"), str)
said = {"level": result.level, "values": dict(result.values)}
said["others"] = others if isinstance(others, str) else others.level
said["tried"] = [each.level for each in levels.current().attempts]
print(json.dumps(said))
'''


def ask(namespaces: int, state: Path, wall: str = "") -> dict[str, object]:
    environment = {**os.environ, "QUIZKIT_STATE": str(state), "PYTHONPATH": str(paths.PACKAGE.parent)}
    environment["QUIZKIT_WALL"] = wall
    command = [sys.executable, str(RESTRICTED), str(namespaces), sys.executable, "-c", ASK, str(namespaces)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


CASES = [(0, "L1", ["L3", "L2", "L1"]), (1, "L2", ["L3", "L2"])]


@pytest.mark.parametrize(("namespaces", "level", "tried"), CASES)
def test_a_machine_without_nested_namespaces_keeps_a_lower_level(
    namespaces: int, level: str, tried: list[str], tmp_path: Path, need_level: Callable[[Level], None]
) -> None:
    need_level("L3")
    said = ask(namespaces, tmp_path)
    assert (said["level"], said["values"], said["tried"]) == (level, {"variable:x": 42}, tried)
    assert f"only level {level} can be had here" in str(said["others"])


@pytest.mark.parametrize(("namespaces", "level", "tried"), CASES)
def test_there_a_declared_wall_serves_other_people(
    namespaces: int, level: str, tried: list[str], tmp_path: Path, need_level: Callable[[Level], None]
) -> None:
    need_level("L3")
    assert ask(namespaces, tmp_path, "container")["others"] == level
