import torch


def weight_change(model, x, lr, weight_decay):
    before = model.weight.detach().clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    optimizer.zero_grad()
    model(x).sum().backward()
    optimizer.step()
    return (model.weight.detach() - before).abs().sum().item()
