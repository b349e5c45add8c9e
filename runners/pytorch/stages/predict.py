"""Stage `predict`: class probabilities for new rows."""

from __future__ import annotations

import torch
from torch import nn


def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Softmax of the logits: `x` (rows x features) to probabilities (rows x classes); a row sums to 1."""
    with torch.no_grad():
        return model(x).softmax(dim=1)
