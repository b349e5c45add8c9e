"""The histogram of totals: where its bars stand in a picture; the template draws them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.report.pages.model import Bin

BINS = 10
WIDTH, HEIGHT = 64, 250  # of a bar's place, and of the highest bar, in units of the picture


@dataclass(frozen=True)
class Bar:
    """A bar in units of the picture: its left edge, top and height, and its bin."""

    x: int
    y: int
    height: int
    bin: Bin


def binned(shares: Sequence[float]) -> tuple[Bin, ...]:
    """How many of `shares` (each in [0, 1]) fall into each tenth; full marks are in the last one."""
    places = [min(int(share * BINS + 1e-9), BINS - 1) for share in shares]
    step = 100 // BINS
    return tuple(Bin(step * one, step * (one + 1), places.count(one)) for one in range(BINS))


def bars(bins: Sequence[Bin]) -> tuple[Bar, ...]:
    """The bars side by side, the highest of them HEIGHT; a bin that holds somebody is never invisible."""
    most = max((one.count for one in bins), default=0)
    heights = [max(2, round(HEIGHT * one.count / most)) if one.count else 0 for one in bins]
    return tuple(
        Bar(WIDTH * place, HEIGHT - height, height, one)
        for place, (one, height) in enumerate(zip(bins, heights, strict=True))
    )
