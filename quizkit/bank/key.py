"""What is right, in words: a question's key and worked solution, for released feedback and keys."""

from __future__ import annotations

from collections.abc import Callable

from quizkit.grading import numeric
from quizkit.model.lock import Variant
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
    TextQuestion,
)


def right_ids(question: Question, variant: Variant | None) -> tuple[str, ...] | None:
    """The option or block ids of the right answer; None for questions that have none."""
    if isinstance(question, Choice | Multiple):
        return tuple(option.id for option in question.options if option.correct)
    if isinstance(question, Predict):
        return (variant.key,) if variant is not None else ()
    return question.answer if isinstance(question, OrderQuestion) else None


def right_answer(question: Question, variant: Variant | None, name: Callable[[str], str]) -> str:
    """The right answer in one line; `name` says how an option or block is called here (an id, a letter)."""
    ids = right_ids(question, variant)
    if ids is not None:
        if isinstance(question, Multiple):
            ids = tuple(sorted(ids, key=name))
        return " ".join(name(one) for one in ids) if ids else "none of them"
    if isinstance(question, Numeric):
        number = variant.key if variant is not None and variant.key else f"{question.value:g}"
        return f"{number} {question.unit}" if question.unit else number
    if isinstance(question, TextQuestion):
        return " or ".join(question.accept)
    return "a program"


def accepted(question: Question, variant: Variant | None) -> str:
    """What a typed number may be beside the right one, such as "3.925 to 3.935"; "" if that is nothing."""
    keys = numeric.keys_of(question, variant) if isinstance(question, Numeric) else None
    if not isinstance(question, Numeric) or not isinstance(keys, numeric.Keys):
        return ""
    reach = numeric.reach(keys.right, question.tolerance)
    low, high = f"{keys.right - reach:.6g}", f"{keys.right + reach:.6g}"
    return f"{low} to {high}" if low != high else ""


def solution(question: Question) -> list[str]:
    """The worked solution as Markdown paragraphs: numbered steps, the answer, the quick check."""
    worked = question.solution
    lines = [f"{number}. {step}" for number, step in enumerate(worked.steps, start=1)]
    if not isinstance(question, CodeQuestion) and question.solution.answer:
        lines.append(f"Answer: {question.solution.answer}")
    if worked.check:
        lines.append(f"Quick check: {worked.check}")
    return lines
