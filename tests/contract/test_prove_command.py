"""`quizkit bank prove` for real, on the smallest runner: what it prints, and how it ends."""

from __future__ import annotations

import json
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
  - id: pick
    kind: choice
    difficulty: easy
    skills: [doubling]
    prompt: Which doubles n?
    options:
      - {id: sum, text: n + n, code: m = n + n, correct: true}
      - {id: square, text: n * n, code: m = n * n, mistake: squares}
    solution: {}
    evidence:
      code: |
        n = 3
        ${answer}
      claim: {"variable:m": 6}
  - id: double
    kind: code
    difficulty: easy
    skills: [doubling]
    prompt: Write double(n).
    entry: double
    starter: "def double(n): ..."
    cases:
      - {id: drawn, draws: 2, arguments: "arguments = {'n': rng.uniform(0, 4)}"}
    checks: [{id: value, observe: return}]
    solution: {code: "def double(n): return 2 * n"}
    wrong: [{mistake: squares, code: "def double(n): return n * n"}]
  - id: why
    kind: text
    difficulty: easy
    skills: [doubling]
    prompt: Say it.
    accept: [twice]
    solution: {}
    argued: It is a matter of words.
"""


def prove(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of the command with these arguments."""
    monkeypatch.setattr(sys, "argv", ["quizkit", "bank", "prove", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def bank(folder: Path, text: str = TOPIC) -> Path:
    path = folder / "sums.yaml"
    path.write_text(text, encoding="utf-8")
    return path


Captured = pytest.CaptureFixture[str]


def test_what_holds_is_proven_and_the_nearest_mistake_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert prove(monkeypatch, bank(tmp_path), "--seeds", 2) == 0
    told = capsys.readouterr().out
    assert "  proven    pick: 2 answers run on 1 seed\n" in told
    assert "  proven    double: 1 mistake told apart on 2 seeds, by at least" in told
    assert "  argued    why: It is a matter of words.\n" in told
    assert "3 questions: 2 proven, 1 argued, 0 contested, 0 unproven, 0 refuted." in told


def test_the_answers_are_the_same_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert prove(monkeypatch, bank(tmp_path), "--seeds", 1, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["totals"] == {"proven": 2, "argued": 1, "contested": 0, "unproven": 0, "refuted": 0}
    (topic,) = told["topics"]
    assert [question["question"] for question in topic["questions"]] == ["pick", "double", "why"]
    assert topic["questions"][1]["separation"] >= 100


def test_one_question_can_be_proven_by_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert prove(monkeypatch, f"{bank(tmp_path)}/pick") == 0
    assert "1 question: 1 proven" in capsys.readouterr().out


FALSE = {
    "solution": ("return 2 * n", "return n * n", "is the solution itself", "double"),
    "starter": ("def double(n): ...", "def double(n): return n + n", "the starter passes", "double"),
    "twins": (
        'wrong: [{mistake: squares, code: "def double(n): return n * n"}]',
        "wrong:\n"
        '      - {mistake: squares, code: "def double(n): return n * n"}\n'
        '      - {mistake: adds, code: "def double(n): return n ** 2"}',
        "is recognised as no mistake, or as several",
        "double",
    ),
    "claim": (
        '"variable:m": 6',
        '"variable:m": 9',
        "'sum' is marked right, but on seed 0 'variable:m' was 6",
        "pick",
    ),
    "silence": ("    argued: It is a matter of words.\n", "", "Nothing shows that the key is right.", "why"),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_hold_is_located_and_ends_with_1(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    there, instead, says, question = FALSE[name]
    assert there in TOPIC
    path = bank(tmp_path, TOPIC.replace(there, instead))
    assert prove(monkeypatch, path, "--seeds", 1) == 1
    found = [line for line in capsys.readouterr().out.splitlines() if says in line and str(path) in line]
    assert found
    place = found[0].strip().removeprefix(f"{path}:")
    assert int(place.partition(":")[0]) > 10
    assert f"[{question}]" in place
