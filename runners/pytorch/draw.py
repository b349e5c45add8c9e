"""Draws everything a run needs from its seed: generators, small pipelines' settings, networks, gradients.

Each purpose has a generator of its own and the global one is never used: code under test that draws random
numbers, or seeds PyTorch, changes nothing that is drawn here.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from itertools import pairwise

import torch
from torch import nn

# Parts of module names. None contains "weight" or "bias", so that grouping by those words is right.
NAMES = ("stem", "inner", "mix", "lift", "fold", "proj", "gate", "head", "core", "link", "trunk", "neck")
RESPONSE_STEPS = 5
ZERO_STEP = 3  # the step on which every gradient is zero: what then still moves is decay or momentum


def generator_for(seed: int, purpose: str) -> torch.Generator:
    """A generator for one purpose: independent of the others, and the same on every machine."""
    digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)


def whole(low: int, high: int, generator: torch.Generator) -> int:
    """A whole number in [low, high]."""
    return int(torch.randint(low, high + 1, (1,), generator=generator).item())


def between(low: float, high: float, generator: torch.Generator) -> float:
    """A number drawn evenly in the logarithm from [low, high), both positive; four significant digits."""
    share = torch.rand(1, generator=generator, dtype=torch.float64).item()
    return float(f"{low * (high / low) ** share:.4g}")


def small_settings(seed: int) -> dict[str, int | float]:
    """Settings of a small drawn pipeline: enough steps for a wrong update to show, few enough to be quick."""
    g = generator_for(seed, "settings")
    return {
        "rows": whole(40, 64, g),
        "features": whole(3, 6, g),
        "flips": between(0.02, 0.1, g),
        "hidden": whole(4, 8, g),
        "output_scale": between(1.0, 2.0, g),
        "epochs": whole(4, 6, g),
        "batch": whole(8, 12, g),
        "learning_rate": between(0.02, 0.2, g),
        "momentum": between(0.1, 0.9, g),
        "weight_decay": between(0.005, 0.1, g),
    }


def small_network(seed: int, features: int, classes: int) -> nn.Sequential:
    """A stack of 3 or 4 linear layers in float64, each with a bias, widths and names drawn afresh.

    Names are distinct; parameters are drawn by `redraw`. The first layer is wide and the last one narrow: one
    bias has more elements than some weight, so that counting elements tells nothing.
    """
    g = generator_for(seed, "network")
    depth = whole(3, 4, g)
    names = [NAMES[i] for i in torch.randperm(len(NAMES), generator=g)[:depth].tolist()]
    between = [whole(3, 7, g) for _ in range(depth - 3)]
    widths = [features, whole(12, 16, g), *between, whole(3, 5, g), classes]
    # skip_init, since the ordinary constructor draws from the global generator
    layers = [
        nn.utils.skip_init(nn.Linear, before, after, dtype=torch.float64)
        for before, after in pairwise(widths)
    ]
    return redraw(nn.Sequential(OrderedDict(zip(names, layers, strict=True))), seed)


def redraw(model: nn.Module, seed: int) -> nn.Module:
    """Make `model` float64 and draw every parameter, in the model's own order, from a generator for `seed`.

    Uniform in +-1/sqrt(last dimension): matrices as PyTorch would, and biases that are not zero.
    """
    g = generator_for(seed, "parameters")
    model.double()
    with torch.no_grad():
        for parameter in model.parameters():
            bound = (parameter.shape[-1] if parameter.dim() else 1) ** -0.5
            parameter.uniform_(-bound, bound, generator=g)
    return model


def gradients(model: nn.Module, seed: int) -> list[dict[str, torch.Tensor]]:
    """Gradients by parameter name for each of RESPONSE_STEPS steps; those of step ZERO_STEP are all zero.

    Sizes are even in the logarithm over 1e-4..1, so that an adaptive step meets gradients smaller than a
    usual decay term and larger ones: on gradients all much larger than the term, its size would hardly
    show.
    """
    g = generator_for(seed, "gradients")
    steps = []
    for step in range(RESPONSE_STEPS):
        drawn = {}
        for name, parameter in model.named_parameters():
            size = 10 ** (-4 * torch.rand(parameter.shape, generator=g, dtype=torch.float64))
            sign = torch.randint(0, 2, parameter.shape, generator=g) * 2 - 1
            drawn[name] = (size * sign * (step != ZERO_STEP)).to(parameter.dtype)
        steps.append(drawn)
    return steps
