"""The laws of stressing: seeds draw listed values and some between; a fault is told by seed and params."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from quizkit.bank.building import build
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.exam.stressing import drawn, stress
from quizkit.model.lock import Lock, LockedQuestion, Variant
from quizkit.model.question import Numeric

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
mistakes: {slip: {says: Slipped., why: It slips.}}
questions:
  - id: n
    kind: numeric
    difficulty: easy
    skills: [s]
    prompt: What for ${k} and ${word} and ${x}?
    params: {k: [2, 9], word: [a, b], x: [0.5, 1.5]}
    value: 5
    tolerance: {absolute: 0.5}
    wrong: [{mistake: slip, value: VALUE}]
    solution: {steps: [Think.]}
"""


def loaded(tmp_path: Path, value: str) -> tuple[LoadedTopic, Numeric]:
    path = tmp_path / "t.yaml"
    path.write_text(TOPIC.replace("VALUE", value))
    topic = load_topic(path)
    assert isinstance(topic, LoadedTopic), topic
    question = topic.question("n")
    assert isinstance(question, Numeric)
    return topic, question


def test_even_seeds_draw_what_is_listed_and_odd_ones_between(tmp_path: Path) -> None:
    _, question = loaded(tmp_path, "7")
    for seed in range(0, 100, 2):
        assert all(drawn(question, seed)[name] in values for name, values in question.params.items())
    between = [drawn(question, seed) for seed in range(1, 400, 2)]
    assert {params["k"] for params in between} == set(range(2, 10))
    assert {params["word"] for params in between} == {"a", "b"}
    assert len({params["x"] for params in between}) > 100
    assert all(isinstance(params["x"], float) and 0.5 <= params["x"] <= 1.5 for params in between)


def test_a_sound_question_stands_every_seed(tmp_path: Path) -> None:
    topic, question = loaded(tmp_path, "7")
    stressed = stress(topic, question, None, None, 50)
    assert (stressed.seeds, stressed.findings) == (50, ())


def test_a_fault_is_told_with_its_seed_and_parameters(tmp_path: Path) -> None:
    topic, question = loaded(tmp_path, "5.2")
    stressed = stress(topic, question, None, None, 50)
    assert stressed.seeds == len(stressed.findings) == 5
    first, second = stressed.findings[:2]
    assert (first.code, first.severity) == ("options-coincide", "error")
    params = drawn(question, 0)
    assert f"Seed 0, k = {params['k']}, word = {params['word']!r}, x = {params['x']}: " in first.message
    assert second.message.startswith("Seed 1, ")
    assert (topic.path.read_text().splitlines()[first.line - 1]).strip().startswith("wrong:")


@pytest.mark.parametrize("changed", [{"key": "6"}, {"wrong": {"slip": "8"}}])
def test_what_is_not_what_is_locked_is_told(tmp_path: Path, changed: Mapping[str, object]) -> None:
    topic, question = loaded(tmp_path, "7")
    locked = build(topic, None, None).lock.questions["n"]
    variants: tuple[Variant, ...] = tuple(one.model_copy(update=changed) for one in locked.variants)
    lock = Lock(format=1, questions={"n": LockedQuestion(source=locked.source, variants=variants)})
    stale = LoadedTopic(topic.address, topic.path, topic.topic, topic.lines, lock)
    codes = {finding.code for finding in stress(stale, question, None, None, 10).findings}
    assert codes == {"depends-on-seed"}
