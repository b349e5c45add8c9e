import torch

torch.manual_seed(0)
torch.rand(7)


def make_optimizer(model):
    torch.rand(3)
    wd = {True: 0.0, False: 0.01}
    groups = [
        {"params": [p for n, p in model.named_parameters() if n.endswith(".bias") == flag], "weight_decay": wd[flag]}
        for flag in (False, True)
    ]
    print("groups:", [len(g["params"]) for g in groups])
    return torch.optim.Adam(groups)  # 0.001 is the default rate of Adam
