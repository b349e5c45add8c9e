"""`trace` puts a run's figures beside a topic's texts, whatever the topic and its stages are called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quizkit.app.learning.trace import check_seed, traced
from quizkit.errors import ContentError, SandboxFault, UsageError
from quizkit.model import value as values
from quizkit.model.job import Ended, Job, Limits, RunResult
from quizkit.model.runner import RunnerSpec, Stage
from quizkit.model.topic import Contrast, Topic, Walk, WalkLayer, WalkStage
from quizkit.sandbox.fake import FakeSandbox

WALK = Walk(
    settings={"heat": 2.0},
    says="Water is heated.",
    stages=(WalkStage(stage="kettle", title="Kettle", says="It warms up."),),
    epochs=("Cold at first.", "Then warmer."),
    layers=(WalkLayer(layer="top", title="Surface", says="Steam."),),
    contrast=Contrast(settings={"heat": 0.0}, title="With and without heat", says="The same, unheated."),
)
PARTS: dict[str, Any] = {"pipeline": WALK, "title": "Boiling", "insight": "Heat boils water."}
TOPIC = Topic.model_construct(**PARTS)  # a topic without questions, which a file could not hold
SPEC = RunnerSpec(
    id="stove",
    title="Stove",
    language="none",
    limits=Limits(),
    stages=(
        Stage(name="kettle", function="f", signature="f()", says="Heats.", file="k", source="def f(): ..."),
    ),
    settings={"seed": 5, "heat": 1.0},
    observations=(),
)


def wire(data: object) -> values.Value:
    """Plain data as it comes back from a jail."""
    if isinstance(data, dict):
        return values.Mapping(tuple((key, wire(item)) for key, item in data.items()))
    if isinstance(data, list):
        return values.Sequence("list", tuple(wire(item) for item in data))
    assert data is None or isinstance(data, (int, float, str))
    return data


def boil(job: Job) -> RunResult:
    """A run in which the loss falls with the heat."""
    heat = job.settings["heat"]
    observed: dict[str, object] = {
        "pipeline.stages": [
            {
                "stage": "kettle",
                "in_shape": [4, 1],
                "out_shape": [],
                "row": [1.5],
                "names": ["bubbles"],
                "extra": 0,
            }
        ],
        "pipeline.epochs": [
            {"loss": 1.0 - heat * epoch / 10, "accuracy": 0.5, "steam": heat * epoch} for epoch in range(3)
        ],
        "pipeline.layers": [{"layer": "top", "values": [0.25, 0.75]}],
    }
    return RunResult(Ended.OK, {name: wire(observed[name]) for name in job.observe})


def test_texts_stand_beside_what_was_measured() -> None:
    seen = traced("kitchen/boiling", TOPIC, SPEC, FakeSandbox(boil), None)
    assert [(stage.title, stage.seen.in_shape, stage.seen.out_shape) for stage in seen.stages] == [
        ("Kettle", (4, 1), ())
    ]
    assert [(epoch.epoch, epoch.says) for epoch in seen.epochs] == [
        (1, "Cold at first."),
        (2, "Then warmer."),
        (3, ""),
    ]
    assert seen.epochs[1].loss == pytest.approx(0.8)
    assert seen.epochs[2].others == {"steam": 4.0}
    assert seen.layers[0].seen.values == (0.25, 0.75)


def test_the_walk_s_settings_override_the_runner_s_and_the_contrast_s_override_both() -> None:
    sandbox = FakeSandbox(boil)
    seen = traced("kitchen/boiling", TOPIC, SPEC, sandbox, None)
    assert [dict(job.settings) for job in sandbox.jobs] == [
        {"seed": 5, "heat": 2.0},
        {"seed": 5, "heat": 0.0},
    ]
    assert seen.contrast is not None
    assert [epoch.others["steam"] for epoch in seen.contrast.epochs] == [0.0, 0.0, 0.0]


def test_a_seed_goes_to_both_runs_and_is_told_from_the_topic_s_own() -> None:
    sandbox = FakeSandbox(boil)
    seen = traced("kitchen/boiling", TOPIC, SPEC, sandbox, 9)
    assert {job.settings["seed"] for job in sandbox.jobs} == {9}
    assert (seen.seed, seen.usual_seed) == (9, 5)


def test_the_json_has_loss_and_accuracy_per_epoch_and_is_strict() -> None:
    def diverge(job: Job) -> RunResult:
        epochs = wire([{"loss": float("inf"), "accuracy": 0.5}])
        return RunResult(Ended.OK, {**boil(job).values, "pipeline.epochs": epochs})

    for answer in (boil, diverge):
        seen = traced("kitchen/boiling", TOPIC, SPEC, FakeSandbox(answer), None)
        text = json.loads(seen.model_dump_json(), parse_constant=lambda name: pytest.fail(name))
        assert all({"loss", "accuracy"} <= set(epoch) for epoch in text["epochs"])


def test_a_stage_that_the_run_has_not_is_the_topic_s_fault() -> None:
    stages = (WalkStage(stage="oven", title="Oven", says="?"),)
    topic = TOPIC.model_copy(update={"pipeline": WALK.model_copy(update={"stages": stages})})
    with pytest.raises(ContentError, match=r"'oven'.*kettle"):
        traced("kitchen/boiling", topic, SPEC, FakeSandbox(boil), None)


@pytest.mark.parametrize(
    ("ended", "error"),
    [(Ended.AUTHOR, ContentError), (Ended.SYSTEM, SandboxFault), (Ended.CPU, SandboxFault)],
)
def test_a_run_that_fails_is_an_error_and_no_page(ended: Ended, error: type[Exception]) -> None:
    sandbox = FakeSandbox(lambda job: RunResult(ended, detail="it went out"))
    with pytest.raises(error, match="it went out"):
        traced("kitchen/boiling", TOPIC, SPEC, sandbox, None)


def test_values_of_another_shape_are_refused() -> None:
    sandbox = FakeSandbox(lambda job: RunResult(Ended.OK, dict.fromkeys(job.observe, 3)))
    with pytest.raises(ContentError, match=r"pipeline\.stages"):
        traced("kitchen/boiling", TOPIC, SPEC, sandbox, None)


@pytest.mark.parametrize("seed", [-1, 1 << 63])
def test_a_seed_out_of_range_is_a_wrong_call(seed: int) -> None:
    with pytest.raises(UsageError, match=str(seed)):
        check_seed(SPEC, seed)


def test_a_seed_for_a_pipeline_that_draws_nothing_is_a_wrong_call() -> None:
    with pytest.raises(UsageError, match="stove"):
        check_seed(SPEC.model_copy(update={"settings": {}}), 1)
