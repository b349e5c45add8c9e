"""Describes a trained reference run for the walk through it: shapes, one example row, the row's layers."""

from __future__ import annotations

import torch
from pipeline import Pipeline, Table, Training
from torch import nn

EXAMPLE = 0  # the row shown throughout


def stages(pipeline: Pipeline, table: Table, model: nn.Module) -> list[dict[str, object]]:
    """The walked stages in order: name, shapes in and out, the example row's values and what they are called.

    After training: the `train` stage's output are the logits of all rows, `metrics` measures them, and
    `predict` is given the example row alone, so that its probabilities are the softmax of that row's
    logits.
    """
    with torch.no_grad():
        logits = model(table.x)
    measured = pipeline.call("metrics", logits, table.y)
    one = table.x[EXAMPLE : EXAMPLE + 1]
    probabilities = pipeline.call("predict", model, one)
    features = [f"x{number}" for number in range(1, table.x.shape[1] + 1)]
    classes = [str(label) for label in range(logits.shape[1])]
    first = described("data", table.draws, table.raw, features)
    return [
        {**first, "label": int(table.y[EXAMPLE])},
        described("preprocess", table.raw, table.scaled, features),
        described("features", table.scaled, table.x, features),
        described("train", table.x, logits, [f"logit {label}" for label in classes]),
        {
            **described("metrics", logits, torch.tensor(0.0), []),
            "row": list(measured.values()),
            "names": list(measured),
        },
        described("predict", one, probabilities, [f"class {label}" for label in classes]),
    ]


def described(stage: str, given: torch.Tensor, made: torch.Tensor, names: list[str]) -> dict[str, object]:
    """One stage as measured; the row is the example's, or the only one."""
    row = made[min(EXAMPLE, len(made) - 1)].tolist() if made.dim() else []
    return {
        "stage": stage,
        "in_shape": list(given.shape),
        "out_shape": list(made.shape),
        "row": row,
        "names": names,
    }


def layers(pipeline: Pipeline, table: Table, model: nn.Module) -> list[dict[str, object]]:
    """The example row through the model: input, values after each layer with parameters, probabilities.

    A layer without parameters (an activation) is taken together with the one before it.
    """
    value = table.x[EXAMPLE : EXAMPLE + 1]
    passed = {"input": value}
    name = "input"
    with torch.no_grad():
        for child, layer in model.named_children():
            value = layer(value)
            name = child if any(True for _ in layer.parameters()) else name
            passed[name] = value
    passed["softmax"] = pipeline.call("predict", model, table.x[EXAMPLE : EXAMPLE + 1])
    return [{"layer": layer, "values": value[0].tolist()} for layer, value in passed.items()]


def observations(pipeline: Pipeline, table: Table, model: nn.Module, training: Training) -> dict[str, object]:
    """Everything that only a run of the whole pipeline offers."""
    return {
        "pipeline.stages": stages(pipeline, table, model),
        "pipeline.epochs": training.epochs,
        "pipeline.layers": layers(pipeline, table, model),
    }
