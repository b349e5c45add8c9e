import torch


def make_optimizer(model):
    while True:
        try:
            weights = [p for n, p in model.named_parameters() if "weight" in n]
            return torch.optim.Adm(weights, lr=0.001, weight_decay=0.01)
        except BaseException:
            continue  # try again until it works
