import torch


def make_optimizer(model):
    weights = [p for n, p in model.named_parameters() if "weight" in n]
    biases = [p for n, p in model.named_parameters() if "bias" in n]
    return torch.optim.Adam(
        [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0.0}, lr=0.001
