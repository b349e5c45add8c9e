"""How the end of a question reads in plain mode: the right answer with its reason, then the steps."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from quizkit import text
from quizkit.app.learning.sitting import Posed
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    Option,
    OrderQuestion,
    Predict,
    Solution,
    TextQuestion,
)
from quizkit.terminal.wording import labelled, numbered, options_words


def solution_lines(posed: Posed, right: bool, width: int) -> Iterator[str]:
    """What is shown before a question is left; no right answer where the learner's was `right`."""
    question = posed.question
    if not right:
        told = list(_right_answer(posed, width))
        yield from told
        yield from _in_words(posed, told, width)
    if question.solution.steps:
        yield "Steps:"
        for number, step in enumerate(question.solution.steps, start=1):
            yield from labelled(f"  {number}. ", text.plain(step, width - 5))
    if question.solution.check:
        yield from text.plain(f"Quick check: {question.solution.check}", width)
    if question.contested:
        yield from text.plain(f"Note: the key of this question is disputed. {question.contested}", width)


def numbered_options(posed: Posed) -> list[tuple[int, Option]]:
    """The options of a choice or multiple question with the numbers they were shown under."""
    options = posed.question.options if isinstance(posed.question, Choice | Multiple) else ()
    by_id = {option.id: option for option in options}
    return [(number, by_id[name]) for number, (name, _) in enumerate(posed.options, 1) if name in by_id]


def _right_answer(posed: Posed, width: int) -> Iterator[str]:
    match posed.question:
        case Choice():
            for number, option in numbered_options(posed):
                if option.correct:
                    yield from labelled(f"Right answer: {number}) ", text.plain(option.text, width - 17))
                    yield from text.plain(option.feedback or "", width)
        case Multiple():
            right = [option.id for _, option in numbered_options(posed) if option.correct]
            told = f"Right answer: {options_words(posed, right) or '0, none of them'}"
            yield from textwrap.wrap(told, width, subsequent_indent="  ")
        case OrderQuestion(answer=answer):
            yield from _right_order(posed, answer, width)
        case TextQuestion(accept=accept):
            yield f"Right answer: {accept[0]}"
        case Numeric():
            yield f"Right answer: {_number(posed, posed.question)}"
        case Predict():
            yield from _predicted(posed, width)
        case CodeQuestion(solution=solution):
            yield from numbered("Solution", solution.code)


def _in_words(posed: Posed, told: Sequence[str], width: int) -> Iterator[str]:
    """The answer in the author's words, unless it only repeats what was told."""
    solution = posed.question.solution
    if isinstance(solution, Solution) and solution.answer:
        bare = text.one_line(solution.answer).strip("`. ")
        if not any(bare in line for line in told):
            yield from text.plain(solution.answer, width)


def _right_order(posed: Posed, answer: tuple[str, ...], width: int) -> Iterator[str]:
    numbers = {name: number for number, (name, _) in enumerate(posed.options, start=1)}
    texts = dict(posed.options)
    yield f"Right answer: {' '.join(str(numbers[name]) for name in answer)}"
    for name in answer:
        yield from labelled(f"  {numbers[name]}) ", text.plain(texts[name], width - 5))


def _number(posed: Posed, question: Numeric) -> str:
    computed = posed.variant.key if posed.variant else ""
    written = f"{question.value:.12g}" if question.value is not None else "not computed yet"
    return " ".join(part for part in (computed or written, question.unit) if part)


def result_lines(posed: Posed, width: int) -> Iterator[str]:
    """What the program of a predict question gave when it was run."""
    for name, words in posed.options:
        if posed.variant and name == posed.variant.key:
            yield from labelled("The program was run. It gives: ", text.plain(words, width - 31))


def _predicted(posed: Posed, width: int) -> Iterator[str]:
    for number, (name, words) in enumerate(posed.options, start=1):
        if posed.variant and name == posed.variant.key:
            yield from labelled(f"Right answer: {number}) ", text.plain(words, width - 17))
    if isinstance(posed.question, Predict) and posed.question.feedback:
        yield from text.plain(posed.question.feedback, width)
