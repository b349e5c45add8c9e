"""The reference training pipeline: runs its stages in order and keeps what went through them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from draw import generator_for
from torch import nn

# The function that each stage's file defines; runner.yaml says the same to people and to the engine.
FUNCTIONS = {
    "data": "make_data",
    "preprocess": "preprocess",
    "features": "add_features",
    "model": "make_model",
    "optimizer": "make_optimizer",
    "step": "step",
    "train": "train",
    "metrics": "measure",
    "predict": "predict",
}
CLASSES = 2


@dataclass(frozen=True)
class Table:
    """The training data on its way: as drawn, raw, preprocessed, with features; and its labels (rows,)."""

    draws: torch.Tensor
    raw: torch.Tensor
    scaled: torch.Tensor
    x: torch.Tensor
    y: torch.Tensor


@dataclass
class Training:
    """What a training run showed: an entry per epoch, taken before it; the last step's gradients."""

    epochs: list[dict[str, float]] = field(default_factory=list)
    gradients: dict[str, torch.Tensor | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Pipeline:
    """The stages' functions and the settings, by name, and the seed of every stage's generator."""

    functions: Mapping[str, Callable[..., object]]
    settings: Mapping[str, int | float]
    seed: int

    def call(self, stage: str, *inputs: object) -> object:
        """Call a stage; fill its keyword-only parameters without default: settings by name, `generator`.

        Nothing else of its signature is touched, and every call gets a generator in the same fresh state.
        """
        function = self.functions[stage]
        offered: dict[str, object] = {**self.settings, "generator": generator_for(self.seed, stage)}
        filled = {
            name: offered[name]
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is parameter.KEYWORD_ONLY
            and parameter.default is parameter.empty
            and name in offered
        }
        return function(*inputs, **filled)

    def table(self, dtype: torch.dtype) -> Table:
        """Draw rows x features numbers and lead them through the stages data, preprocess and features."""
        shape = (int(self.settings["rows"]), int(self.settings["features"]))
        draws = torch.randn(shape, generator=generator_for(self.seed, "draws"), dtype=dtype)
        raw, y = self.call("data", draws)
        scaled = self.call("preprocess", raw)
        return Table(draws, raw, scaled, self.call("features", scaled), y)

    def train(self, model: nn.Module, optimizer: torch.optim.Optimizer, table: Table) -> Training:
        """Train `model` in place; loss, accuracy and weight norm are taken before each epoch."""
        training = Training()

        def keep_gradients(*_: object) -> None:
            training.gradients = {
                name: None if parameter.grad is None else parameter.grad.clone()
                for name, parameter in model.named_parameters()
            }

        def before_epoch() -> None:
            with torch.no_grad():
                measured = self.call("metrics", model(table.x), table.y)
            training.epochs.append({**measured, "weight_norm": norm(model)})

        keep_gradients()  # none yet: what remains if the optimizer never steps
        optimizer.register_step_pre_hook(keep_gradients)
        self.call("train", model, optimizer, table.x, table.y, self.functions["step"], before_epoch)
        return training


def norm(model: nn.Module) -> float:
    """The Euclidean norm of all parameters of `model` taken together."""
    with torch.no_grad():
        return float(sum(parameter.double().square().sum().item() for parameter in model.parameters()) ** 0.5)
