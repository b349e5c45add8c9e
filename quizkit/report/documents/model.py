"""What a document of a form says, before any target writes it down. A paper has no place for a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from quizkit import text
from quizkit.bank.key import accepted, right_answer, right_ids, solution
from quizkit.exam.shown import ShownItem
from quizkit.model.exam import Form
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
)
from quizkit.report.table import number

Field = Literal["one", "many", "order", "line", "program"]

HOW: dict[Field, str] = {
    "one": "one letter",
    "many": "every right letter",
    "order": "letters in order",
    "line": "a word or a few",
    "program": "a program",
}
SPARE = "not all need be used"  # said wherever a question is asked that has blocks left over
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as its learners meet it: Markdown texts, options as (letter, text), what to answer with."""

    number: int
    address: str
    points: str
    prompt: str
    options: tuple[tuple[str, str], ...]
    field: Field
    how: str
    unit: str = ""
    starter: str | None = None


@dataclass(frozen=True)
class Paper:
    """A form for its learners. `date` is when the exam takes place, if that is known; `learner` as listed."""

    exam: str
    title: str
    form: str
    date: date | None
    minutes: int
    points: str
    instructions: str
    learner: str
    language: str
    questions: tuple[Asked, ...]

    @property
    def day(self) -> str:
        """The date in words, empty if it is not known."""
        return day_in_words(self.date)

    @property
    def counting(self) -> str:
        """What is looked at when the exam is graded."""
        if any(asked.field == "program" for asked in self.questions):
            return "Only the answer sheet, which is the last page, and the programs that you hand in count."
        return "Only the answer sheet counts: it is the last page."

    @property
    def count(self) -> str:
        """How many questions there are, in words."""
        return f"{len(self.questions)} question{'s' if len(self.questions) > 1 else ''}"


@dataclass(frozen=True)
class Solved:
    """The key of one question: the letters to be picked, the answer in words, the solution in Markdown."""

    letters: tuple[str, ...]
    answer: str
    solution: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """A form for its examiners: the paper, and for each of its questions what is right."""

    paper: Paper
    solved: tuple[Solved, ...]


def paper_of(form: Form, items: Sequence[ShownItem], day: date | None = None) -> Paper:
    """The paper of `form`, whose items are `items`."""
    return Paper(
        exam=form.exam,
        title=form.title,
        form=form.form,
        date=day,
        minutes=form.minutes,
        points=points_words(sum(item.points for item in form.items)),
        instructions=form.instructions or "",
        learner=form.learner or "",
        language=items[0].loaded.topic.language if items else "en",
        questions=tuple(_asked(shown) for shown in items),
    )


def key_of(form: Form, items: Sequence[ShownItem], day: date | None = None) -> Key:
    """The key of `form`."""
    return Key(paper_of(form, items, day), tuple(_solved(shown) for shown in items))


def day_in_words(day: date | None) -> str:
    """Such as "1 December 2026"; empty if it is not known."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def points_words(points: float) -> str:
    """Such as "1 point" and "2.5 points"."""
    shown = number(points)
    return f"{shown} point" if shown == "1" else f"{shown} points"


def has_spare(question: Question) -> bool:
    """Whether blocks are to be put in order of which not all belong to the answer."""
    return isinstance(question, OrderQuestion) and len(question.answer) < len(question.blocks)


def _asked(shown: ShownItem) -> Asked:
    question, field = shown.question, _field(shown.question)
    return Asked(
        number=shown.number,
        address=shown.item.question,
        points=points_words(shown.item.points),
        prompt=shown.prompt,
        options=tuple((letter, option) for letter, _, option in shown.options),
        field=field,
        how=_how(question, field),
        unit=question.unit or "" if isinstance(question, Numeric) else "",
        starter=question.starter if isinstance(question, CodeQuestion) else None,
    )


def _how(question: Question, field: Field) -> str:
    if isinstance(question, Numeric):
        return f"a number in {question.unit}" if question.unit else "a number"
    return f"{HOW[field]}, {SPARE}" if has_spare(question) else HOW[field]


def _field(question: Question) -> Field:
    match question:
        case Choice() | Predict():
            return "one"
        case Multiple():
            return "many"
        case OrderQuestion():
            return "order"
        case CodeQuestion():
            return "program"
    return "line"


def _solved(shown: ShownItem) -> Solved:
    question = shown.question
    ids = right_ids(question, shown.variant) if _field(question) in ("one", "many") else ()
    right = right_answer(question, shown.variant, shown.letter)
    near, worked = accepted(question, shown.variant), solution(question)
    if isinstance(question, CodeQuestion):
        worked = [text.fence(question.solution.code, "python"), *worked]
    return Solved(
        letters=tuple(shown.letter(name) for name in ids or ()),
        answer=f"{right} (from {near})" if near else right,
        solution=tuple(worked),
    )
