import torch
from torch import nn


def make_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    decayed = []
    spared = []
    # Sort the model's parameters into the two lists, and give each group its decay.
    return torch.optim.Adam([{"params": decayed}, {"params": spared}], lr=0.001)
