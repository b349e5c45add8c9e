"""The law of the stamp: a report is written anew exactly if it would say something else, or lacks a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.classes.grade import Request, grade
from quizkit.app.classes.judging import Progress
from quizkit.clock import system_clock

TOPIC = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: warm, kind: choice, difficulty: easy, skills: [s], prompt: Which is warm?,
     solution: {steps: [Look.]},
     options: [{id: red, text: R, correct: true, feedback: Yes.}, {id: blue, text: B, feedback: No.}]}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    for learner, answer in (("ada", "red"), ("bob", "blue")):
        folder = tmp_path / "submissions" / learner
        folder.mkdir(parents=True)
        (folder / "answers.yaml").write_text(f"format: 1\nanswers: {{warm: {answer}}}\n")
    return tmp_path


def written(place: Path, **more: bool) -> dict[str, int]:
    """When each file of the report was written last, after grading once more."""
    request = Request(str(place / "c" / "t.yaml"), place / "submissions", place / "out", **more)  # type: ignore[arg-type] # only flags are given
    grade(request, system_clock(), Progress())
    found = (place / "out").rglob("*.*")
    return {
        path.name: path.stat().st_mtime_ns
        for path in found
        if path.name not in ("class.json", "results.jsonl")
    }


def test_the_same_grading_again_touches_no_page(place: Path) -> None:
    assert written(place) == written(place)


def test_a_page_that_is_gone_comes_back(place: Path) -> None:
    before = written(place)
    page = next((place / "out" / "feedback").glob("*.html"))
    page.unlink()
    assert set(written(place)) == set(before)


def test_releasing_writes_the_key_and_taking_it_back_takes_it_out(place: Path) -> None:
    written(place)
    pages = list((place / "out" / "feedback").glob("*.html"))
    assert not any("Look." in page.read_text() for page in pages)
    written(place, release=True)
    assert all("Look." in page.read_text() for page in pages)
    written(place)
    assert not any("Look." in page.read_text() for page in pages)


def test_a_mended_wording_reaches_the_pages_without_judging_again(place: Path) -> None:
    written(place)
    topic = place / "c" / "t.yaml"
    topic.write_text(TOPIC.replace("Which is warm?", "Which one feels warm?"))
    written(place)
    assert "feels warm" in next((place / "out" / "feedback").glob("*.html")).read_text()
