"""The laws of choosing what to stress: what a blueprint can draw, or a topic; only what draws something."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.exams.stress import is_blueprint, stress_all
from quizkit.errors import ContentError, UsageError

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
  - {id: n, kind: numeric, difficulty: easy, skills: [s], prompt: "${k}?", params: {k: [1, 5]}, value: 3,
     tolerance: {absolute: 1}, wrong: [{mistake: slip, value: 3.5}], solution: {steps: [Think.]}}
  - {id: hard, kind: numeric, difficulty: hard, skills: [s], prompt: "${k}?", params: {k: [1, 5]}, value: 3,
     solution: {steps: [Think.]}}
  - {id: plain, kind: numeric, difficulty: medium, skills: [s], prompt: Many?, value: 3,
     solution: {steps: [Think.]}}
"""
BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands:
  - {topic: c/t, count: 1, difficulty: DIFFICULTY}
seed: 5
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    return tmp_path


def stressed(place: Path, target: str) -> dict[str, int]:
    """How many findings each question that is stressed has."""
    found = stress_all(target, 20, [place], [])
    return {one.address: len(one.stressed.findings) for one in found}


def test_a_topic_is_stressed_where_something_is_drawn(place: Path) -> None:
    assert stressed(place, "c/t") == {"c/t/n": 5, "c/t/hard": 0}


@pytest.mark.parametrize(("difficulty", "found"), [("easy", {"c/t/n": 5}), ("hard", {"c/t/hard": 0})])
def test_of_a_blueprint_what_it_can_draw(place: Path, difficulty: str, found: dict[str, int]) -> None:
    plan = place / "plan.yaml"
    plan.write_text(BLUEPRINT.replace("DIFFICULTY", difficulty))
    assert stressed(place, str(plan)) == found


def test_nothing_to_stress_is_told(place: Path) -> None:
    plan = place / "plan.yaml"
    plan.write_text(BLUEPRINT.replace("DIFFICULTY", "medium"))
    with pytest.raises(UsageError, match="no question with parameters"):
        stressed(place, str(plan))


def test_a_broken_blueprint_is_told_as_one(place: Path) -> None:
    plan = place / "plan.yaml"
    plan.write_text(BLUEPRINT.replace("DIFFICULTY", "impossible"))
    assert is_blueprint(plan)
    assert not is_blueprint(place / "c" / "t.yaml")
    with pytest.raises(ContentError, match="the blueprint"):
        stressed(place, str(plan))
