"""What an instructor decides about marks of a class or an exam: policy, overrides for answers, amendments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    field_validator,
    model_validator,
)

from quizkit.model.base import Id, Line, Noun, Text
from quizkit.model.code_parts import Tolerance
from quizkit.model.package import Digest, Letter
from quizkit.model.question import NumericTolerance

Which = Literal["first", "best", "last"]
_ID = "[a-z0-9]+(-[a-z0-9]+)*"
Named = Annotated[str, StringConstraints(pattern=f"^{_ID}(/{_ID}/{_ID})?$", max_length=200)]


class Late(Noun):
    """What lateness costs: `per_day` of the points for each day begun after the deadline, down to `lowest`.

    `opened` is when the work was handed out: a learner's time factor stretches the time from then on.
    """

    deadline: AwareDatetime
    opened: AwareDatetime | None = None
    grace_minutes: int = Field(0, ge=0, le=10_080)
    per_day: float = Field(gt=0, le=1)
    lowest: float = Field(0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _opened_before(self) -> Late:
        if self.opened is not None and self.opened >= self.deadline:
            raise ValueError("the work must be opened before its deadline")
        return self


class ClassPolicy(Noun):
    """How outcomes become marks. `points` by question id, 1 where a question is not named; of an exam, where
    addresses will do too, what its forms say. Nothing else of it is about exams.

    `attempts` says which attempt counts, as a whole. `time_factors` by learner: 1.5 gives half as much time
    again before the deadline.
    """

    format: Literal[1] = 1
    points: Mapping[Named, Annotated[float, Field(gt=0, le=1000)]] = {}
    attempts: Which = "last"
    late: Late | None = None
    time_factors: Mapping[str, Annotated[float, Field(ge=1, le=10)]] = {}

    @model_validator(mode="after")
    def _factors_need_a_start(self) -> ClassPolicy:
        if self.time_factors and (self.late is None or self.late.opened is None):
            raise ValueError("time_factors stretch the time from late.opened to late.deadline; give both")
        return self


class Override(Noun):
    """A person's decision on one answer: `score` in [0, 1] replaces the verdict's.

    `question` is its id; of an exam, its full address where several have that id. The learner reads
    `comment`; `reason` is for the record alone.
    """

    learner: str = Field(min_length=1, max_length=500)
    question: Named
    score: float = Field(ge=0, le=1)
    comment: Text | None = None
    reason: Line


class Overrides(Noun):
    """The file of overrides."""

    format: Literal[1] = 1
    overrides: tuple[Override, ...] = ()

    @field_validator("overrides")
    @classmethod
    def _one_for_each_answer(cls, given: tuple[Override, ...]) -> tuple[Override, ...]:
        decided = set()
        for one in given:
            if (one.learner, one.question) in decided:
                raise ValueError(f"two overrides decide on one answer: {one.learner}, {one.question}")
            decided.add((one.learner, one.question))
        return given


class Accept(Noun):
    """Another answer counts as right too: an option's id, a list of ids, a number or a text.

    With an exam's `form`, options are named by the letters of that form.
    """

    change: Literal["accept"]
    question: Named
    form: Letter | None = None
    answer: str | StrictInt | StrictFloat | tuple[str, ...]  # true is no number
    reason: Line


class Tolerate(Noun):
    """A number, or a program's check (all of them if none is named), is compared with another tolerance."""

    change: Literal["tolerance"]
    question: Named
    check: Id | None = None
    tolerance: Tolerance | NumericTolerance
    reason: Line


class Drop(Noun):
    """The question counts no more."""

    change: Literal["drop"]
    question: Named
    reason: Line


class FullMarks(Noun):
    """Every learner gets the question's points."""

    change: Literal["full-marks"]
    question: Named
    reason: Line


class Corrected(Noun):
    """The key of an exam's question was corrected in its bank: it counts as it stands there now."""

    change: Literal["corrected"]
    question: Named
    reason: Line


Amendment = Annotated[Accept | Tolerate | Drop | FullMarks | Corrected, Field(discriminator="change")]


class Amendments(Noun):
    """The file of changes that `regrade` takes."""

    format: Literal[1]
    changes: tuple[Amendment, ...] = Field(min_length=1)


class Changed(Noun):
    """What a regrade did to one learner: points earned and possible, before and after.

    `numbered`: the questions that have a number since.
    """

    learner: str
    before: tuple[float, float]
    after: tuple[float, float]
    numbered: tuple[Named, ...] = ()


class Regrade(Noun):
    """Amendments that are in force: when they were made, whether they may lower a mark, whom they changed.

    `versions` maps the addresses of questions that were corrected to their grade versions: old ones to new.
    """

    at: str
    allow_lower: bool
    changes: tuple[Amendment, ...]
    versions: Mapping[str, Mapping[Digest, Digest]] = {}
    changed: tuple[Changed, ...] = ()
