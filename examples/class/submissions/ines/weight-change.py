import torch


def weight_change(model, x, lr, weight_decay):
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    opt.zero_grad()
    change = model(x).sum()
    change.backward()
    opt.step()
    return change.item()
