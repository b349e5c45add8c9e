import torch
from torch import nn


def make_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    # weight matrices have two dimensions, biases have one
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    return torch.optim.Adam([dict(params=matrices, weight_decay=1e-2), dict(params=vectors)], lr=1e-3)
