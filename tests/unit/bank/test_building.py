"""What is built is whole, the same every time, and gives no key away; what goes wrong is a finding."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from quizkit.bank.building import Built, build
from quizkit.bank.lint import lint
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.bank.locking import lock_path, read_lock, write_lock
from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, RunResult
from quizkit.model.value import Value
from quizkit.sandbox import FakeSandbox

Topics = Callable[..., LoadedTopic]
MISTAKES = {name: {"says": "Being off", "why": "Look again."} for name in ("less", "more")}
WRONG = [{"mistake": "less", "code": "less ${n}"}, {"mistake": "more", "code": "more ${n}"}]
PREDICT: dict[str, object] = {
    "id": "q",
    "kind": "predict",
    "params": {"n": [1, 2]},
    "prompt": "What is printed for ${n}?",
    "code": "key ${n}",
    "wrong": WRONG,
}
NUMERIC: dict[str, object] = {
    "id": "q",
    "kind": "numeric",
    "params": {"n": [1, 2]},
    "prompt": "What of ${n}?",
    "code": "key ${n}",
    "wrong": [{"mistake": "less", "code": "less ${n}"}, {"mistake": "more", "value": 99}],
}


def sandbox(values: Mapping[str, Value]) -> FakeSandbox:
    """A sandbox in which each program gives its value: the programs of these tests are only names."""

    def answer(job: Job) -> RunResult:
        if job.code in values:
            return RunResult(ended=Ended.OK, values={job.observe[0]: values[job.code]})
        return RunResult(ended=Ended.RAISED, detail="NameError: nothing")

    return FakeSandbox(answer)


def built(topic: Topics, question: Mapping[str, object], values: Mapping[str, Value]) -> Built:
    """What building one question gives."""
    loaded = topic(questions=[question], mistakes=MISTAKES)
    return build(loaded, load_runner("python"), sandbox(values))


PRINTED: dict[str, Value] = {
    "key 1": "11\n",
    "less 1": "10\n",
    "more 1": "12\n",
    "key 2": "21\n",
    "less 2": "a\nb\n",
    "more 2": "22\n",
}


def test_a_predict_question_gets_its_options_from_what_is_run(topic: Topics) -> None:
    made = built(topic, PREDICT, PRINTED)
    assert made.findings == ()
    first, second = made.lock.questions["q"].variants
    assert (first.params, second.params) == ({"n": 1}, {"n": 2})
    assert {(option.text, option.mistake) for option in first.options} == {
        ("`11`", None),
        ("`10`", "less"),
        ("`12`", "more"),
    }
    assert "```\na\nb\n```" in {option.text for option in second.options}
    assert [option.text for option in first.options if option.id == first.key] == ["`11`"]
    assert first.grade_version != second.grade_version


def test_ids_are_neutral_and_the_key_stands_anywhere(topic: Topics) -> None:
    places = set()
    for number in range(12):
        question = {**PREDICT, "id": f"q{number}"}
        variants = built(topic, question, PRINTED).lock.questions[f"q{number}"].variants
        assert all([option.id for option in v.options] == ["o1", "o2", "o3"] for v in variants)
        places |= {variant.key for variant in variants}
    assert places == {"o1", "o2", "o3"}


def test_building_twice_gives_the_same_bytes(topic: Topics, tmp_path: Path) -> None:
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in paths:
        write_lock(path, built(topic, PREDICT, PRINTED).lock)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert read_lock(paths[0]) == (built(topic, PREDICT, PRINTED).lock, None)


def test_all_programs_of_a_variant_meet_the_same_seed(topic: Topics) -> None:
    loaded = topic(questions=[PREDICT], mistakes=MISTAKES)
    fake = sandbox(PRINTED)
    build(loaded, load_runner("python"), fake)
    assert [len({job.seed for job in fake.jobs[start : start + 3]}) for start in (0, 3)] == [1, 1]
    assert len({job.seed for job in fake.jobs}) == 2


def test_options_that_coincide_are_a_finding(topic: Topics) -> None:
    for same in ({"less 1": "11"}, {"less 1": "12\n\n"}):
        found = built(topic, PREDICT, {**PRINTED, **same}).findings
        assert [(finding.code, finding.question) for finding in found] == [("options-coincide", "q")]
        assert "n = 1" in found[0].message


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "failed"), ("", "printed nothing"), ("x" * 3000, "more than"), (b"x", "no number or text")],
)
def test_a_program_without_a_usable_value_is_a_finding(value: Value, said: str, topic: Topics) -> None:
    values = {name: each for name, each in PRINTED.items() if name != "less 2"}
    found = built(topic, PREDICT, values if value is None else {**values, "less 2": value}).findings
    assert [finding.code for finding in found] == ["build-failed"]
    assert said in found[0].message


def test_numbers_are_computed_for_the_key_and_for_mistakes_with_a_program(topic: Topics) -> None:
    values: dict[str, Value] = {"key 1": 10, "less 1": 0.5, "key 2": 0.1 + 0.2, "less 2": -1}
    made = built(topic, NUMERIC, values)
    assert made.findings == ()
    first, second = made.lock.questions["q"].variants
    assert (first.key, first.wrong) == ("10", {"less": "0.5"})
    assert (second.key, second.wrong) == ("0.30000000000000004", {"less": "-1"})


@pytest.mark.parametrize("value", [True, "10", float("nan"), float("inf"), None])
def test_a_key_must_be_a_finite_number(value: Value, topic: Topics) -> None:
    found = built(topic, NUMERIC, {"key 1": value, "less 1": 1, "key 2": 2, "less 2": 1}).findings
    assert [finding.code for finding in found] == ["build-failed"]


def test_a_mistake_that_leads_to_the_key_is_a_finding(topic: Topics) -> None:
    found = built(topic, NUMERIC, {"key 1": 10, "less 1": 10.0, "key 2": 99, "less 2": 1}).findings
    assert [finding.code for finding in found] == ["options-coincide", "options-coincide"]


def test_too_many_variants_run_nothing(topic: Topics) -> None:
    question = {**PREDICT, "params": {"n": list(range(1000)), "m": list(range(1000))}}
    made = built(topic, question, PRINTED)
    assert [finding.code for finding in made.findings] == ["too-many-variants"]
    assert made.runs == 0


def test_without_a_runner_nothing_is_computed(topic: Topics) -> None:
    loaded = topic(questions=[PREDICT], mistakes=MISTAKES, runner=None)
    found = build(loaded, None, None).findings
    assert {finding.code for finding in found} == {"build-failed"}


def test_a_fresh_lock_is_not_stale_and_a_changed_program_makes_it_so(topic: Topics) -> None:
    loaded = topic(questions=[PREDICT], mistakes=MISTAKES)
    runner = load_runner("python")
    lock = build(loaded, runner, sandbox(PRINTED)).lock
    assert lint(replace(loaded, lock=lock), runner) == []
    changes: list[dict[str, object]] = [{"code": "${n}"}, {"params": {"n": [1, 3]}}, {"wrong": WRONG[:1]}]
    for change in changes:
        changed = topic(questions=[{**PREDICT, **change}], mistakes=MISTAKES)
        assert "stale-lock" in {finding.code for finding in lint(replace(changed, lock=lock), runner)}


def test_a_lock_is_found_beside_its_bank_and_replaced_whole(topic: Topics) -> None:
    loaded = topic(questions=[PREDICT], mistakes=MISTAKES)
    path = lock_path(loaded.path)
    path.write_text("half of")
    lock = build(loaded, load_runner("python"), sandbox(PRINTED)).lock
    write_lock(path, lock)
    again = load_topic(loaded.path)
    assert isinstance(again, LoadedTopic)
    assert again.lock == lock
    assert sorted(each.name for each in path.parent.iterdir()) == ["small.lock.json", "small.yaml"]
    assert list(json.loads(path.read_text())) == ["format", "questions"]
