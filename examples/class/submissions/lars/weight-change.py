import torch


def weight_change(model, x, lr, weight_decay):
    before = [p.detach().clone() for p in model.parameters()]
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    model(x).sum().backward()
    opt.step()
    return sum((p.detach() - b).abs().sum().item() for p, b in zip(model.parameters(), before))
