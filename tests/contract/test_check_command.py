"""`quizkit check` for real, on the smallest runner: every way an answer can go, down to the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizkit.cli.main import main

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
    starter: "def double(n): ..."
    cases:
      - id: drawn
        draws: 3
        arguments: "arguments = {'n': rng.randint(10, 99)}"
    checks: [{id: value, observe: return}]
    solution: {code: "def double(n): return 2 * n"}
    wrong: [{mistake: squares, code: "def double(n): return n * n"}]
    limits: {cpu_s: 1}
  - id: pick
    kind: choice
    difficulty: easy
    skills: [doubling]
    prompt: 2 + 2?
    options: [{id: four, text: "4", correct: true}, {id: five, text: "5", mistake: squares}]
    solution: {}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "sums.yaml"
    path.write_text(TOPIC, encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of the command line with these arguments."""
    monkeypatch.setattr(sys, "argv", ["quizkit", "check", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


PROGRAMS = {
    "right": ("def double(n): return n + n", 0, "graded", 1.0, None),
    "float": ("def double(n): return float(2 * n)", 0, "graded", 1.0, None),
    "mistake": ("def double(n): return n ** 2", 1, "graded", 0.0, "squares"),
    "other": ("def double(n): return n", 1, "graded", 0.0, None),
    "crash": ("def double(n): return n / 0", 1, "learner-fault", 0, None),
    "syntax": ("def double(n) return n", 1, "learner-fault", 0, None),
    "endless": ("while True: pass", 1, "learner-fault", 0, None),
    "exit": ("import os; os._exit(0)", 1, "learner-fault", 0, None),
    "starter": ("def double(n): ...", 1, "not-attempted", 0, None),
    "empty": ("", 1, "not-attempted", 0, None),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_gets_its_own_outcome(
    name: str, bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, exit_code, outcome, score, mistake = PROGRAMS[name]
    file = bank.with_name("answer.py")
    file.write_text(code, encoding="utf-8")
    assert run(monkeypatch, f"{bank}/double", file, "--json") == exit_code
    told = json.loads(capsys.readouterr().out)
    assert (told["outcome"], told["score"], told["mistake"]) == (outcome, score, mistake)
    assert {"checks", "reason", "seed", "level"} <= set(told)
    if name == "endless":
        assert told["fault"] == "cpu-limit"


def test_the_first_failing_draw_is_told_with_its_inputs_and_the_mistake_by_name(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bank.with_name("answer.py")
    file.write_text("def double(n):\n    print('\\x1b[31mn is', n)\n    return n * n", encoding="utf-8")
    assert run(monkeypatch, f"{bank}/double", file, "--seed", "s") == 1
    told = capsys.readouterr().out
    assert told.startswith(
        "INCORRECT. 0 of 1 points.\n  FAILED  value: 0 of 1, first in case drawn, draw 1 of 3\n"
    )
    assert "The inputs: n=" in told
    assert "Common mistake: Squaring in place of doubling." in told
    assert "| \\x1b[31mn is" in told
    assert "--seed s" in told
    assert run(monkeypatch, f"{bank}/double", file, "--seed", "s") == 1
    assert capsys.readouterr().out == told


def test_other_kinds_are_answered_by_text(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, f"{bank}/pick", "--answer", "four") == 0
    assert capsys.readouterr().out.startswith("CORRECT.")
    assert run(monkeypatch, f"{bank}/pick", "--answer", "six") == 2
    assert "'six' is not among this question's ids" in capsys.readouterr().err
    assert run(monkeypatch, f"{bank}/pick") == 2


def odd_file(kind: str, folder: Path) -> Path:
    path = folder / "odd.py"
    if kind == "latin-1":
        path.write_bytes("def double(n):\n    return n  # größer".encode("latin-1"))
    elif kind == "large":
        path.write_bytes(b"#" * 1_000_001)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "there is no file"),
        ("latin-1", "is not UTF-8 text: byte 0xf6 on line 2"),
        ("large", "is larger than 1 MB"),
        ("pipe", "is not a regular file"),
        ("folder", "is not a regular file"),
    ],
)
def test_a_file_that_cannot_be_taken_gets_a_sentence(
    kind: str, says: str, bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, f"{bank}/double", odd_file(kind, bank.parent)) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


def test_ctrl_c_ends_with_130(bank: Path) -> None:
    bank.write_text(TOPIC.replace("cpu_s: 1", "cpu_s: 10"), encoding="utf-8")
    file = bank.with_name("answer.py")
    file.write_text("print('running', flush=True)\nwhile True: pass", encoding="utf-8")
    started = (
        "import sys, threading, signal, os;"
        "from quizkit.cli.main import main;"
        "threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start();"
        "main()"
    )
    command = [sys.executable, "-c", started, "check", f"{bank}/double", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 130
