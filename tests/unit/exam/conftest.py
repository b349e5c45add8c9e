"""A bank of two topics for exams: every kind, enemies, a contested question, a draft and a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.bank.loaded import LoadedTopic, load_topic

HEAD = """\
format: 1
id: {name}
title: A topic
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {{s: S, loops: Loops}}
questions:
"""
CHOICE = """\
  - id: {id}
    kind: {kind}
    difficulty: {difficulty}
    skills: [{skill}]
    {more}
    prompt: What is {id}?
    options:
      - {{id: right, text: The right one, correct: true, feedback: Yes it is.}}
      - {{id: wrong, text: The wrong one, feedback: No it is not.}}
      - {{id: none, text: None of these, feedback: One of them is.}}
    order: {{pin: {{none: last}}}}
    solution: {{steps: [Think of {id}.], answer: The right one, check: Look again.}}
"""
OTHERS = """\
  - {id: number, kind: numeric, difficulty: medium, skills: [s], prompt: How many?, value: 2.5, unit: m,
     solution: {steps: [Count.]}}
  - {id: word, kind: text, difficulty: medium, skills: [s], prompt: Which word?, accept: ["yes", yea],
     solution: {steps: [Say it.]}}
  - {id: line-up, kind: order, difficulty: medium, skills: [s], prompt: In order?,
     blocks: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}], answer: [y, x],
     solution: {steps: [Sort.]}}
  - {id: program, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(): pass", cases: [{id: c, draws: 1}], checks: [{id: r, observe: return}],
     solution: {code: "def f(): return 1"}}
"""


def choice(
    name: str, difficulty: str = "easy", skill: str = "s", kind: str = "choice", more: str = "minutes: 1"
) -> str:
    return CHOICE.format(id=name, difficulty=difficulty, skill=skill, kind=kind, more=more)


def write_topic(folder: Path, name: str, questions: str) -> LoadedTopic:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + questions)
    loaded = load_topic(path)
    assert isinstance(loaded, LoadedTopic), loaded
    return loaded


@pytest.fixture
def bank(tmp_path: Path) -> dict[str, LoadedTopic]:
    """Topics by address: c/main with everything, c/hard with four hard loops questions, two enemies."""
    main = "".join(choice(f"easy-{number}") for number in range(6)) + OTHERS
    main += choice("several", "medium", kind="multiple")
    main += choice("disputed", more="contested: Some say otherwise.") + choice(
        "unfinished", more="status: draft"
    )
    hard = "".join(choice(f"loop-{number}", "hard", "loops") for number in (1, 2))
    hard += choice("loop-3", "hard", "loops", more="enemies: [loop-4]") + choice("loop-4", "hard", "loops")
    loaded = [write_topic(tmp_path / "c", "main", main), write_topic(tmp_path / "c", "hard", hard)]
    return {topic.address: topic for topic in loaded}
