import torch
from torch import nn


def make_optimizer(model):
    decay = set()
    no_decay = set()
    for module in model.modules():
        if isinstance(module, nn.Linear):
            decay.add(module.weight)
            if module.bias is not None:
                no_decay.add(module.bias)
    every = list(model.parameters())
    return torch.optim.Adam(
        [
            {"params": [p for p in every if p in decay], "weight_decay": 0.01},
            {"params": [p for p in every if p in no_decay], "weight_decay": 0},
        ],
        lr=0.001,
    )
