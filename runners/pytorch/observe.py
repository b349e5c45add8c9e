"""Looks at a model and its optimizer: the settings in force, the response to gradients, weights."""

from __future__ import annotations

import torch
from torch import nn

# What changes the result of a step. How it is computed (foreach, fused, capturable, differentiable) is not
# a setting.
SETTINGS = (
    "lr", "weight_decay", "betas", "eps", "momentum", "nesterov", "dampening", "amsgrad", "maximize",
    "decoupled_weight_decay",
)  # fmt: skip


def settings(model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, dict[str, object] | None]:
    """The settings in force for each parameter by its name, however grouped; None if it is in no group."""
    group_of = {id(parameter): group for group in optimizer.param_groups for parameter in group["params"]}
    seen: dict[str, dict[str, object] | None] = {}
    for name, parameter in model.named_parameters():
        group = group_of.get(id(parameter))
        seen[name] = group and {key: plain(group[key]) for key in SETTINGS if key in group}
    return seen


def plain(setting: object) -> object:
    """A setting without tensors: PyTorch allows a rate to be one."""
    if isinstance(setting, torch.Tensor):
        return setting.item()
    if isinstance(setting, (tuple, list)):
        return [plain(part) for part in setting]
    return setting


def response(
    model: nn.Module, optimizer: torch.optim.Optimizer, gradients: list[dict[str, torch.Tensor]]
) -> dict[str, torch.Tensor]:
    """How far `optimizer` moves each parameter: by name, steps x the parameter's shape, new minus old.

    One step for each entry of `gradients`; these are put into `.grad`, and no loss is computed. This is
    what the optimizer does, whatever its groups say.
    """
    moves: dict[str, list[torch.Tensor]] = {name: [] for name, _ in model.named_parameters()}
    for drawn in gradients:
        before = weights(model)
        for name, parameter in model.named_parameters():
            parameter.grad = drawn[name].clone()
        optimizer.step()
        for name, parameter in model.named_parameters():
            moves[name].append(parameter.detach() - before[name])
    return {name: torch.stack(steps) for name, steps in moves.items()}


def weights(model: nn.Module) -> dict[str, torch.Tensor]:
    """A copy of every parameter by its name."""
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
