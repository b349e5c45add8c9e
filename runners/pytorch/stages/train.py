"""Stage `train`: mini-batch training for a fixed number of epochs."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    x: torch.Tensor,
    y: torch.Tensor,
    step: Callable[[nn.Module, torch.optim.Optimizer, torch.Tensor], object],
    before_epoch: Callable[[], None],
    *,
    epochs: int,
    batch: int,
    generator: torch.Generator,
) -> None:
    """Train `model` in place on cross-entropy over `x` (rows x features) and `y` (rows,).

    `before_epoch` is called before each epoch. Rows are shuffled afresh for each one; the last batch may be
    smaller.
    """
    for _ in range(epochs):
        before_epoch()
        for rows in torch.randperm(len(x), generator=generator).split(batch):
            step(model, optimizer, nn.functional.cross_entropy(model(x[rows]), y[rows]))
