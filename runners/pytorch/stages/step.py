"""Stage `step`: one step of optimization, and what it changed."""

from __future__ import annotations

import torch
from torch import nn


def step(model: nn.Module, optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> dict[str, torch.Tensor]:
    """Backpropagate `loss`, a scalar, step once, and return how far each named parameter of `model` moved.

    The change is new minus old, shaped like the parameter: the whole update, weight decay included.
    """
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return {name: parameter.detach() - before[name] for name, parameter in model.named_parameters()}
