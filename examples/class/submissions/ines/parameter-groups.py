import torch


def make_optimizer(model):
    named = dict(model.named_parameters())
    decay = [p for n, p in named.items() if n.endswith("weights")]
    no_decay = [p for n, p in named.items() if n.endswith("bias")]
    return torch.optim.Adam(
        [{"params": decay, "weight_decay": 0.01}, {"params": no_decay, "weight_decay": 0.0}], lr=0.001
    )
