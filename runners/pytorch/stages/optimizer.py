"""Stage `optimizer`: plain SGD over all parameters, with the same weight decay for every one of them."""

from __future__ import annotations

import torch
from torch import nn


def make_optimizer(
    model: nn.Module, *, learning_rate: float, momentum: float, weight_decay: float
) -> torch.optim.Optimizer:
    """SGD with one parameter group that holds all of the model's parameters."""
    return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
