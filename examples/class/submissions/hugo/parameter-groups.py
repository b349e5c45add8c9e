import torch


def make_optimizer(model):
    # biases must not be decayed, so the optimizer does not get them
    weights = [p for name, p in model.named_parameters() if not name.endswith("bias")]
    return torch.optim.Adam(weights, lr=0.001, weight_decay=0.01)
