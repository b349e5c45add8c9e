"""A form as other systems take it: every question with its key, before any format writes it down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quizkit import text
from quizkit.bank.key import right_ids, solution
from quizkit.errors import ContentError
from quizkit.exam.saying import Saying
from quizkit.exam.shown import ShownItem
from quizkit.grading import numeric
from quizkit.model.exam import Form
from quizkit.model.outcome import AuthorFault
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    TextQuestion,
)


@dataclass(frozen=True)
class Option:
    """An option by its letter and id; `text` and `feedback` are Markdown."""

    letter: str
    id: str
    text: str
    right: bool
    feedback: str = ""
    pin: Literal["first", "last"] | None = None


@dataclass(frozen=True)
class Choices:
    """Pick the one right option, or (`many`) every right one; options stand as the form prints them."""

    options: tuple[Option, ...]
    many: bool


@dataclass(frozen=True)
class Words:
    """Type a text: `accepted` plain texts, whether `capitals` count, wrong texts with what is said of them.

    `feedback` is said of the right answer.
    """

    accepted: tuple[str, ...]
    capitals: bool
    wrong: tuple[tuple[str, str], ...] = ()
    feedback: str = ""


@dataclass(frozen=True)
class Number:
    """Type a number: right from `low` to `high`, both included; wrong values with what is said of them."""

    value: float
    low: float
    high: float
    unit: str = ""
    wrong: tuple[tuple[float, str], ...] = ()
    feedback: str = ""


@dataclass(frozen=True)
class Blocks:
    """Put blocks, as (letter, id, Markdown), in order; `right` are the letters of those needed, in order."""

    blocks: tuple[tuple[str, str, str], ...]
    right: tuple[str, ...]
    feedback: str = ""


@dataclass(frozen=True)
class Program:
    """Write a program, from `starter` on; no other system can judge it."""

    starter: str


Content = Choices | Words | Number | Blocks | Program


@dataclass(frozen=True)
class Item:
    """One question. `prompt` and `worked`, the solution, are Markdown; `policy` names how it is scored."""

    number: int
    address: str
    points: float
    prompt: str
    content: Content
    worked: str
    policy: str | None = None


@dataclass(frozen=True)
class Quiz:
    """A form; `instructions` are Markdown."""

    exam: str
    title: str
    form: str
    minutes: int
    instructions: str
    language: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Written:
    """A quiz as the content of a file, and what the format cannot express, a sentence each."""

    content: str | bytes
    said: tuple[Saying, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said, by the numbers of this form."""
        return tuple(map(str, self.said))


def quiz_of(form: Form, items: Sequence[ShownItem]) -> Quiz:
    """The quiz of `form`, whose items are `items`. Raises ContentError if a key is missing or no number."""
    return Quiz(
        exam=form.exam,
        title=form.title,
        form=form.form,
        minutes=form.minutes,
        instructions=form.instructions or "",
        language=items[0].loaded.topic.language if items else "en",
        items=tuple(_item(shown) for shown in items),
    )


def _item(shown: ShownItem) -> Item:
    question = shown.question
    worked = solution(question)
    if isinstance(question, CodeQuestion):
        worked = [text.fence(question.solution.code, "python"), *worked]
    return Item(
        number=shown.number,
        address=shown.item.question,
        points=shown.item.points,
        prompt=shown.prompt,
        content=_content(shown),
        worked="\n\n".join(worked),
        policy=shown.item.policy,
    )


def _content(shown: ShownItem) -> Content:
    match shown.question:
        case Choice() | Multiple() | Predict():
            return _choices(shown)
        case Numeric() as question:
            return _number(shown, question)
        case TextQuestion() as question:
            wrong = tuple((each.text, each.feedback or "") for each in question.wrong)
            capitals = "case" not in question.normalize
            return Words(question.accept, capitals, wrong, question.feedback or "")
        case OrderQuestion() as question:
            right = tuple(shown.letter(name) for name in question.answer)
            return Blocks(shown.options, right, question.feedback or "")
        case CodeQuestion() as question:
            return Program(question.starter)


def _choices(shown: ShownItem) -> Choices:
    question = shown.question
    right = right_ids(question, shown.variant) or ()
    said: dict[str, str] = {}
    pins: dict[str, Literal["first", "last"]] = {}
    if isinstance(question, Choice | Multiple):
        said = {option.id: option.feedback or "" for option in question.options}
        pins = dict(question.order.pin)
    elif isinstance(question, Predict) and shown.variant:
        why = {wrong.mistake: wrong.feedback or "" for wrong in question.wrong}
        said = {option.id: why.get(option.mistake or "", "") for option in shown.variant.options}
        said |= dict.fromkeys(right, question.feedback or "")
    options = tuple(
        Option(letter, name, words, name in right, said.get(name, ""), pins.get(name))
        for letter, name, words in shown.options
    )
    return Choices(options, isinstance(question, Multiple))


def _number(shown: ShownItem, question: Numeric) -> Number:
    keys = numeric.keys_of(question, shown.variant)
    if isinstance(keys, AuthorFault):
        raise ContentError(f"{shown.item.question} cannot be exported. {keys.reason}")
    if not math.isfinite(keys.right):
        raise ContentError(f"{shown.item.question} cannot be exported: its key is no finite number.")
    said = {wrong.mistake: wrong.feedback for wrong in question.wrong}
    gap = numeric.reach(keys.right, question.tolerance)
    return Number(
        value=keys.right,
        low=keys.right - gap,
        high=keys.right + gap,
        unit=question.unit or "",
        wrong=tuple(
            (value, feedback)
            for name, value in keys.wrong
            if (feedback := said.get(name)) and math.isfinite(value)
        ),
        feedback=question.feedback or "",
    )
