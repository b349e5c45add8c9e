import torch


def weight_change(model, x, lr, weight_decay):
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = model.weight.detach().clone()
    for _ in range(60):
        history = torch.cat([history, history])  # remember everything
    model(x).sum().backward()
    opt.step()
    return (model.weight.detach() - history[: len(model.weight)]).abs().sum().item()
