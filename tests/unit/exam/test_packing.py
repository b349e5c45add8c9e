"""The laws of packages: a learner gets everything that is shown, and nothing that tells a key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from quizkit.bank.loaded import load_topic, usable
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.exam.packing import pack, package_digest
from quizkit.exam.shown import shown_items
from quizkit.formats.packages import packed
from quizkit.model.exam import Form, FormItem
from quizkit.model.package import Package
from quizkit.rng import Stream

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
runner: python
insight: SECRET insight.
skills: {s: S}
mistakes:
  secret-slip: {says: SECRET says, why: SECRET why}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Shown one?", hint: SECRET hint,
     argued: SECRET argument, options: [
       {id: secret-key, text: "Shown A", correct: true, feedback: SECRET right},
       {id: secret-lure, text: "Shown B", mistake: secret-slip, feedback: SECRET wrong, code: SECRET code}],
     solution: {steps: [SECRET step], answer: SECRET answer, check: SECRET check}}
  - {id: some, kind: multiple, difficulty: easy, skills: [s], prompt: "Shown some?", options: [
       {id: secret-key, text: "Shown C", correct: true}, {id: secret-lure, text: "Shown D"}], solution: {}}
  - {id: number, kind: numeric, difficulty: easy, skills: [s], prompt: "Shown number?", value: 73915.25,
     unit: shown-unit, tolerance: {absolute: 0.0917}, feedback: SECRET, solution: {}}
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: "Shown word?", accept: [SECRET],
     wrong: [{mistake: secret-slip, text: SECRET slip}], solution: {}}
  - {id: line-up, kind: order, difficulty: easy, skills: [s], prompt: "Shown order?", blocks: [
       {id: secret-first, text: "Shown X"}, {id: secret-second, text: "Shown Y"},
       {id: secret-none, text: "Shown Z"}], answer: [secret-second, secret-first], solution: {}}
  - {id: program, kind: code, difficulty: easy, skills: [s], prompt: "Shown program?", entry: f,
     starter: "def f(): shown", cases: [{id: secret-case, draws: 3, arguments: SECRET}],
     checks: [{id: secret-check, observe: return}], solution: {code: "SECRET", steps: [SECRET]},
     reference: SECRET, wrong: [{mistake: secret-slip, code: SECRET}], limits: {cpu_s: 7391}}
"""
QUESTIONS = 6


@dataclass(frozen=True)
class Exam:
    """A form with its package."""

    form: Form
    package: Package


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    path = tmp_path / "t.yaml"
    path.write_text(TOPIC)
    loaded = usable(load_topic(path, "c/t"))
    form = Form(
        format=1,
        exam="e",
        title="Shown title",
        form="A",
        minutes=30,
        instructions="Shown instructions.",
        blueprint="0" * 64,
        engine="0",
        items=tuple(
            FormItem(
                question=f"c/t/{question.id}",
                grade_version=version_in(loaded, question, None),
                points=3,
                options=tuple(name for name, _ in present(question, None, Stream("order")).options),
            )
            for question in loaded.topic.questions
        ),
    )
    return Exam(form, pack(form, shown_items(form, lambda _: loaded)))


def leaves(data: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value in plain data with the names that lead to it."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, f"{path}.{name}")
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value, f"{path}[]")
    else:
        yield path, data


def test_no_byte_of_a_package_is_of_a_key(exam: Exam) -> None:
    content = exam.package.model_dump_json()
    assert content.count("Shown") >= QUESTIONS
    for secret in ("secret", "73915", "0917", "7391", "mistake", "correct", "feedback", "solution", "hint"):
        assert secret not in content.lower()


def test_a_package_has_the_fields_that_are_shown_and_no_other(exam: Exam) -> None:
    allowed = {
        *(f".{name}" for name in ("format", "exam", "title", "form", "learner", "minutes")),
        *(f".{name}" for name in ("instructions", "blueprint")),
        *(f".items[].{name}" for name in ("question", "kind", "points", "prompt", "some", "unit")),
        *(f".items[].{name}" for name in ("program", "starter", "options[].id", "options[].text")),
        ".items[].options",
    }
    assert {path for path, _ in leaves(exam.package.model_dump(mode="json"))} <= allowed


def test_no_grade_version_is_told_for_it_tells_the_key_to_who_tries_all(exam: Exam) -> None:
    content = exam.package.model_dump_json()
    assert not [item.question for item in exam.form.items if item.grade_version in content]
    assert re.findall(r"[0-9a-f]{40,}", content) == [exam.form.blueprint]


def test_options_stand_in_the_forms_order_under_their_letters(exam: Exam) -> None:
    texts = {"secret-key": "Shown A", "secret-lure": "Shown B"}
    printed = next(item for item in exam.form.items if item.question == "c/t/one")
    shown = next(item for item in exam.package.items if item.question == "c/t/one")
    assert [option.text for option in shown.options] == [texts[name] for name in printed.options]
    assert [option.id for option in shown.options] == ["a", "b"]


def test_the_same_package_gives_the_same_bytes_and_digest(exam: Exam) -> None:
    again = Package.model_validate_json(exam.package.model_dump_json())
    assert packed(again) == packed(exam.package)
    assert package_digest(again) == package_digest(exam.package)
