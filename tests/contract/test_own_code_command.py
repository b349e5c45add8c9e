"""--own-code on the command line: check has it, says what it did, and grade and exams do not know it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from quizkit.cli.main import main
from quizkit.sandbox import levels
from quizkit.sandbox.levels import Report

TOPIC = """
format: 1
id: sums
title: Sums
authors: [A]
license: CC0
minutes: 1
runner: python
insight: Add.
skills: {adding: Adding}
mistakes:
  squares: {says: Squaring., why: Add.}
questions:
  - id: double
    kind: code
    difficulty: easy
    skills: [adding]
    prompt: Write double.
    entry: double
    starter: "def double(n): ..."
    cases: [{id: drawn, draws: 2, arguments: "arguments = {'n': rng.randint(3, 99)}"}]
    checks: [{id: value, observe: return}]
    solution: {code: "def double(n): return 2 * n"}
    wrong: [{mistake: squares, code: "def double(n): return n * n"}]
"""


@pytest.fixture
def question(tmp_path: Path) -> tuple[str, Path]:
    (tmp_path / "sums.yaml").write_text(TOPIC, encoding="utf-8")
    (tmp_path / "mine.py").write_text("def double(n): return n + n", encoding="utf-8")
    return f"{tmp_path / 'sums.yaml'}/double", tmp_path / "mine.py"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    monkeypatch.setattr(sys, "argv", ["quizkit", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "current", lambda: Report("L0", reason="this kernel has no Landlock"))


@pytest.mark.usefixtures("nowhere")
def test_without_a_sandbox_the_flag_runs_it_and_the_level_is_told(
    question: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", *question, "--own-code", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["outcome"], told["score"], told["level"]) == ("graded", 1, "L0")
    assert run(monkeypatch, "check", *question, "--own-code") == 0
    said = capsys.readouterr().out
    assert (
        "Level L0: run without a sandbox, as your own code, since none can be had here: this kernel" in said
    )


@pytest.mark.usefixtures("nowhere")
def test_a_wrong_answer_is_judged_outside_all_the_same(
    question: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question[1].write_text("def double(n): return n * n", encoding="utf-8")
    assert run(monkeypatch, "check", *question, "--own-code", "--json") == 1
    assert json.loads(capsys.readouterr().out)["mistake"] == "squares"


@pytest.mark.usefixtures("nowhere")
def test_without_the_flag_it_is_refused_and_the_flag_is_named(
    question: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", *question) == 5
    assert "--own-code" in capsys.readouterr().err


def test_where_a_sandbox_serves_the_flag_changes_nothing_and_says_so(
    question: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", *question, "--own-code", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["level"] in levels.ORDER
    assert "changed nothing" in told["remark"]


@pytest.mark.parametrize("command", [("grade", "t", "s", "-o", "d"), ("exam", "grade", "f"), ("trace", "t")])
def test_no_other_command_knows_the_flag(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *command, "--own-code") == 2
    assert "No such option" in capsys.readouterr().err
