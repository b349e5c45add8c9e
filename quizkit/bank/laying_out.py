"""How the options of a question are laid out: which are drawn, and in which order they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from quizkit.model.question import Choice, Multiple, Option, Question
from quizkit.rng import Stream

LONGEST = 200  # characters of a number with whatever it is dressed in
_DRESSED = re.compile(r"(`+|\$|\*{1,3}|_{1,3})(?P<inner>.+)\1", re.DOTALL)


def laid_out(
    question: Choice | Multiple, stream: Stream | None, drawing: Stream | None = None
) -> list[Option]:
    """The options as they are shown: some drawn, in the order that the question asks for, ends kept.

    Without a `stream` nothing is drawn or shuffled: all of them, as written, or sorted by their numbers.
    `drawing`, if given, draws in its place, so that others may draw the same.
    """
    order = question.order
    options = list(question.options) if stream is None else _drawn(question, drawing or stream)
    first = [option for option in options if order.pin.get(option.id) == "first"]
    last = [option for option in options if order.pin.get(option.id) == "last"]
    free = [option for option in options if option.id not in order.pin]
    if order.sort is not None:
        free = _sorted(free, descending=order.sort == "descending")
    elif stream is not None and order.shuffle:
        free = stream.shuffled(free)
    return [*first, *free, *last]


def _drawn(question: Choice | Multiple, stream: Stream) -> list[Option]:
    """The right and the pinned options and, of the others, as many as are drawn; in the order written."""
    order = question.order
    if order.draw is None:
        return list(question.options)
    always = {option.id for option in question.options if is_always_shown(question, option)}
    others = [option.id for option in question.options if option.id not in always]
    chosen = always.union(stream.shuffled(others)[: order.draw - len(always)])
    return [option for option in question.options if option.id in chosen]


def is_always_shown(question: Choice | Multiple, option: Option) -> bool:
    """Whether every presentation has `option`."""
    return question.order.draw is None or option.correct or option.id in question.order.pin


def draws(question: Question) -> bool:
    """Whether a presentation of `question` shows some of its options only."""
    return isinstance(question, Choice | Multiple) and question.order.draw is not None


def can_be_shown(question: Question, options: Collection[str]) -> bool:
    """Whether a question that draws may still be shown with `options`, and with no others."""
    if not isinstance(question, Choice | Multiple):
        return False
    always = {option.id for option in question.options if is_always_shown(question, option)}
    return always <= set(options) <= {option.id for option in question.options}


def narrowed(question: Question, shown: Collection[str]) -> Question:
    """`question` as somebody met it who was shown the options in `shown`: it has no others.

    It judges, counts and reads like one that never had them. Other questions are as they are.
    """
    if not isinstance(question, Choice | Multiple) or question.order.draw is None:
        return question
    options = tuple(option for option in question.options if option.id in shown)
    order = question.order.model_copy(update={"draw": None})
    return question.model_copy(update={"options": options, "order": order})


def _sorted(options: Sequence[Option], *, descending: bool) -> list[Option]:
    """By their numbers; what is none, which lint refuses, stands behind them as it is written."""
    numbers = [(number_in(option.text), option) for option in options]
    known = [(value, option) for value, option in numbers if value is not None]
    known.sort(key=lambda one: -one[0] if descending else one[0])
    return [option for _, option in known] + [option for value, option in numbers if value is None]


def number_in(words: str) -> float | None:
    """The number that an option's Markdown is, read as a learner's would be; None if it is none.

    It may be dressed as code, as mathematics or in bold.
    """
    from quizkit.grading import numeric  # for the few questions that are sorted

    bare = words.strip()
    if len(bare) > LONGEST:
        return None
    while dressed := _DRESSED.fullmatch(bare):
        bare = dressed["inner"].strip()
    value = numeric.read(bare)
    return None if isinstance(value, numeric.NotANumber) else value
