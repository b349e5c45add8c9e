import torch


def weight_change(model, x, lr, weight_decay):
    before = model.weight.detach().clone()
    opt = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    opt.zero_grad()
    model(x).sum().backward()
    line = f"{before.tolist()} -> {model.weight.tolist()}\n"
    for _ in range(1000):
        print(line * 10_000)
    opt.step()
    return (model.weight.detach() - before).abs().sum().item()
