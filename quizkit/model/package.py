"""What an exam taken at a computer is made of: the package without keys, and what its learner hands in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from quizkit.model.base import Code, Id, Line, Noun, Text

Kind = Literal["choice", "multiple", "numeric", "text", "order", "predict", "code"]
_ID = "[a-z0-9]+(-[a-z0-9]+)*"
Address = Annotated[str, StringConstraints(pattern=f"^{_ID}/{_ID}/{_ID}$", max_length=200)]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z](-[0-9]{1,4})?$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
MOST_OPTIONS = {"choice": 9, "multiple": 9, "predict": 9, "order": 12}


class PackedOption(Noun):
    """One option or block. Its id is its letter on the form, in small: the bank's own might tell the key."""

    id: Id
    text: Text


class PackedItem(Noun):
    """What a learner gets to see of one item of a form, and nothing else.

    `options` stand in the form's order; `some`: not all blocks belong to the answer. `program` is what a
    predict question's learner reads, `starter` what a code question hands out.
    """

    question: Address
    kind: Kind
    points: float = Field(gt=0, le=1000)
    prompt: Text
    options: tuple[PackedOption, ...] = ()
    some: bool = False
    unit: Line | None = None
    program: Code | None = None
    starter: Code | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> PackedItem:
        count = len({option.id for option in self.options})
        most = MOST_OPTIONS.get(self.kind, 0)
        if count < len(self.options) or not min(most, 2) <= count <= most or (self.some and count < 3):
            raise ValueError(f"a {self.kind} question with such options")
        if any(len(part) > 64 for part in self.question.split("/")):
            raise ValueError("a name that is too long")
        if (self.kind == "predict") != (self.program is not None):
            raise ValueError("a program that does not fit the kind of question")
        if (self.kind == "code") != (self.starter is not None):
            raise ValueError("a starter that does not fit the kind of question")
        return self


class Package(Noun):
    """One form to be taken at a computer. It names no version: a version tells the key to who tries them all.

    `blueprint` is the digest of the blueprint that the form was built from. `learner` is whom a personal form
    was made for, as the list of learners names them.
    """

    format: Literal[1]
    exam: Id
    title: Line
    form: Letter
    learner: Line | None = None
    minutes: int = Field(ge=1, le=1440)
    instructions: Text | None = None
    blueprint: Digest
    items: tuple[PackedItem, ...] = Field(min_length=1, max_length=2000)

    @model_validator(mode="after")
    def _asks_nothing_twice(self) -> Package:
        if len({item.question for item in self.items}) < len(self.items):
            raise ValueError("a question that stands there twice")
        return self


class HandedIn(Noun):
    """Who handed in what, and when: `package` is the digest of the package that was taken.

    `minutes` is the time that was given, which a time factor may have changed.
    """

    format: Literal[1]
    exam: Id
    form: Letter
    package: Digest
    learner: Line
    started: datetime
    ended: datetime
    how: Literal["handed-in", "time-up"]
    minutes: float = Field(gt=0)
    engine: Line
