"""`quizkit regrade` from outside: programs run again with the logged seed; the class whole, come what may."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.sandbox.launching import Level
from tests.support.program import QUIZKIT, quizkit

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
mistakes: {m: {says: Adding two, why: It is one.}}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: a, text: A, correct: true}, {id: b, text: B}]}
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(x): pass", cases: [{id: c, draws: 3, arguments: "arguments = {'x': rng.random()}"}],
     checks: [{id: r, observe: return, tolerance: {rtol: 0, atol: 0.001}}], limits: {cpu_s: 60},
     wrong: [{mistake: m, code: "def f(x): return x + 2"}],
     solution: {code: "def f(x): return x + 1"}}
"""
WIDE = "{change: tolerance, question: write, tolerance: {rtol: 0, atol: 0.005}, reason: It was too narrow.}"
LOOSE = "{change: tolerance, question: write, check: r, tolerance: {rtol: 0, atol: 5}, reason: Why not.}"
ACCEPT = "{change: accept, question: pick, answer: b, reason: It can be read so.}"
PROGRAMS = {"ada": "x + 1", "bob": "x + 1.003", "cem": "x + 2", "dan": "x + 'one'"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    return tmp_path


def hand_in(place: Path, learner: str, returned: str | None = None) -> None:
    folder = place / "submissions" / learner
    folder.mkdir(parents=True)
    (folder / "answers.yaml").write_text("format: 1\nanswers: {pick: b}\n")
    if returned is not None:
        (folder / "write.py").write_text(f"def f(x):\n    return {returned}\n")


def grade(place: Path, *more: str) -> dict[str, object]:
    done = quizkit("grade", place / "c/t.yaml", place / "submissions", "-o", place / "out", "--json", *more)
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


def changes(place: Path, *said: str) -> Path:
    path = place / "changes.yaml"
    path.write_text("format: 1\nchanges:\n" + "".join(f"  - {one}\n" for one in said))
    return path


def entries(place: Path) -> list[dict[str, str]]:
    lines = (place / "out" / "results.jsonl").read_text().splitlines()[1:]
    return [entry for line in lines if "learner" in (entry := json.loads(line))]


def files(place: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (place / "out").rglob("*") if path.is_file()}


@pytest.fixture
def programs(place: Path, need_level: Need) -> Path:
    need_level("L3")
    for learner, returned in PROGRAMS.items():
        hand_in(place, learner, returned)
    grade(place)
    return place


def test_programs_are_run_again_with_the_logged_seed(programs: Path) -> None:
    judged = entries(programs)
    tried = quizkit("regrade", programs / "out", changes(programs, WIDE), "--dry-run")
    assert tried.stdout.splitlines() == [
        "bob: 0 of 2 -> 1 of 2",
        "1 of 4 learners would change.",
        "Dry run: nothing was written.",
    ]
    done = quizkit("regrade", programs / "out", changes(programs, WIDE), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (bob,) = json.loads(done.stdout)["changed"]
    assert (bob["learner"], bob["before"], bob["after"]) == ("bob", [0, 2], [1, 2])
    again = entries(programs)[len(judged) :]
    assert {entry["learner"] for entry in again} == set(PROGRAMS)
    assert {entry["seed"] for entry in again} == {e["seed"] for e in judged if e["question"] == "write"}
    assert grade(programs)["judged"] == 0


def test_a_tolerance_that_takes_a_mistake_for_the_key_is_refused(programs: Path) -> None:
    before = files(programs)
    done = quizkit("regrade", programs / "out", changes(programs, ACCEPT, LOOSE))
    assert done.returncode == 4
    assert "answers to 'write' can be judged no more" in done.stderr
    assert "No mark was changed." in done.stderr
    assert files(programs) == before


def test_ctrl_c_while_programs_run_leaves_the_class_as_it_was(place: Path, need_level: Need) -> None:
    need_level("L3")
    slow = "[None for _ in iter(lambda: __import__('time').sleep(0.2), 1) if False] or x"
    hand_in(place, "ada", "x + 1")
    grade(place)
    shutil.rmtree(place / "submissions" / "ada")
    hand_in(place, "ada", slow)  # judged for ever; put into the journal as if it had been graded
    journal = place / "out" / "results.jsonl"
    journal.write_text(journal.read_text().replace("return x + 1", f"return {slow}"))
    before = files(place)
    words = ["regrade", str(place / "out"), str(changes(place, WIDE))]
    process = subprocess.Popen([*QUIZKIT, *words], stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not jails(process.pid):
        assert process.poll() is None
        os.sched_yield()
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (130, "quizkit: interrupted; run the same command again.\n")
    assert files(place) == before


def jails(pid: int, depth: int = 3) -> bool:
    """Whether a program runs in the sandbox below a process."""
    below: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below += map(int, listed.read_text().split())
        except OSError:
            continue
    return any(depth == 1 or jails(child, depth - 1) for child in below)


@pytest.fixture
def choices(place: Path) -> Path:
    for number in range(40):
        hand_in(place, f"learner-{number:02}")
    grade(place)
    return place


def lines_of(folder: Path) -> int:
    """How far a regrade's draft has come; -1 before there is one."""
    try:
        return max((path.read_bytes().count(b"\n") for path in folder.glob(".regrade-*/*")), default=-1)
    except OSError:
        return -1


@pytest.mark.parametrize("moment", ["begun", "copied", "judging", "nearly done", "in its place"])
def test_killed_at_any_moment_the_class_is_as_it_was_or_wholly_changed(choices: Path, moment: str) -> None:
    journal = choices / "out" / "results.jsonl"
    old, inode = journal.read_bytes(), journal.stat().st_ino
    come = {"begun": -1, "copied": 1, "judging": 95, "nearly done": 121, "in its place": 1000}[moment]
    words = ["regrade", str(choices / "out"), str(changes(choices, ACCEPT))]
    process = subprocess.Popen([*QUIZKIT, *words])
    while process.poll() is None and journal.stat().st_ino == inode and lines_of(choices / "out") < come:
        os.sched_yield()
    process.kill()
    process.wait()
    new = journal.read_bytes()
    whole = new != old
    assert not whole or (new.startswith(old) and new.splitlines()[-1].startswith(b'{"regrade":'))
    graded = grade(choices)
    assert graded["judged"] == 0
    learners = graded["learners"]
    assert isinstance(learners, list)
    assert {learner["total"] for learner in learners} == {1.0 if whole else 0.0}
    done = json.loads(quizkit("regrade", choices / "out", changes(choices, ACCEPT), "--json").stdout)
    assert (done["again"], len(done["changed"])) == (whole, 0 if whole else 40)
    assert not list((choices / "out").glob(".regrade-*"))
    assert journal.read_bytes().count(b'\n{"regrade":') == 1


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bwrap to make a folder read-only")
def test_a_dry_run_works_where_nothing_can_be_written(choices: Path) -> None:
    before = files(choices)
    wall = ("bwrap", "--dev-bind", "/", "/", "--ro-bind", str(choices / "out"), str(choices / "out"))
    told = changes(choices, ACCEPT)
    tried = quizkit("regrade", choices / "out", told, "--dry-run", before=wall)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "40 of 40 learners would change." in tried.stdout
    refused = quizkit("regrade", choices / "out", told, before=wall)
    assert refused.returncode == 1
    assert "could not be written" in refused.stderr
    assert files(choices) == before


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (None, 2, "there is no file"),
        ("", 4, "changes.yaml:1"),
        ("format: 1\nchanges: []\n", 4, "changes.yaml:2"),
        (f"format: 1\nchanges:\n  - {ACCEPT.replace('pick', 'pikc')}\n", 2, "Did you mean 'pick'"),
        (f"format: 1\nchanges:\n  - {ACCEPT.replace('reason', 'why')}\n", 4, "changes.yaml:3"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_no_traceback(
    place: Path, content: str | None, code: int, says: str
) -> None:
    hand_in(place, "ada")
    grade(place)
    if content is not None:
        (place / "changes.yaml").write_text(content)
    done = quizkit("regrade", place / "out", place / "changes.yaml")
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_holds_no_class_is_a_wrong_call(place: Path) -> None:
    done = quizkit("regrade", place, changes(place, ACCEPT))
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds no graded class" in done.stderr
