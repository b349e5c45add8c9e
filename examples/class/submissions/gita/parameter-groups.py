import torch


def make_optimizer(model):
    biases = [p for p in model.parameters() if p.dim() == 1]
    weights = [p for p in model.parameters() if p.dim() == 2]
    return torch.optim.Adam(
        [{"params": biases, "weight_decay": 0.01}, {"params": weights, "weight_decay": 0.0}], lr=0.001
    )
