"""Exams: the blueprint an instructor writes, and the form files that fix what was built from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from quizkit.model.base import Id, Line, Noun, Text
from quizkit.model.question import Difficulty


class Demand(Noun):
    """How many questions of a topic: `count` in all, optionally of one difficulty and of one skill."""

    topic: str
    count: int = Field(ge=1, le=500)
    difficulty: Difficulty | None = None
    skill: Id | None = None
    points: float = Field(1.0, gt=0, le=1000)


class Blueprint(Noun):
    """What an exam must be made of. `seed` repeats a build exactly.

    An exam that is `taken` at a computer may have programs to write; nothing is printed of it.
    """

    format: Literal[1]
    exam: Id
    title: Line
    minutes: int = Field(ge=1, le=1440)
    instructions: Text | None = None
    taken: Literal["paper", "computer"] = "paper"
    demands: tuple[Demand, ...] = Field(min_length=1)
    require: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    forms: int = Field(1, ge=1, le=26)
    seed: str | int


class FormItem(Noun):
    """One item of a form: `question` is its full address; `options` are ids in printed order."""

    question: str
    grade_version: str
    variant: int = 0
    points: float
    options: tuple[str, ...] = ()


class Form(Noun):
    """The form file: everything that grading needs and nothing that it may guess."""

    format: Literal[1]
    exam: Id
    title: Line
    form: str = Field(pattern=r"^[A-Z]$")
    minutes: int
    instructions: Text | None = None
    blueprint: str
    engine: str
    items: tuple[FormItem, ...]


class Response(Noun):
    """One learner's returned answers: raw texts by question address; blank is "unanswered"."""

    learner: str
    form: str
    answers: Mapping[str, str]
