"""The grade version changes with what can change a grade, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.runners import load_runner
from quizkit.bank.version import grade_version
from quizkit.model.lock import Variant

Topics = Callable[..., LoadedTopic]
CODE: dict[str, object] = {"id": "q", "kind": "code"}
OPTIONS: list[dict[str, object]] = [
    {"id": "a", "text": "One", "correct": True, "feedback": "Yes."},
    {"id": "b", "text": "Two", "feedback": "No."},
]


@pytest.fixture
def version(topic: Topics) -> Callable[[dict[str, object]], str]:
    """The grade version of a question of the given fields."""

    def make(fields: dict[str, object]) -> str:
        question = topic(questions=[{"id": "q", **fields}]).question("q")
        return grade_version(question, load_runner("python"), None)

    return make


Version = Callable[[dict[str, object]], str]


@pytest.mark.parametrize(
    "wording",
    [
        {"prompt": "Another prompt?"},
        {"hint": "Another hint."},
        {"solution": {"steps": ["Other steps."], "answer": "Other words."}},
        {"difficulty": "hard"},
        {"options": [{**OPTIONS[0], "feedback": "Other feedback."}, OPTIONS[1]]},
        {"argued": "Another reason."},
    ],
)
def test_wording_changes_no_version(wording: dict[str, object], version: Version) -> None:
    assert version({"options": OPTIONS, **wording}) == version({"options": OPTIONS})


@pytest.mark.parametrize(
    "options",
    [
        [{**OPTIONS[0], "correct": False}, {**OPTIONS[1], "correct": True}],
        [{**OPTIONS[0], "text": "Another text"}, OPTIONS[1]],
        [{**OPTIONS[0], "id": "c"}, OPTIONS[1]],
        [*OPTIONS, {"id": "c", "text": "Three", "feedback": "No."}],
    ],
)
def test_options_change_the_version(options: list[object], version: Version) -> None:
    assert version({"options": options}) != version({"options": OPTIONS})


@pytest.mark.parametrize(
    "change",
    [
        {"entry": "thrice"},
        {"starter": "def twice(number): ...\n"},
        {"cases": [{"id": "drawn", "draws": 4, "arguments": "arguments = {'number': 1}"}]},
        {"checks": [{"id": "value", "observe": "return", "points": 2}]},
        {"checks": [{"id": "value", "observe": "return", "tolerance": {"rtol": 0.1, "atol": 0}}]},
        {"solution": {"code": "def twice(number): return number + number\n"}},
        {"limits": {"cpu_s": 1}},
        {"reference": "def twice(number): return number + number\n"},
    ],
)
def test_what_judges_code_changes_the_version(change: dict[str, object], version: Version) -> None:
    assert version({**CODE, **change}) != version(CODE)


@pytest.mark.parametrize(
    "change",
    [
        {"checks": [{"id": "value", "observe": "return", "show": "name"}]},
        {"wrong": [{"mistake": "m", "code": "def twice(number): return 0\n"}]},
    ],
)
def test_what_is_shown_of_code_changes_no_version(change: dict[str, object], version: Version) -> None:
    assert version({**CODE, **change}) == version(CODE)


def test_another_state_of_the_runner_is_another_version_of_code_only(topic: Topics) -> None:
    runner = load_runner("python")
    other = runner.model_copy(update={"digest": "0" * 64})
    loaded = topic(questions=[CODE, {"id": "r"}])
    code, choice = loaded.topic.questions
    assert grade_version(code, runner, None) != grade_version(code, other, None)
    assert grade_version(choice, runner, None) == grade_version(choice, other, None)


def test_each_variant_has_its_version(topic: Topics) -> None:
    asked = {
        "id": "q",
        "kind": "numeric",
        "params": {"n": [1, 2]},
        "prompt": "${n}?",
        "code": "answer = ${n}",
    }
    question = topic(questions=[asked]).question("q")
    variants = [Variant(params={"n": n}, key=str(n)) for n in (1, 2)]
    assert len({grade_version(question, None, variant) for variant in (None, *variants)}) == 3


def test_the_version_is_frozen(version: Version) -> None:
    frozen = "6678924d1435a38837689d72d64ad330c0e3c96ff59bc1924fa896fe4bab2cb7"
    assert version({"options": OPTIONS}) == frozen
