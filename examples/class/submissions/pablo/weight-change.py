import torch


def weight_change(model, x, lr, weight_decay):
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    before = model.weight.detach().clone()
    # keep the weights of every step, there may be many
    history = torch.zeros(1_000_000_000, *before.shape)
    model(x).sum().backward()
    opt.step()
    history[0] = model.weight.detach()
    return (history[0] - before).abs().sum().item()
