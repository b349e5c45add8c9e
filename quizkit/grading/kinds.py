"""One verdict for every kind of question that is judged without running code."""

from __future__ import annotations

from quizkit.grading import choice, multiple, numeric, order, predict, typed_text
from quizkit.model.answer import Answer
from quizkit.model.lock import Variant
from quizkit.model.outcome import Outcome
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


def judge(question: Question, answer: Answer, variant: Variant | None = None) -> Outcome:
    """Judge an answer; `variant` is the lock's, for questions with computed parts.

    An answer of the wrong shape is the learner's fault, a key that is missing the author's. Raises TypeError
    for a code question, whose answers must be run (see `quizkit.grading.code`).
    """
    match question:
        case Choice():
            return choice.judge(question, answer)
        case Multiple():
            return multiple.judge(question, answer)
        case Numeric():
            return numeric.judge(question, answer, variant)
        case TextQuestion():
            return typed_text.judge(question, answer)
        case OrderQuestion():
            return order.judge(question, answer)
        case Predict():
            return predict.judge(question, answer, variant)
        case CodeQuestion():
            raise TypeError("a code question is judged from its runs")
