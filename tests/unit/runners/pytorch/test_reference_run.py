"""The reference run of the PyTorch pipeline: its course, its shapes, the row that is shown throughout."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.runners.pytorch.conftest import Bench

# The course the run is to show: loss and accuracy before each of five epochs.
COURSE = ((1.20, 0.50), (0.85, 0.65), (0.65, 0.75), (0.55, 0.80), (0.48, 0.83))
STAGES, EPOCHS, LAYERS = "pipeline.stages", "pipeline.epochs", "pipeline.layers"


def test_the_run_shows_the_textbook_course(bench: Bench) -> None:
    epochs = bench.pipeline(EPOCHS)[EPOCHS]
    assert len(epochs) == len(COURSE)
    for seen, (loss, accuracy) in zip(epochs, COURSE, strict=True):
        assert seen["loss"] == pytest.approx(loss, abs=0.045)
        assert seen["accuracy"] == pytest.approx(accuracy, abs=0.045)


def test_the_figures_are_the_same_with_two_threads(bench: Bench, two_threads: Bench) -> None:
    assert two_threads.pipeline(EPOCHS) == bench.pipeline(EPOCHS)


def test_only_the_setting_seed_draws_the_run(bench: Bench) -> None:
    usual = bench.pipeline(EPOCHS)
    assert bench.pipeline(EPOCHS, job_seed=99) == usual
    assert bench.pipeline(EPOCHS, seed=7) != usual


def test_six_stages_with_the_shapes_that_were_measured(bench: Bench) -> None:
    stages = bench.pipeline(STAGES)[STAGES]
    assert [(seen["stage"], seen["in_shape"], seen["out_shape"]) for seen in stages] == [
        ("data", [1000, 10], [1000, 10]),
        ("preprocess", [1000, 10], [1000, 10]),
        ("features", [1000, 10], [1000, 10]),
        ("train", [1000, 10], [1000, 2]),
        ("metrics", [1000, 2], []),
        ("predict", [1, 10], [1, 2]),
    ]
    assert stages[0]["label"] in (0, 1)


def test_the_walked_stages_are_those_that_are_described(bench: Bench) -> None:
    walked = [stage.name for stage in bench.spec.stages if stage.walked]
    assert [seen["stage"] for seen in bench.pipeline(STAGES)[STAGES]] == walked


def test_the_probabilities_are_the_softmax_of_the_same_row_s_logits(bench: Bench) -> None:
    seen = bench.pipeline(STAGES, LAYERS)
    row = {stage["stage"]: stage["row"] for stage in seen[STAGES]}
    powers = [math.exp(logit) for logit in row["train"]]
    assert row["predict"] == pytest.approx([power / sum(powers) for power in powers], abs=1e-6)
    layers = {layer["layer"]: layer["values"] for layer in seen[LAYERS]}
    assert list(layers) == ["input", "hidden", "output", "softmax"]
    assert layers["input"] == row["features"]
    assert layers["output"] == pytest.approx(row["train"], abs=1e-6)
    assert layers["softmax"] == pytest.approx(row["predict"], abs=1e-6)
    assert min(layers["hidden"]) == 0


def test_decay_makes_the_weights_smaller_and_hardly_moves_the_loss(bench: Bench) -> None:
    decayed = bench.pipeline(EPOCHS)[EPOCHS]
    free = bench.pipeline(EPOCHS, weight_decay=0.0)[EPOCHS]
    assert decayed[0] == free[0]
    assert all(
        mine["weight_norm"] < theirs["weight_norm"]
        for mine, theirs in zip(decayed[1:], free[1:], strict=True)
    )
    assert decayed[-1]["loss"] == pytest.approx(free[-1]["loss"], abs=0.005)


def test_a_pipeline_job_without_all_settings_is_the_author_s_fault(bench: Bench) -> None:
    job = bench.pipeline_job(EPOCHS).model_copy(update={"settings": {"seed": 1}})
    frame = bench.run(job)
    assert frame.end == "author"
    assert frame.raised is not None
    assert "features" in frame.raised.message
