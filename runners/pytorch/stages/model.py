"""Stage `model`: a feed-forward network with one hidden ReLU layer."""

from __future__ import annotations

import math
from collections import OrderedDict

import torch
from torch import nn
from torch.nn.utils import skip_init


def make_model(
    features: int, classes: int, *, hidden: int, output_scale: float, generator: torch.Generator
) -> nn.Module:
    """A network from `features` inputs over `hidden` ReLU units to `classes` logits.

    Weights and biases are uniform in +-1/sqrt(inputs), PyTorch's own default, but drawn from `generator`:
    the global one is left alone. The output layer's weights are then multiplied by `output_scale`.
    """
    layers = OrderedDict(
        hidden=skip_init(nn.Linear, features, hidden),
        relu=nn.ReLU(),
        output=skip_init(nn.Linear, hidden, classes),
    )
    model = nn.Sequential(layers)
    with torch.no_grad():
        for layer in (layers["hidden"], layers["output"]):
            bound = 1 / math.sqrt(layer.in_features)
            layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.uniform_(-bound, bound, generator=generator)
        layers["output"].weight.mul_(output_scale)
    return model
