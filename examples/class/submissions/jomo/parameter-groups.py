import torch


def make_optimizer(model):
    return torch.optim.Adam(
        [
            {"params": [p for n, p in model.named_parameters() if "weight" in n], "weight_decay": 0.0},
            {"params": [p for n, p in model.named_parameters() if "bias" in n], "weight_decay": 0.0},
        ],
        lr=0.001,
    )
