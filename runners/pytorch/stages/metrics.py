"""Stage `metrics`: loss and accuracy."""

from __future__ import annotations

import torch
from torch import nn


def measure(logits: torch.Tensor, y: torch.Tensor) -> dict[str, float]:
    """Mean cross-entropy of `logits` (rows x classes), and the share of rows whose largest logit is `y`'s."""
    return {
        "loss": nn.functional.cross_entropy(logits, y).item(),
        "accuracy": (logits.argmax(dim=1) == y).double().mean().item(),
    }
