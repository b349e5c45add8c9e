"""`quizkit grade` while its sandbox is killed again and again, and two of it side by side."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level
from tests.support.program import QUIZKIT

Need = Callable[[Level], None]
TOPIC = """\
format: 1
id: t
title: Loops
authors: [me]
license: CC0
minutes: 5
runner: python
insight: Something.
skills: {s: S}
questions:
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(x): pass", cases: [{id: c, draws: 2, arguments: "arguments = {'x': rng.random()}"}],
     checks: [{id: r, observe: return}], limits: {cpu_s: 60},
     solution: {code: "def f(x): return x + 1"}}
"""
LEARNERS = ("ada", "bob", "cyd", "dan", "eve", "fay")
RIGHT = "def f(x): return x + 1"
SLOW = "import time\ndef f(x):\n    time.sleep(0.3)\n    return x + 1"
UNTIL_S = 120
JAIL = 3  # generations below the wall's first process: its second, the warm one, the jail


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A topic, and a state folder that knows the level, so that the first jail below `grade` is a run's."""
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path / "state"))
    levels.current()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    return tmp_path


def hand_in(place: Path, code: str) -> None:
    """Everybody's own copy of one program: equal ones are run once."""
    for learner in LEARNERS:
        folder = place / "submissions" / learner
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "write.py").write_text(f"{code}  # {learner}")


def grade(place: Path, out: str) -> subprocess.Popen[str]:
    words = ["grade", str(place / "c/t.yaml"), str(place / "submissions"), "-o", str(place / out), "--json"]
    return subprocess.Popen(
        [*QUIZKIT, *words, "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(pid: int) -> set[int]:
    """The processes that `pid` started and that still live."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= set(map(int, listed.read_text().split()))
        except OSError:
            continue
    return found


def depth(pid: int) -> int:
    """How many generations live below `pid`."""
    return max((1 + depth(child) for child in children(pid)), default=0)


def kill_walls(process: subprocess.Popen[str], most: int, journal: Path | None = None) -> int:
    """Kill whatever `process` started as soon as a jail runs in it, `most` times; how often that was done.

    With a `journal` at most once for each verdict in it.
    """
    kills, until = 0, time.monotonic() + UNTIL_S
    while process.poll() is None and kills < most:
        assert time.monotonic() < until
        for wall in children(process.pid):
            if depth(wall) >= JAIL and (journal is None or lines_of(journal) > kills):
                kills += kill(wall)
        time.sleep(0.01)
    return kills


def lines_of(journal: Path) -> int:
    return journal.read_text().count("\n") if journal.exists() else 0


def kill(pid: int) -> bool:
    """Kill a process and wait until it is gone; whether it was there."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        poll.poll()
    finally:
        os.close(pidfd)
    return True


def verdicts(place: Path, out: str) -> list[dict[str, object]]:
    lines = (place / out / "results.jsonl").read_text().splitlines()[1:]
    return [json.loads(line)["outcome"] for line in lines]


def test_a_wall_killed_now_and_then_changes_no_grade(place: Path, need_level: Need) -> None:
    need_level("L3")
    hand_in(place, SLOW)
    process = grade(place, "out")
    kills = kill_walls(process, 3, place / "out" / "results.jsonl")
    said, trouble = process.communicate(timeout=UNTIL_S)
    assert (process.returncode, trouble) == (0, "")
    assert kills == 3
    assert len(json.loads(said)["learners"]) == len(LEARNERS)
    assert [verdict.get("score") for verdict in verdicts(place, "out")] == [1] * len(LEARNERS)


def test_a_sandbox_that_keeps_dying_stops_the_batch_with_a_sentence(place: Path, need_level: Need) -> None:
    need_level("L3")
    hand_in(place, "import time\ndef f(x):\n    time.sleep(5)\n    return x + 1")
    process = grade(place, "out")
    kills = kill_walls(process, 1000)
    said, trouble = process.communicate(timeout=UNTIL_S)
    assert kills >= 3
    assert process.returncode != 0
    assert "Traceback" not in trouble
    assert "3 times in a row" in said + trouble
    kinds = [verdict["outcome"] for verdict in verdicts(place, "out")]
    assert kinds == ["system-fault"] * 3


def test_two_gradings_side_by_side_do_not_disturb_each_other(place: Path, need_level: Need) -> None:
    need_level("L3")
    hand_in(place, SLOW)
    processes = [grade(place, out) for out in ("one", "two", "three")]
    kill_walls(processes[0], 1)
    processes[0].kill()
    for process in processes:
        process.communicate(timeout=UNTIL_S)
    assert [process.returncode for process in processes] == [-9, 0, 0]
    for out in ("two", "three"):
        assert [verdict.get("score") for verdict in verdicts(place, out)] == [1] * len(LEARNERS)
