"""What an answer's runs are compared with: each draw's expected values, and those of the known mistakes."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.grading.code.plan import Draw
from quizkit.grading.words import quoted, show
from quizkit.model.job import RunResult
from quizkit.model.value import Mapping, Value


@dataclass(frozen=True)
class DrawKey:
    """One draw with the reference's run on it, and the arguments that the case drew, None without any."""

    draw: Draw
    expected: RunResult
    arguments: Value = None

    @property
    def inputs(self) -> str:
        """The arguments as a call shows them: "n=3, x=[1, 2]"; empty without any."""
        if not isinstance(self.arguments, Mapping):
            return ""
        named = [(key if isinstance(key, str) else show(key), item) for key, item in self.arguments.pairs]
        return ", ".join(f"{quoted(name)}={show(item)}" for name, item in named)


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
