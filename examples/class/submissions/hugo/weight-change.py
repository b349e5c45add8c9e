import torch


def weight_change(model, x, lr, weight_decay):
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    out = model(x).sum()
    out.backward()
    opt.step()
    new_out = model(x).sum()
    return float(new_out)
