from torch.optim import Adam


def make_optimizer(model):
    first, *others = model.named_parameters()

    def group(name, p):
        return {"params": [p], "weight_decay": 0.0 if "bias" in name else 0.01}

    optimizer = Adam([group(*first)], lr=0.001)
    for name, p in others:
        optimizer.add_param_group(group(name, p))
    return optimizer
