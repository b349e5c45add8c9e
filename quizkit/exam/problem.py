"""What is to be assembled, without banks and solver: questions, demands, rules that can be lifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from quizkit.model.blueprint import Parallel
from quizkit.rng import Key

Of = Literal[
    "demand",
    "require",
    "enemies",
    "minutes",
    "points",
    "overlap",
    "equal-topics",
    "equal-score",
    "equal-minutes",
    "equal-points",
]


EQUAL = Parallel()


@dataclass(frozen=True, order=True)
class Rule:
    """One thing that the forms must keep to; `index` counts the demands, required questions or enemies."""

    of: Of
    index: int = 0


@dataclass(frozen=True)
class Item:
    """A question as assembly sees it: its expected minutes, and the share of its points that is expected."""

    topic: str
    minutes: float
    facility: float


@dataclass(frozen=True)
class Cell:
    """Questions that serve a demand for equal points: from `low` to `high` of them in a form.

    `name` is what people call them: "hard loops questions of c/hard".
    """

    demand: int
    candidates: tuple[str, ...]
    points: float
    low: int = 0
    high: int | None = None
    name: str = "questions"


@dataclass(frozen=True)
class Total:
    """What a demand asks of its cells together: from `low` to `high` questions, or points in all."""

    low: int = 0
    high: int | None = None
    worth: float | None = None
    name: str = "questions"


@dataclass(frozen=True)
class Problem:
    """What each of `forms` forms must hold. No question is in a form twice.

    `enemies` are groups of which a form holds one at most. `overlap` is what two forms may share beside the
    required ones; None: as little as is found.
    """

    items: Mapping[str, Item]
    cells: tuple[Cell, ...]
    totals: tuple[Total, ...]
    forms: int = 1
    required: tuple[str, ...] = ()
    enemies: tuple[tuple[str, ...], ...] = ()
    minutes: float | None = None
    points: float | None = None
    overlap: int | None = None
    parallel: Parallel = EQUAL

    def rules(self) -> tuple[Rule, ...]:
        """Every rule of this problem, in the order in which people would name them."""
        rules = [Rule("demand", number) for number in range(len(self.totals))]
        rules += [Rule("require", number) for number in range(len(self.required))]
        rules += [Rule("enemies", number) for number in range(len(self.enemies))]
        rules += [Rule("minutes")] if self.minutes is not None else []
        rules += [Rule("points")] if self.points is not None else []
        if self.forms > 1:
            rules += [Rule("overlap")] if self.overlap is not None else []
            rules += [Rule(of) for of in ("equal-topics", "equal-score", "equal-minutes", "equal-points")]
        return tuple(rules)

    def single(self) -> Problem:
        """The same for one form."""
        return replace(self, forms=1, overlap=None)


def so_many(count: int, name: str) -> str:
    """A number of what a cell or a demand is called, in words."""
    return f"{count} {name}" if count != 1 else f"1 {name.replace('questions of', 'question of')}"


Picked = tuple[str, int]  # a question, and the cell that it serves
Form = tuple[Picked, ...]
Chosen = tuple[Form, ...]
Seed = tuple[Key, ...]


def measured(problem: Problem, form: Form) -> dict[Literal["score", "minutes", "points"], float]:
    """What the forms are compared by: expected score in points, expected minutes, points."""
    points = [(problem.items[question], problem.cells[cell].points) for question, cell in form]
    return {
        "score": sum(item.facility * worth for item, worth in points),
        "minutes": sum(item.minutes for item, _ in points),
        "points": sum(worth for _, worth in points),
    }
