"""How strong a topic is: the Beta posterior of the chance to answer right, given first, unhinted answers.

With a uniform prior, k right of n answers give p the posterior Beta(k + 1, n - k + 1) (Gelman et al.,
Bayesian Data Analysis, section 2.4). Its parameters are whole numbers, so that its distribution function,
the regularised incomplete beta function, is a finite binomial sum: I_x(a, b) = sum over j from a to a + b - 1
of C(a + b - 1, j) x^j (1 - x)^(a + b - 1 - j) (DLMF 8.17.5). No numeric integration is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

GOAL = 0.8  # the chance of a right answer that "strong" claims to exceed
SURE = 0.9  # how probable that must be
MASS = 0.9  # what the central interval holds


@dataclass(frozen=True)
class Strength:
    """`right` of `answered`; the central 90 % interval `low`..`high` of p, and P(p > 0.8), all in [0, 1]."""

    right: int
    answered: int
    low: float
    high: float
    above_goal: float

    @property
    def strong(self) -> bool:
        """Whether P(p > 0.8) is 0.9 or more; that takes ten of ten, or nineteen of twenty."""
        return self.above_goal >= SURE


def strength(right: int, answered: int) -> Strength:
    """The strength shown by `right` of `answered` first answers; ValueError unless 0 <= right <= answered."""
    if not 0 <= right <= answered:
        raise ValueError(f"{right} of {answered} is no count of right answers")
    a, b = right + 1, answered - right + 1
    return Strength(
        right=right,
        answered=answered,
        low=_quantile((1 - MASS) / 2, a, b),
        high=_quantile((1 + MASS) / 2, a, b),
        above_goal=1 - beta_cdf(GOAL, a, b),
    )


def beta_cdf(x: float, a: int, b: int) -> float:
    """P(p <= x) for p ~ Beta(a, b) with whole a, b >= 1 and x in [0, 1]."""
    n = a + b - 1
    return sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))


def _quantile(q: float, a: int, b: int) -> float:
    """The x with beta_cdf(x) = q, by bisection to 1e-12."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, a, b) < q else (low, middle)
    return (low + high) / 2
