"""What a learner gives: one shape per kind of question."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from quizkit.model.base import Id, Noun


class Chosen(Noun):
    """The id of one option (choice, predict)."""

    kind: Literal["chosen"] = "chosen"
    option: Id


class ChosenSet(Noun):
    """The ids of several options, possibly none (multiple)."""

    kind: Literal["chosen-set"] = "chosen-set"
    options: frozenset[Id]


class Typed(Noun):
    """A number or a text as it was typed (numeric, text)."""

    kind: Literal["typed"] = "typed"
    text: str = Field(max_length=10_000)


class Ordered(Noun):
    """Block ids in the order given (order)."""

    kind: Literal["ordered"] = "ordered"
    blocks: tuple[Id, ...]


class Program(Noun):
    """The text of a program (code)."""

    kind: Literal["program"] = "program"
    code: str = Field(max_length=1_000_000)


Answer = Annotated[Chosen | ChosenSet | Typed | Ordered | Program, Field(discriminator="kind")]
