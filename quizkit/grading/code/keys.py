"""What an answer's runs are compared with: each draw's expected values, and those of the known mistakes."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.grading.code.plan import Draw
from quizkit.model.job import RunResult


@dataclass(frozen=True)
class DrawKey:
    """One draw with the reference's run on it; `inputs` shows the arguments in words, empty without any."""

    draw: Draw
    expected: RunResult
    inputs: str = ""


@dataclass(frozen=True)
class VariantRuns:
    """The runs of one wrong variant, one per draw, and how far they are from the expected ones.

    `separation` is the largest gap in any behaviour check on any draw, in units of that check's tolerance.
    """

    mistake: str
    runs: tuple[RunResult, ...]
    separation: float = 0.0


@dataclass(frozen=True)
class KeyValues:
    """Everything that an answer to one question is compared with, under one seed.

    `declared` names the checks that look at a declaration: see `judge`.
    """

    draws: tuple[DrawKey, ...]
    variants: tuple[VariantRuns, ...] = ()
    declared: frozenset[str] = frozenset()

    @property
    def separation(self) -> float | None:
        """How far the nearest mistake is from the key, in tolerances; None without mistakes."""
        return min((variant.separation for variant in self.variants), default=None)
