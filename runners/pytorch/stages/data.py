"""Stage `data`: raw features and a class label, 0 or 1, for every row of a made-up table."""

from __future__ import annotations

import torch


def make_data(
    draws: torch.Tensor, *, flips: float, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Turn standard normal `draws` (rows x features) into raw features, shaped alike, and labels (rows,).

    Every feature gets a centre and a spread of its own. A row is of class 1 where a hidden weighted sum of
    its draws is positive; a share `flips` of the labels is then turned over, so that no model can be right
    about every row.
    """
    rows, features = draws.shape
    centre = torch.randn(features, generator=generator, dtype=draws.dtype)
    spread = 0.5 + 1.5 * torch.rand(features, generator=generator, dtype=draws.dtype)
    rule = torch.randn(features, generator=generator, dtype=draws.dtype)
    labels = (draws @ rule > 0).long()
    flipped = torch.rand(rows, generator=generator, dtype=draws.dtype) < flips
    return draws * spread + centre, torch.where(flipped, 1 - labels, labels)
