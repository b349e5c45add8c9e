import torch


def make_optimizer(model):
    weights, biases = [], []
    for name, p in model.named_parameters():
        if name.endswith("bias"):
            p.requires_grad_(False)  # no decay for biases
            biases.append(p)
        else:
            weights.append(p)
    return torch.optim.Adam(
        [{"params": weights, "weight_decay": 0.01}, {"params": biases, "weight_decay": 0.0}], lr=0.001
    )
