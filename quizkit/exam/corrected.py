"""A question whose key was corrected in its bank after a form was printed: what it was before.

A form keeps a digest of what it was built from. Where the texts that learners read are in it, the key that
leads to the same digest proves that they are still as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from quizkit.model.exam import FormItem
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Question,
    TextQuestion,
)

MOST_BLOCKS = 7  # all orders of some of them: 13 692, half a second


def before(question: Question, item: FormItem, version: Callable[[Question], str]) -> Question | None:
    """The question as it was when `item` was printed, `question` being what it is now; None if its text went.

    Of a question whose answers are typed or programmed, whose key nothing printed depends on, that is
    `question` itself: who needs its old key must ask the verdicts. `version` gives the grade version of one.
    """
    match question:
        case Choice() | Multiple() | OrderQuestion():
            earlier = (one for one in _keyed(question, item) if version(one) == item.grade_version)
            return next(earlier, None)
        case TextQuestion() | CodeQuestion():
            return question
        case Numeric() if not question.params:
            return question
    return None


def _keyed(question: Choice | Multiple | OrderQuestion, item: FormItem) -> Iterator[Question]:
    """The question with each key that it may have had."""
    if isinstance(question, OrderQuestion):
        blocks = [block.id for block in question.blocks]
        if len(blocks) <= MOST_BLOCKS:
            for count in range(2, len(blocks) + 1):
                for order in permutations(blocks, count):
                    yield question.model_copy(update={"answer": order})
        return
    counts = (1,) if isinstance(question, Choice) else range(len(item.options) + 1)
    for count in counts:
        for right in combinations(item.options, count):  # what is right is always shown
            options = tuple(
                option.model_copy(update={"correct": option.id in right}) for option in question.options
            )
            yield question.model_copy(update={"options": options})
