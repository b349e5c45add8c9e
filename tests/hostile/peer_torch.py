"""The control for tensors: a grader in the learner's own process, as peer.py is. Runs in a jail alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any  # tensors, and what learners return in their place

import numpy
import torch


def close_arrays(got: Any, expected: Any) -> bool:
    """By numpy's own test, which raises."""
    numpy.testing.assert_allclose(got, expected.numpy())
    return True


WAYS: dict[str, Callable[[Any, Any], bool]] = {
    "allclose": lambda got, expected: torch.allclose(got, expected),
    "equal": lambda got, expected: bool((got == expected).all()),
    "apart": lambda got, expected: not bool(((got - expected).abs() > 1e-6).any()),
    "arrays": close_arrays,
}


def reference(x: Any) -> Any:
    """The key to `double`."""
    return 2 * x


def grade(answer: str, way: str, rng: random.Random) -> float:
    """The share of draws that pass."""
    passed = 0
    try:
        namespace: dict[str, Any] = {"__name__": "answer"}
        exec(answer, namespace)
        for _ in range(2):
            x = torch.tensor([[rng.random() for _ in range(4)] for _ in range(3)])
            passed += passes(namespace["double"], way, x)
    except Exception:  # noqa: BLE001 - a wrong answer may raise anything
        passed = 0
    return passed / 2


def passes(double: Callable[[Any], Any], way: str, x: Any) -> bool:
    """Whether one draw passes."""
    if way == "freed":  # the key is kept as numbers, and its memory goes back to where `double` takes its own
        numbers = numpy.multiply(x.numpy(), 2).tolist()
        return bool(double(x).tolist() == numbers)
    expected = reference(x)
    return WAYS[way](double(x), expected)
