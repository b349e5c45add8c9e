"""The `grade` and `exam` commands from outside: what they print, how they end, what Ctrl-C leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.program import QUIZKIT

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
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: a, text: A, correct: true, feedback: Yes.}, {id: b, text: B, feedback: No.}]}
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(x): pass", cases: [{id: c, draws: 3, arguments: "arguments = {'x': rng.random()}"}],
     checks: [{id: r, observe: return}], limits: {cpu_s: 60},
     solution: {code: "def f(x): return x + 1"}}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    return tmp_path


def hand_in(place: Path, learner: str, pick: str, code: str | None = None) -> None:
    folder = place / "submissions" / learner
    folder.mkdir(parents=True)
    (folder / "answers.yaml").write_text(f"format: 1\nanswers: {{pick: {pick}}}\n")
    if code is not None:
        (folder / "write.py").write_text(code)


def command(place: Path, *more: str) -> list[str]:
    words = [
        "grade",
        str(place / "c" / "t.yaml"),
        str(place / "submissions"),
        "-o",
        str(place / "out"),
        *more,
    ]
    return [*QUIZKIT, *words]


def run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


def test_the_table_the_counts_and_the_place_are_printed(place: Path) -> None:
    hand_in(place, "ada", "a", "def f(x): return x + 1")
    hand_in(place, "bob", "b", "def f(x): return y")
    done = run(command(place))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:4] == [
        "learner  pick  write   total",
        "ada      1     1       2 of 2",
        "bob      0     raised  0 of 2",
        "",
    ]
    assert "Outcomes: graded 3, learner fault 1." in done.stdout


def test_json_is_one_object_and_the_same_seed_the_same_result(place: Path) -> None:
    hand_in(place, "ada", "a", "def f(x): return x")
    first = json.loads(run(command(place, "--json", "--seed", "7")).stdout)
    assert first["counts"] == {"graded": 2}
    written = first["learners"][0]["answers"]["write"]
    assert (written["points"], written["earned"], written["verdict"]["score"]) == (1, 0, 0)
    (place / "out" / "results.jsonl").unlink()
    assert json.loads(run(command(place, "--json", "--seed", "7")).stdout) == first


def test_the_same_command_again_writes_no_page_again(place: Path) -> None:
    hand_in(place, "ada", "a")
    (place / "roster.csv").write_text("id,name,moodle,canvas,mail,seat\nada,Ada L,17,4711,ada@x,B 4\n")
    words = command(place, "--roster", str(place / "roster.csv"))
    times = []
    for _ in range(4):
        assert run(words).returncode == 0
        times.append((place / "out" / "class.html").stat().st_mtime_ns)
    assert times == times[:1] * 4


def test_fail_under_looks_at_every_learners_share(place: Path) -> None:
    hand_in(place, "ada", "a")
    assert run(command(place, "--fail-under", "0.5")).returncode == 0
    assert run(command(place, "--fail-under", "0.6")).returncode == 1


def test_ctrl_c_ends_at_once_kills_every_jail_and_keeps_what_was_graded(place: Path) -> None:
    hand_in(place, "ada", "a", "def f(x): return x + 1")
    hand_in(place, "bob", "a", "def f(x):\n    while True: pass")
    process = subprocess.Popen(
        command(place, "--workers", "1"), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    journal = place / "out" / "results.jsonl"
    while not (journal.exists() and journal.read_text().count('"bob"') == 1):
        assert process.poll() is None
        os.sched_yield()
    descendants = children(process.pid)
    assert descendants
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted" in said
    while any(Path(f"/proc/{pid}").exists() for pid in descendants):  # the kernel takes namespaces down
        os.sched_yield()
    kept = [json.loads(line) for line in journal.read_text().splitlines()[1:]]
    assert [(entry["learner"], entry["question"]) for entry in kept] == [
        ("ada", "pick"), ("ada", "write"), ("bob", "pick")
    ]  # fmt: skip


def children(pid: int) -> set[int]:
    """Every descendant of a process."""
    found: set[int] = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, listed.read_text().split()):
            found |= {child} | children(child)
    return found


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["grade", "no-such-topic", ".", "-o", "x"], 2, "there is no topic"),
        (["exam", "build", "none.yaml", "-o", "x"], 2, "there is no blueprint"),
        (["exam", "grade", "nowhere", "r.csv", "-o", "x"], 2, "has no form file"),
    ],
)
def test_a_wrong_call_is_one_sentence(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    done = subprocess.run([*QUIZKIT, *words], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
