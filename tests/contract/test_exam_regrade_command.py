"""`quizkit regrade` on an exam from outside: programs run again, and it is whole whenever it is killed."""

from __future__ import annotations

import json
import os
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
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: a, text: A, correct: true}, {id: b, text: B}]}
"""
PROGRAM = """\
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(x): pass", cases: [{id: c, draws: 3, arguments: "arguments = {'x': rng.random()}"}],
     checks: [{id: r, observe: return, tolerance: {rtol: 0, atol: 0.001}}], limits: {cpu_s: 60},
     solution: {code: "def f(x): return x + 1"}}
"""
PLAN = """\
format: 1
exam: e
title: An exam
minutes: 30
programs: PROGRAMS
demands: [{topic: c/t, count: COUNT}]
seed: 3
"""


def call(place: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return quizkit(*words, place=place)


def built(place: Path, topic: str, count: int) -> None:
    (place / "c").mkdir()
    (place / "c" / "t.yaml").write_text(topic)
    plan = PLAN.replace("PROGRAMS", "true" if count == 2 else "false").replace("COUNT", str(count))
    (place / "plan.yaml").write_text(plan)
    done = call(place, "exam", "build", "plan.yaml", "-o", "exam", "--path", ".")
    assert done.returncode == 0, done.stderr


def grade(place: Path, responses: str) -> dict[str, object]:
    done = call(place, "exam", "grade", "exam", responses, "-o", "out", "--path", ".", "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def changes(place: Path, said: str) -> None:
    (place / "changes.yaml").write_text(f"format: 1\nchanges:\n  - {{{said}, reason: We looked.}}\n")


def test_programs_of_an_exam_are_run_again_under_another_tolerance(tmp_path: Path, need_level: Need) -> None:
    need_level("L3")
    built(tmp_path, TOPIC + PROGRAM, 2)
    for learner, returned in {"ada": "x + 1", "bob": "x + 1.003"}.items():
        (tmp_path / "work" / learner).mkdir(parents=True)
        (tmp_path / "work" / learner / "write.py").write_text(f"def f(x):\n    return {returned}\n")
    grade(tmp_path, "work")
    changes(tmp_path, "change: tolerance, question: write, tolerance: {rtol: 0, atol: 0.005}")
    done = call(tmp_path, "regrade", "out", "changes.yaml", "--path", ".", "--json")
    assert done.returncode == 0, done.stderr
    assert [one["learner"] for one in json.loads(done.stdout)["changed"]] == ["bob"]
    assert grade(tmp_path, "work")["judged"] == 0
    key = "def f(x): return x + 1.003"
    (tmp_path / "c" / "t.yaml").write_text((TOPIC + PROGRAM).replace("def f(x): return x + 1", key))
    changes(tmp_path, "change: corrected, question: write")
    done = call(tmp_path, "regrade", "out", "changes.yaml", "--path", ".", "--json")
    assert (json.loads(done.stdout)["changed"], json.loads(done.stdout)["judged"]) == ([], 2)


def lines_of(folder: Path) -> int:
    """How far a regrade's draft has come; -1 before there is one."""
    try:
        return max((path.read_bytes().count(b"\n") for path in folder.glob(".regrade-*/*")), default=-1)
    except OSError:
        return -1


@pytest.mark.parametrize("moment", ["begun", "copied", "in its place"])
def test_killed_at_any_moment_the_exam_is_as_it_was_or_wholly_changed(tmp_path: Path, moment: str) -> None:
    built(tmp_path, TOPIC, 1)
    form = (tmp_path / "exam" / "form-A.yaml").read_text()
    wrong = "AB"[form.index("- b\n") > form.index("- a\n")]
    rows = "".join(f"u{number:02},A,{wrong}\n" for number in range(40))
    (tmp_path / "filled.csv").write_text(f"learner,form,c/t/pick\n{rows}")
    grade(tmp_path, "filled.csv")
    journal = tmp_path / "out" / "results.jsonl"
    old, inode = journal.read_bytes(), journal.stat().st_ino
    bank = tmp_path / "c" / "t.yaml"
    bank.write_text(TOPIC.replace(", correct: true", "").replace("text: B", "text: B, correct: true"))
    changes(tmp_path, "change: corrected, question: pick")
    words = ["regrade", "out", "changes.yaml", "--path", "."]
    process = subprocess.Popen([*QUIZKIT, *words], cwd=tmp_path)
    come = {"begun": -1, "copied": 1, "in its place": 1000}[moment]
    while process.poll() is None and journal.stat().st_ino == inode and lines_of(tmp_path / "out") < come:
        os.sched_yield()
    process.kill()
    process.wait()
    new = journal.read_bytes()
    whole = new != old
    assert not whole or (new.startswith(old) and new.splitlines()[-1].startswith(b'{"regrade":'))
    done = json.loads(call(tmp_path, *words, "--json").stdout)
    assert (done["again"], len(done["changed"])) == (whole, 0 if whole else 40)
    learners = grade(tmp_path, "filled.csv")["learners"]
    assert isinstance(learners, list)
    assert {learner["total"] for learner in learners} == {1.0}
    assert not list((tmp_path / "out").glob(".regrade-*"))
