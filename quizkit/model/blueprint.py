"""The blueprint of an exam: what its forms must hold, how equal they must be, the seed that repeats them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from quizkit.model.base import Day, Id, Line, Noun, Text
from quizkit.model.package import Kind
from quizkit.model.question import Difficulty

DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
MOST_FORMS = 26  # a letter each

Points = Annotated[float, Field(gt=0, le=1000)]
Count = Annotated[int, Field(ge=0, le=500)]
Name = Annotated[str, Field(min_length=1, max_length=1000)]  # an address, or the path of a file
Names = Annotated[tuple[Name, ...], Field(max_length=500)]
Topics = Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)]
Enemies = Annotated[tuple[Name, ...], Field(min_length=2, max_length=100)]


class Demand(Noun):
    """Questions of one topic or several, optionally of one skill or difficulty: so many, or worth so much.

    Exactly one of `count` (up to `most`, if that is given), `counts` per difficulty and `worth`, the points
    of all of them together. `points` are per question, one number or one for each difficulty.
    """

    topic: Name | Topics
    skill: Id | None = None
    difficulty: Difficulty | None = None
    count: Annotated[int, Field(ge=1, le=500)] | None = None
    most: Annotated[int, Field(ge=1, le=500)] | None = None
    counts: Mapping[Difficulty, Count] | None = None
    worth: Annotated[float, Field(gt=0, le=10_000)] | None = None
    points: Points | Mapping[Difficulty, Points] = 1.0

    @model_validator(mode="after")
    def _says_one_thing(self) -> Demand:
        given = [self.count, self.counts, self.worth]
        if sum(one is not None for one in given) != 1:
            raise ValueError("a demand says exactly one of 'count', 'counts' and 'worth'")
        if self.most is not None and (self.count is None or self.most < self.count):
            raise ValueError("'most' goes with 'count' and is not below it")
        if self.difficulty is not None and (self.counts is not None or isinstance(self.points, Mapping)):
            raise ValueError("a demand of one difficulty has one 'count' and one number of points")
        if self.counts is not None and not sum(self.counts.values()):
            raise ValueError("'counts' asks for no question")
        missing = [name for name in self._asked() if name not in self._points()]
        if missing:
            raise ValueError(f"'points' says nothing for {' and '.join(missing)}")
        return self

    def _asked(self) -> tuple[Difficulty, ...]:
        """The difficulties that `counts` names; all of them without it."""
        return DIFFICULTIES if self.counts is None else tuple(self.counts)

    def _points(self) -> Mapping[Difficulty, float]:
        """The points of a question of each difficulty."""
        if isinstance(self.points, Mapping):
            return self.points
        return dict.fromkeys(DIFFICULTIES, self.points)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics as the blueprint names them."""
        return (self.topic,) if isinstance(self.topic, str) else self.topic

    def points_of(self, difficulty: Difficulty) -> float:
        """What a question of that difficulty is worth."""
        return self._points()[difficulty]


class Parallel(Noun):
    """How far forms may lie apart: the largest exceeds the smallest by at most such a share of the smallest.

    `score` is the expected score in points, `minutes` the expected working time. Topics are always equal.
    """

    score: float = Field(0.05, ge=0, le=10)
    minutes: float = Field(0.1, ge=0, le=10)
    points: float = Field(0.0, ge=0, le=10)


class Blueprint(Noun):
    """What an exam must be made of. `seed` repeats a build exactly.

    `date` is the day that stands on the papers, as 2026-12-01.
    `points` are those of a whole form. `enemies` are groups of questions of which a form holds one at most,
    beside the enemies that the banks name. `overlap`: so many questions may two forms share, the required
    ones apart; as few as possible, if it is left out. `personal` names a list of learners, each of whom gets
    a form of their own. Only with `programs` may there be questions that ask for a program: nothing is
    printed then.
    """

    format: Literal[1]
    exam: Id
    title: Line
    date: Day | None = None
    minutes: int = Field(ge=1, le=1440)
    points: Annotated[float, Field(gt=0, le=100_000)] | None = None
    instructions: Text | None = None
    programs: bool = False
    demands: tuple[Demand, ...] = Field(min_length=1, max_length=100)
    require: Names = ()
    exclude: Names = ()
    enemies: Annotated[tuple[Enemies, ...], Field(max_length=500)] = ()
    forms: int = Field(1, ge=1, le=MOST_FORMS)
    overlap: Annotated[int, Field(ge=0, le=500)] | None = None
    parallel: Parallel = Parallel()
    personal: Line | None = None
    scoring: Mapping[Kind, Id] = {}
    seed: str | int
