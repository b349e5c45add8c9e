import torch


def weight_change(model, x, lr, weight_decay):
    model.zero_grad()
    model(x).sum().backward()
    with torch.no_grad():
        # w_new - w = -lr * (grad + weight_decay * w)
        change = lr * (model.weight.grad + weight_decay * model.weight)
        return change.abs().sum().item()
