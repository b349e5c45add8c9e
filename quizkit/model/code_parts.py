"""The parts of questions that are run: cases, checks, solutions, wrong variants, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from quizkit.model.base import Code, Id, Line, Noun, Text

Literals = bool | int | float | str | None


class Tolerance(Noun):
    """|actual - expected| <= atol + rtol * |expected|, element by element."""

    rtol: float = Field(ge=0, le=1)
    atol: float = Field(ge=0)


class Case(Noun):
    """One set of inputs, drawn `draws` times from fresh seeds; `draws: 0` runs once on a fixed seed.

    `arguments` is code run in the jail, with the runner's generator at hand; it sets `arguments` to a dict of
    keyword arguments. A question that replaces a stage needs none: the pipeline draws its own inputs.
    """

    id: Id
    draws: int = Field(0, ge=0, le=20)
    arguments: Code | None = None


class Check(Noun):
    """One observation compared with the reference's. `show: name` reveals no value, difference or output.

    Without `tolerance` the default of the dtype applies; `strict` tells tuple from list and int from float.
    """

    id: Id
    observe: str
    points: float = Field(1.0, gt=0, le=1000)
    show: Literal["values", "name"] = "values"
    tolerance: Tolerance | None = None
    strict: bool = False


class CodeSolution(Noun):
    """The worked solution of a code question. `code` passes every check, which `bank prove` shows."""

    steps: tuple[Text, ...] = ()
    code: Code
    check: Line | None = None


class Wrong(Noun):
    """A common mistake as a program: it fails, and answers that give its values are told its name."""

    mistake: Id
    code: Code
    feedback: Text | None = None


Shown = Mapping[str, Literals]


class Evidence(Noun):
    """Code that shows which answers are true, without deciding anything itself: the engine compares.

    `code` is run for every seed in 0..seeds-1; where it holds `${answer}`, once per seed for every answer,
    with the answer's own code in its place, or its text, without Markdown's marks where it is all code. An
    answer is true if every observation that it claims is what came; the true answers must be exactly the ones
    the key marks. `claim` is what every answer claims; `expect` what a single answer does, by its id. `fails`
    says how false answers fail: observations that must come for that answer.
    """

    code: Code
    claim: Shown | None = None
    expect: Mapping[str, Shown] = {}
    fails: Mapping[str, Shown] = {}
    seeds: int = Field(1, ge=1, le=100)
    tolerance: Tolerance = Tolerance(rtol=1e-6, atol=1e-9)
