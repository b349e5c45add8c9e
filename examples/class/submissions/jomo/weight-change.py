import torch


def weight_change(model, x, lr, weight_decay):
    model(x).sum().backward()
    torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay).step()
    return lr
