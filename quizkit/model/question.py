"""The seven kinds of question: a union on `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, ValidationInfo, field_validator

from quizkit.model.base import Code, Id, Line, Noun, Text
from quizkit.model.code_parts import Case, Check, CodeSolution, Evidence, Wrong
from quizkit.model.params import Param

Difficulty = Literal["easy", "medium", "hard"]
MOST_SHOWN = 9  # options of one presentation: a key of the keyboard and a letter of the paper for each
MOST_LISTED = 40  # options that a question may draw from


class Option(Noun):
    """One option. `code` is what this option means as a program, for evidence that runs the options."""

    id: Id
    text: Text
    correct: bool = False
    mistake: Id | None = None
    feedback: Text | None = None
    code: Code | None = None


class Order(Noun):
    """How options are laid out: shuffled, as written or sorted by their numbers; and which ones are shown.

    `pin` keeps options at an end, in the order they are written; `sort` is about the others, which must be
    numbers. `draw` is how many are shown: every right and every pinned option, the others drawn anew for each
    session and each exam.
    """

    shuffle: bool = True
    sort: Literal["ascending", "descending"] | None = None
    pin: Mapping[Id, Literal["first", "last"]] = {}
    draw: int | None = Field(None, ge=2, le=MOST_SHOWN)

    @field_validator("sort")
    @classmethod
    def _is_one_order(cls, sort: str | None, info: ValidationInfo) -> str | None:
        if sort is not None and not info.data.get("shuffle", True):
            raise ValueError("options that stand as written are not sorted; leave out 'shuffle' or 'sort'")
        return sort


class Solution(Noun):
    """The worked solution: steps in order, the answer in words, a one-line quick check."""

    steps: tuple[Text, ...] = ()
    answer: Text | None = None
    check: Line | None = None


class QuestionBase(Noun):
    """What every question has.

    `minutes` are what an exam plans for it; without them they follow from kind and difficulty. `evidence`
    proves the key by running it; `argued` says why it cannot be run. `contested` says why the key can be
    disputed; such a question is practised with its note and left out of tests, exams and mastery.
    """

    id: Id
    status: Literal["draft", "live", "retired"] = "live"
    difficulty: Difficulty
    skills: tuple[Id, ...] = Field(min_length=1)
    enemies: tuple[Id, ...] = ()
    minutes: Annotated[float, Field(gt=0, le=240)] | None = None
    prompt: Text
    hint: tuple[Text, ...] = Field((), max_length=3)
    evidence: Evidence | None = None
    argued: Text | None = None
    contested: Text | None = None

    @field_validator("hint", mode="before")
    @classmethod
    def _one_hint_is_a_list(cls, given: object) -> object:
        return [given] if isinstance(given, str) else given


class _Optioned(QuestionBase):
    """A question with options to pick from."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=MOST_LISTED)
    order: Order = Field(Order(), validate_default=True)
    solution: Solution

    @field_validator("order")
    @classmethod
    def _shows_what_fits(cls, order: Order, info: ValidationInfo) -> Order:
        """Between the options that are always there and all of them, `draw` has something to draw."""
        options: tuple[Option, ...] = info.data.get("options", ())
        if order.draw is None and len(options) > MOST_SHOWN:
            raise ValueError(
                f"{len(options)} options are listed and {MOST_SHOWN} at most can be shown; "
                f"say how many with 'draw', such as 'order: {{draw: 5}}'"
            )
        if order.draw is not None and options:
            always = sum(option.correct or option.id in order.pin for option in options)
            if not always < order.draw < len(options):
                raise ValueError(
                    f"'draw: {order.draw}' draws nothing, since {always} of the {len(options)} options are "
                    f"right or pinned, and always shown; it must be more than {always} and less than "
                    f"{len(options)}"
                )
        return order


class Choice(_Optioned):
    """Pick the one right option."""

    kind: Literal["choice"]


class Multiple(_Optioned):
    """Pick every right option; each right pick counts, each wrong pick takes the same away, never below 0."""

    kind: Literal["multiple"]


class NumericTolerance(Noun):
    """Exactly one of: absolute difference, relative difference, significant digits."""

    absolute: FiniteFloat | None = Field(None, ge=0)
    relative: FiniteFloat | None = Field(None, ge=0)
    digits: int | None = Field(None, ge=1, le=12)


class NumericWrong(Noun):
    """A number that a mistake leads to: given, or computed by `code` into the variable `answer`."""

    mistake: Id
    value: FiniteFloat | None = None
    code: Code | None = None
    feedback: Text | None = None


class Numeric(QuestionBase):
    """Type a number. The key is `value`, or what `code` leaves in the variable `answer`."""

    kind: Literal["numeric"]
    params: Mapping[str, Param] = {}
    value: FiniteFloat | None = None
    code: Code | None = None
    tolerance: NumericTolerance = NumericTolerance(relative=1e-6)
    unit: Line | None = None
    wrong: tuple[NumericWrong, ...] = ()
    feedback: Text | None = None
    solution: Solution


class TextWrong(Noun):
    """A wrong text that shows a mistake."""

    mistake: Id
    text: Line
    feedback: Text | None = None


class TextQuestion(QuestionBase):
    """Type a word or a short phrase, compared with each accepted one under named normalisations."""

    kind: Literal["text"]
    accept: tuple[Line, ...] = Field(min_length=1)
    normalize: tuple[Literal["nfkc", "case", "spaces"], ...] = ("nfkc", "spaces")
    wrong: tuple[TextWrong, ...] = ()
    feedback: Text | None = None
    solution: Solution


class Block(Noun):
    """One line or block to be put in order."""

    id: Id
    text: Text


class OrderWrong(Noun):
    """A wrong order that shows a mistake."""

    mistake: Id
    order: tuple[Id, ...]
    feedback: Text | None = None


class OrderQuestion(QuestionBase):
    """Put blocks in order. `answer` lists the blocks of the right order; blocks not in it are distractors."""

    kind: Literal["order"]
    blocks: tuple[Block, ...] = Field(min_length=2, max_length=12)
    answer: tuple[Id, ...] = Field(min_length=2)
    wrong: tuple[OrderWrong, ...] = ()
    feedback: Text | None = None
    solution: Solution


class PredictWrong(Noun):
    """What the program would give if a mistake were true: code whose output becomes a wrong option."""

    mistake: Id
    code: Code
    feedback: Text | None = None


class Predict(QuestionBase):
    """Read a program, say what it gives. Key and wrong options are computed by running; see `bank build`."""

    kind: Literal["predict"]
    params: Mapping[str, Param] = {}
    code: Code
    observe: str = "stdout"
    wrong: tuple[PredictWrong, ...] = Field(min_length=1, max_length=8)
    feedback: Text | None = None
    solution: Solution


class CodeQuestion(QuestionBase):
    """Write code for a stage of the reference pipeline (`replaces`) or a function (`entry`)."""

    kind: Literal["code"]
    replaces: str | None = None
    entry: str | None = None
    starter: Code
    cases: tuple[Case, ...] = Field(min_length=1, max_length=20)
    checks: tuple[Check, ...] = Field(min_length=1, max_length=20)
    settings: Mapping[str, int | float] = {}
    solution: CodeSolution
    reference: Code | None = None
    wrong: tuple[Wrong, ...] = ()
    limits: Mapping[str, float] = {}


Question = Annotated[
    Choice | Multiple | Numeric | TextQuestion | OrderQuestion | Predict | CodeQuestion,
    Field(discriminator="kind"),
]
