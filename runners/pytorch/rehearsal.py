"""Jobs for the warm process to rehearse: whatever is done for the first time in a jail costs every run again.

The default stages are not to be seen inside the wall, so short stand-ins take their places here.
"""

from __future__ import annotations

SETTINGS = {"rows": 8, "features": 3, "epochs": 2, "batch": 4, "seed": 0}
STAGES = {
    "data": "def make_data(draws):\n    return draws, (draws[:, 0] > 0).long()",
    "preprocess": "def preprocess(x):\n    return (x - x.mean(dim=0)) / x.std(dim=0, correction=0)",
    "features": "def add_features(x):\n    return x",
    "model": """
from collections import OrderedDict
from torch import nn
def make_model(features, classes, *, generator):
    layers = OrderedDict(first=nn.Linear(features, 4), relu=nn.ReLU(), second=nn.Linear(4, classes))
    for layer in (layers["first"], layers["second"]):
        nn.init.uniform_(layer.weight, -1, 1, generator=generator)
    return nn.Sequential(layers)
""",
    "step": """
def step(model, optimizer, loss):
    before = [parameter.detach().clone() for parameter in model.parameters()]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return before
""",
    "train": """
import torch
def train(model, optimizer, x, y, step, before_epoch, *, epochs, batch, generator):
    for _ in range(epochs):
        before_epoch()
        for rows in torch.randperm(len(x), generator=generator).split(batch):
            step(model, optimizer, torch.nn.functional.cross_entropy(model(x[rows]), y[rows]))
""",
    "metrics": """
import torch
def measure(logits, y):
    loss = torch.nn.functional.cross_entropy(logits, y).item()
    return {"loss": loss, "accuracy": (logits.argmax(dim=1) == y).double().mean().item()}
""",
    "predict": """
import torch
def predict(model, x):
    with torch.no_grad():
        return model(x).softmax(dim=1)
""",
}
OPTIMIZER = """
import torch
def make_optimizer(model):
    print(repr(torch.ones(2)), model)
    groups = [{{"params": [p]}} for p in model.parameters()]
    return torch.optim.{kind}(groups, lr=0.1, weight_decay=0.1)
"""
OBSERVED = {
    "stage": ["optimizer.settings", "optimizer.response", "train.loss", "weights", "gradients"],
    "pipeline": ["pipeline.stages", "pipeline.epochs", "pipeline.layers", "weights"],
}


def jobs() -> list[dict[str, object]]:
    """One stage job for each common optimizer, one run of the whole pipeline, one script."""
    made = [job("stage", "optimizer", OPTIMIZER.format(kind=kind)) for kind in ("SGD", "Adam", "AdamW")]
    plain_sgd = {**STAGES, "optimizer": OPTIMIZER.format(kind="SGD")}
    made.append({**job("pipeline", "", ""), "stages": plain_sgd})
    made.append(
        {**job("script", "", "import torch\ny = torch.nn.Linear(2, 1)(torch.ones(1, 2))"), "stages": {}}
    )
    return made


def job(kind: str, name: str, code: str) -> dict[str, object]:
    """A job as the engine would send it."""
    return {
        "target": {"kind": kind, "name": name},
        "code": code,
        "stages": STAGES,
        "settings": SETTINGS if kind == "pipeline" else {},
        "arguments": None,
        "seed": 0,
        "observe": OBSERVED.get(kind, ["variable:y"]),
    }
