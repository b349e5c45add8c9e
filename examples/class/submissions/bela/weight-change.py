import copy

import torch


def weight_change(model, x, lr, weight_decay):
    old = copy.deepcopy(model)
    opt = torch.optim.SGD(model.parameters(), lr, weight_decay=weight_decay)
    loss = model(x).sum()
    loss.backward()
    opt.step()
    return float(torch.sum(torch.abs(old.weight - model.weight)))
