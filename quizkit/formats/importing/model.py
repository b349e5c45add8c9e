"""A question as other systems know it: what every format is read to before it becomes one of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from quizkit.model.finding import Finding
from quizkit.text import visible

Markup = Literal["html", "moodle", "markdown", "plain"]  # "moodle": HTML in which a line break counts as one


class Note(NamedTuple):
    """A sentence about a question: what was lost, or what was guessed and should be looked at."""

    code: Literal["lost", "guessed"]
    says: str


def lost(says: str) -> Note:
    """A note that something of the question is not in the bank."""
    return Note("lost", says)


def guessed(says: str) -> Note:
    """A note that something may have been meant in another way, or looks different."""
    return Note("guessed", says)


class Pictures(Protocol):
    """Where a text's pictures are."""

    def get(self, address: str, /) -> bytes | None:
        """The file that a text calls `address`; None if it was not handed over."""


@dataclass(frozen=True)
class Rich:
    """A text in some markup, with the pictures that it names."""

    text: str
    markup: Markup = "html"
    pictures: Pictures = field(default_factory=dict[str, bytes], compare=False)


@dataclass(frozen=True)
class Answer:
    """An option or an accepted text. `weight` is the share of the mark that it gives, 1 for full marks."""

    text: Rich
    weight: float
    feedback: Rich | None = None


@dataclass(frozen=True)
class Number:
    """A number that is accepted from `low` to `high`, or as near as `digits` or `relative` say."""

    value: float
    low: float
    high: float
    weight: float = 1.0
    feedback: Rich | None = None
    digits: int | None = None
    relative: float | None = None


@dataclass(frozen=True)
class Options:
    """Pick one right answer, or (`many`) all of them."""

    answers: tuple[Answer, ...]
    many: bool
    shuffle: bool = True


@dataclass(frozen=True)
class Words:
    """Type a word; `case` says whether capitals count. `*` in an answer stands for any text."""

    answers: tuple[Answer, ...]
    case: bool = False


@dataclass(frozen=True)
class Numbers:
    """Type a number. `otherwise` is said of any number that is not listed."""

    answers: tuple[Number, ...]
    unit: str = ""
    otherwise: Rich | None = None


@dataclass(frozen=True)
class Sequence:
    """Put blocks in order; they stand here in the right one. `others` are blocks that do not belong there."""

    blocks: tuple[Rich, ...]
    others: tuple[Rich, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Find the counterpart of each; `others` are counterparts of none."""

    pairs: tuple[tuple[Rich, Rich], ...]
    others: tuple[Rich, ...] = ()


@dataclass(frozen=True)
class NotTaken:
    """A kind of question that has no counterpart here: what it is, and what can be done instead."""

    kind: str
    instead: str


Content = Options | Words | Numbers | Sequence | Pairs | NotTaken


@dataclass(frozen=True)
class Item:
    """One question. `file` and `line` say where it stands; items with one `group` were a single question.

    `notes` are about what was lost or guessed while it was read.
    """

    file: str
    line: int
    title: str
    prompt: Rich
    content: Content
    identity: str = ""
    general: Rich | None = None
    when_right: Rich | None = None
    when_wrong: Rich | None = None
    hints: tuple[Rich, ...] = ()
    tags: tuple[str, ...] = ()
    category: str = ""
    points: float | None = None
    group: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What a file holds. `findings` name what could not be read, each with its line."""

    title: str
    items: tuple[Item, ...]
    findings: tuple[Finding, ...] = ()


MOST_FINDINGS, MOST_ITEMS = 500, 20_000
NO_COUNTERPART: Mapping[str, NotTaken] = {
    "essay": NotTaken("essay", "Nobody can grade it by machine: keep it in the other system."),
    "description": NotTaken("text without a question", "Write it into the prompts that need it."),
    "cloze": NotTaken("cloze text", "Write one question for each gap."),
    "upload": NotTaken("file upload", "Make it a code question if the file is a program."),
    "hot spot": NotTaken("point on a picture", "Ask for the part by its name, as a choice."),
    "categorization": NotTaken("sorting into categories", "Ask about each thing by itself, as a choice."),
    "calculated": NotTaken("calculated question", "Write it as a numeric question with 'params' and 'code'."),
    "random": NotTaken("question drawn at random", "Import the questions that it draws from."),
    "other bank": NotTaken("question of another bank", "Export that bank, and import it as well."),
}


def problem(code: str, file: str, line: int, message: str, fix: str, question: str | None = None) -> Finding:
    """A finding for what cannot be read; its message may quote whatever stands there."""
    message = visible(message, one_line=True)
    return Finding(code=code, file=file, line=line, message=message, fix=fix, question=question)


def given_up(file: str, line: int) -> Finding:
    """The finding that ends a file of which too much cannot be read."""
    says = f"Reading ends here, after {MOST_FINDINGS} things that cannot be read or {MOST_ITEMS} questions."
    return problem("too-many-findings", file, line, says, "Give the format with --as, or import in parts.")


def is_too_much(items: Sized, findings: Sized) -> bool:
    """Whether reading a file should end."""
    return len(findings) >= MOST_FINDINGS or len(items) >= MOST_ITEMS
