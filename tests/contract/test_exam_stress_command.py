"""`quizkit exam stress` over programs for real: what strikes on some seeds is found, and Ctrl-C keeps it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.bank.prove.program import prove_seed, seed_stands
from quizkit.model.question import CodeQuestion

TOPIC = """
format: 1
id: sums
title: Sums
authors: [A]
license: CC0
minutes: 1
runner: python
insight: Double.
skills: {doubling: Doubling}
mistakes:
  squares: {says: Squaring in place of doubling, why: Twice a number is its sum with itself.}
questions:
  - id: double
    kind: code
    difficulty: easy
    skills: [doubling]
    prompt: Write double(n).
    entry: double
    starter: "STARTER"
    cases:
      - {id: drawn, draws: 2, arguments: "arguments = {'n': rng.randrange(10, 20)}"}
      - {id: three, draws: 0, arguments: "arguments = {'n': 3}"}
    checks: [{id: value, observe: return}]
    solution: {code: "SOLUTION"}
    wrong: [{mistake: squares, code: "def double(n): return n * n"}]
"""
SOUND = {"STARTER": "def double(n): ...", "SOLUTION": "def double(n): return 2 * n"}
FAULTS = {
    "a starter that is right at times": {
        "STARTER": "def double(n): return 2 * n if n != 13 else 0",
        "says": "the starter passes",
    },
    "a solution that hangs on chance": {
        "SOLUTION": "import os\\ndef double(n): return 2 * n + (os.urandom(1)[0] < 25)",
        "says": "seed ",
    },
    "a solution that fails for one number": {
        "SOLUTION": "def double(n): return 2 * n // (n != 13)",
        "says": "fails in case drawn",
    },
}


def bank(folder: Path, **changed: str) -> Path:
    path = folder / "sums.yaml"
    text = TOPIC
    for name, code in {**SOUND, **changed}.items():
        text = text.replace(name, code)
    path.write_text(text)
    return path


def command(*arguments: object) -> list[str]:
    return [str(Path(sys.executable).with_name("quizkit")), "exam", "stress", *map(str, arguments)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_strikes_on_some_seeds_is_found(fault: str, tmp_path: Path) -> None:
    changed = dict(FAULTS[fault])
    says = changed.pop("says")
    path = bank(tmp_path, **changed)
    done = subprocess.run(
        command(path, "--seeds", 200, "--json"), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    (row,) = json.loads(done.stdout)["questions"]
    assert row["seeds"] < 200
    assert any(says in finding["message"] for finding in row["findings"])
    assert all(finding["file"] == str(path) and finding["line"] > 1 for finding in row["findings"])


def test_with_few_runs_a_seed_stands_exactly_where_the_whole_proof_does(tmp_path: Path) -> None:
    changed = dict(FAULTS["a starter that is right at times"])
    changed.pop("says")
    loaded = load_topic(bank(tmp_path, **changed))
    assert isinstance(loaded, LoadedTopic)
    question = loaded.question("double")
    assert isinstance(question, CodeQuestion)
    with Examiner("own") as examiner:
        room = examiner.room("python")
        stands = [seed_stands(loaded, question, room.spec, room.sandbox, seed) for seed in range(12)]
        whole = [prove_seed(loaded, question, room.spec, room.sandbox, seed).refuted for seed in range(12)]
    assert stands == [not refuted for refuted in whole]
    assert len(set(stands)) == 2


def test_ctrl_c_ends_with_what_was_found_so_far(tmp_path: Path) -> None:
    path = bank(tmp_path)
    process = subprocess.Popen(
        command(path, "--seeds", 100_000, "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(5)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: the whole group
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, err
    told = json.loads(out)
    assert told["stopped"] is True
    (row,) = told["questions"]
    assert 0 < row["seeds"] < 100_000
    assert row["findings"] == []
    assert "Traceback" not in err
