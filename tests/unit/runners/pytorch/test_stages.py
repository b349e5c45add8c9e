"""Stages of the PyTorch pipeline: their description, the rule that calls them, code in their place."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy
import pytest

if TYPE_CHECKING:
    from tests.unit.runners.pytorch.conftest import Bench

OPTIMIZER = """
import torch
def make_optimizer(model{more}):
    {first}
    return torch.optim.SGD(model.parameters(), lr={lr}, weight_decay=0.01)
"""
STEP = """
def step(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
MODEL = """
import torch
from torch import nn
def make_model(features, classes):
    torch.rand({drawn})
    return nn.Sequential(nn.Linear(features, 3), nn.ReLU(), nn.Linear(3, classes))
"""


def test_every_stage_s_file_defines_the_function_its_description_names(bench: Bench) -> None:
    for stage in bench.spec.stages:
        defined = [node.name for node in ast.parse(stage.source).body if isinstance(node, ast.FunctionDef)]
        assert defined == [stage.function], stage.file
        assert stage.signature.startswith(f"{stage.function}(")


def test_no_default_stage_uses_the_global_generator(bench: Bench) -> None:
    for stage in bench.spec.stages:
        calls = [node for node in ast.walk(ast.parse(stage.source)) if isinstance(node, ast.Call)]
        drawing = [
            call
            for call in calls
            if ast.unparse(call.func) in ("torch.rand", "torch.randn", "torch.randperm")
        ]
        assert all("generator" in {keyword.arg for keyword in call.keywords} for call in drawing), stage.file


def test_model_optimizer_and_step_can_be_replaced(bench: Bench) -> None:
    assert {stage.name for stage in bench.spec.stages if stage.replaceable} == {"model", "optimizer", "step"}


@pytest.mark.parametrize(
    "first", ["torch.rand(7)", "torch.manual_seed(0)", "torch.set_default_dtype(torch.float16)"]
)
def test_an_answer_that_touches_global_state_changes_nothing(bench: Bench, first: str) -> None:
    asked = ("weights", "optimizer.response", "train.loss")
    plain = bench.stage("optimizer", OPTIMIZER.format(more="", first="pass", lr=0.1), *asked)
    reset = "torch.set_default_dtype(torch.float32)"
    noisy = bench.stage("optimizer", OPTIMIZER.format(more="", first=first, lr=0.1), *asked)
    bench.script(f"import torch; {reset}", "variable:nothing")
    numpy.testing.assert_equal(noisy, plain)


def test_a_keyword_without_default_is_filled_and_one_with_default_is_kept(bench: Bench) -> None:
    filled = OPTIMIZER.format(more=", *, learning_rate, generator", first="pass", lr="learning_rate")
    kept = OPTIMIZER.format(more=", learning_rate=0.25", first="pass", lr="learning_rate")
    for code, rates in ((filled, (0.02, 0.2)), (kept, (0.25, 0.25))):
        seen = bench.stage("optimizer", code, "optimizer.settings")["optimizer.settings"]
        assert all(rates[0] <= group["lr"] <= rates[1] for group in seen.values())


@pytest.mark.parametrize(
    ("stage", "code", "sentence"),
    [
        (
            "optimizer",
            "def make_optimizer(model):\n    return list(model.parameters())",
            "make_optimizer must return a torch.optim.Optimizer, not list",
        ),
        (
            "model",
            "def make_model(features, classes):\n    pass",
            "make_model must return a torch.nn.Module, not NoneType",
        ),
    ],
)
def test_a_wrong_return_type_is_the_learner_s_fault_and_says_so(
    bench: Bench, stage: str, code: str, sentence: str
) -> None:
    frame = bench.run(bench.stage_job(stage, code, "weights"))
    assert frame.end == "raised"
    assert frame.raised is not None
    assert (frame.raised.type, frame.raised.message) == ("TypeError", sentence)


def test_what_an_answer_raises_in_training_is_the_learner_s_with_its_line(bench: Bench) -> None:
    code = "def step(model, optimizer, loss):\n    loss.backward()\n    optimizer.stepp()"
    frame = bench.run(bench.stage_job("step", code, "train.loss"))
    assert frame.end == "raised"
    assert frame.raised is not None
    assert (frame.raised.type, frame.raised.line) == ("AttributeError", 3)


def test_a_step_written_anew_trains_like_the_default_one(bench: Bench) -> None:
    default = next(stage.source for stage in bench.spec.stages if stage.name == "step")
    asked = ("weights", "train.loss", "train.accuracy", "gradients")
    numpy.testing.assert_equal(bench.stage("step", STEP, *asked), bench.stage("step", default, *asked))


def test_a_step_that_keeps_old_gradients_shows_in_gradients_and_weights(bench: Bench) -> None:
    wrong = STEP.replace("optimizer.zero_grad()", "pass")
    right, seen = (bench.stage("step", code, "weights", "gradients") for code in (STEP, wrong))
    for name in ("weights", "gradients"):
        assert any(not numpy.allclose(right[name][key], seen[name][key]) for key in right[name])


def test_a_replaced_model_gets_drawn_parameters_whatever_it_drew_itself(bench: Bench) -> None:
    one, other = (
        bench.stage("model", MODEL.format(drawn=drawn), "weights", "train.loss") for drawn in (1, 9)
    )
    numpy.testing.assert_equal(one, other)


def test_the_step_stage_tells_a_reference_the_whole_change(bench: Bench) -> None:
    code = """
import torch
def change(model, x):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.01)
    return {name: moved.tolist() for name, moved in stages.step(model, optimizer, model(x).sum()).items()}
"""
    arguments = """
import torch
model = torch.nn.Linear(2, 1)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[1.0, -2.0]]))
arguments = {"model": model, "x": torch.tensor([[1.0, 2.0]])}
"""
    moved = bench.entry("change", code, arguments, "step")["return"]
    # w <- w - lr * (x + decay * w), by hand
    assert moved["weight"][0] == pytest.approx([-0.1 * (1 + 0.01), -0.1 * (2 - 0.02)], abs=1e-6)


def test_scripts_have_a_generator_a_rng_and_the_seed(bench: Bench) -> None:
    code = "import torch\na = torch.rand(1, generator=generator).item()\nb = rng.random()\nc = seed"
    names = ("variable:a", "variable:b", "variable:c")
    first, again, other = (bench.script(code, *names, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first["variable:c"] == 3
    assert all(first[name] != other[name] for name in names)


def test_tensors_and_arrays_of_all_kinds_cross_the_wire(bench: Bench) -> None:
    code = """
import numpy, torch
a = torch.arange(6.0).reshape(2, 3).t()
b = torch.tensor(True)
c = numpy.arange(3, dtype=">i4")
d = torch.ones(2, 2).to_sparse()
e = torch.empty(0, 3)
f = torch.ones(2, requires_grad=True) * 2
"""
    seen = bench.script(code, *(f"variable:{name}" for name in "abcdef"))
    assert seen["variable:a"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert (seen["variable:b"].shape, seen["variable:b"].item()) == ((), True)
    assert seen["variable:c"].tolist() == [0, 1, 2]
    assert seen["variable:d"].type == "Tensor"
    assert seen["variable:e"].shape == (0, 3)
    assert seen["variable:f"].tolist() == [2, 2]
