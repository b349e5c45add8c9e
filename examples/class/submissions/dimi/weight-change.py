import torch


def weight_change(model, x, lr, weight_decay):
    opt = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=weight_decay)
    before = model.weight.detach().clone()
    model(x).sum().backward()
    opt.step()
    return (model.weight.detach() - before).abs().sum().item()
