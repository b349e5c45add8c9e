from torch import optim


def make_optimizer(model):
    return optim.Adam(model.parameters(), lr=0.001, weight_decay=0.01)
