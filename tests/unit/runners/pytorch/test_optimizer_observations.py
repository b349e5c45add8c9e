"""What the optimizer observations see, and how far they keep right from wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy
import pytest

if TYPE_CHECKING:
    from tests.unit.runners.pytorch.conftest import Bench

SETTINGS, RESPONSE = "optimizer.settings", "optimizer.response"
RTOL, ATOL = 1e-5, 1e-7
SEEDS = range(40, 60)

BY_NAME = """
import torch
def make_optimizer(model):
    weights = [p for n, p in model.named_parameters() if n.endswith("weight")]
    biases = [p for n, p in model.named_parameters() if n.endswith("bias")]
    groups = [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0.0}]
    return torch.optim.Adam(groups, lr=0.001)
"""
BY_DIMENSION = """
import torch
def make_optimizer(model):
    flat = {"params": [p for p in model.parameters() if p.dim() == 1]}
    square = {"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": 0.01}
    return torch.optim.Adam([flat, square], lr=torch.tensor(0.001, dtype=torch.float64), foreach=False)
"""
BY_MODULE = """
import torch
def make_optimizer(model):
    optimizer = torch.optim.Adam([next(iter(model)).weight], lr=1e-3, weight_decay=0.01)
    layers = [layer for layer in model.modules() if isinstance(layer, torch.nn.Linear)]
    optimizer.add_param_group({"params": [layer.weight for layer in layers[1:]], "weight_decay": 1e-2})
    biases = [layer.bias for layer in layers]
    optimizer.add_param_group({"params": biases, "weight_decay": 0, "name": "biases"})
    return optimizer
"""
WRONG = {
    "slightly less decay": BY_NAME.replace("0.01", "0.009"),
    "decoupled decay": BY_NAME.replace("Adam(", "AdamW("),
    "swapped": BY_NAME.replace("0.01", "x").replace("0.0}", "0.01}").replace("x", "0.0"),
    "everything decayed": BY_NAME.replace("0.0}", "0.01}"),
    "nothing decayed": BY_NAME.replace("0.01", "0.0"),
    "biases in no group": BY_NAME.replace('"bias"', '"bais"'),
    "another optimizer": BY_NAME.replace("Adam(", "SGD("),
}


def separation(expected: dict[str, Any], actual: dict[str, Any]) -> float:
    """The largest difference in units of the tolerance."""
    return max(
        float(numpy.max(abs(actual[name] - moved) / (ATOL + RTOL * abs(moved))))
        for name, moved in expected.items()
    )


@pytest.mark.parametrize("code", [BY_DIMENSION, BY_MODULE])
def test_right_answers_agree_however_they_group(bench: Bench, code: str) -> None:
    for seed in SEEDS:
        expected = bench.stage("optimizer", BY_NAME, SETTINGS, RESPONSE, seed=seed)
        actual = bench.stage("optimizer", code, SETTINGS, RESPONSE, seed=seed)
        assert actual[SETTINGS] == expected[SETTINGS]
        assert separation(expected[RESPONSE], actual[RESPONSE]) < 0.01


@pytest.mark.parametrize("mistake", WRONG)
def test_the_response_keeps_every_mistake_a_hundred_tolerances_away(bench: Bench, mistake: str) -> None:
    for seed in SEEDS:
        expected = bench.stage("optimizer", BY_NAME, RESPONSE, seed=seed)[RESPONSE]
        actual = bench.stage("optimizer", WRONG[mistake], RESPONSE, seed=seed)[RESPONSE]
        assert separation(expected, actual) >= 100


def test_settings_are_those_in_force_and_none_outside_all_groups(bench: Bench) -> None:
    seen = bench.stage("optimizer", WRONG["biases in no group"], SETTINGS)[SETTINGS]
    for name, group in seen.items():
        if name.endswith("bias"):
            assert group is None
        else:
            assert (group["lr"], group["weight_decay"], group["betas"]) == (0.001, 0.01, [0.9, 0.999])
            assert not {"foreach", "fused", "capturable", "differentiable", "params"} & set(group)


def test_on_zero_gradients_only_decay_and_momentum_move(bench: Bench) -> None:
    sgd = "import torch\ndef make_optimizer(model):\n    return torch.optim.SGD(model.parameters(), lr=0.1)"
    still = bench.stage("optimizer", sgd, RESPONSE)[RESPONSE]
    decayed = bench.stage("optimizer", sgd.replace("lr=", "weight_decay=0.1, lr="), RESPONSE)[RESPONSE]
    assert all((moved[3] == 0).all() and (moved[2] != 0).all() for moved in still.values())
    assert all((moved[3] != 0).all() for moved in decayed.values())


def test_drawn_models_are_linear_layers_whose_names_and_sizes_give_nothing_away(bench: Bench) -> None:
    code = """
import torch
def make_optimizer(model):
    layers = dict(model.named_children())
    assert type(model) is torch.nn.Sequential and 3 <= len(layers) <= 4
    assert all(type(layer) is torch.nn.Linear and layer.bias is not None for layer in layers.values())
    assert not any("weight" in name or "bias" in name for name in layers)
    assert all(p.dtype is torch.float64 and (p != 0).all() for p in model.parameters())
    sizes = [[p.numel() for p in model.parameters() if p.dim() == many] for many in (1, 2)]
    assert max(sizes[0]) >= min(sizes[1])  # no number of elements tells weights from biases
    return torch.optim.SGD(model.parameters(), lr=0.1)
"""
    drawn = {tuple(bench.stage("optimizer", code, SETTINGS, seed=seed)[SETTINGS]) for seed in SEEDS}
    assert len(drawn) > len(SEEDS) // 2
