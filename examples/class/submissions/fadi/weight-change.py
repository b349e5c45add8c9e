import torch


def weight_change(model, x, lr, weight_decay):
    sgd = torch.optim.SGD(model.parameters(), lr=lr)
    w0 = model.weight.clone().detach()
    model(x).sum().backward()
    sgd.step()
    return torch.abs(model.weight.detach() - w0).sum().item()
