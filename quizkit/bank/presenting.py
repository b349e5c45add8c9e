"""What a learner is shown of a question: the prompt with its parameters, the options in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.bank.filling import fill
from quizkit.bank.laying_out import laid_out
from quizkit.model.lock import Variant
from quizkit.model.question import (
    Block,
    Choice,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
)
from quizkit.rng import Stream

Shown = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Presentation:
    """A question as shown: its prompt, and id and Markdown text of each option or block, in order."""

    prompt: str
    options: Shown = ()


def present(
    question: Question, variant: Variant | None, stream: Stream | None, drawing: Stream | None = None
) -> Presentation:
    """Lay out `question`. Without a `stream` all options stand as written, or sorted where that is asked for.

    `drawing`, if given, says in the place of `stream` which of an option list are shown. Three blocks or more
    never stand in their right order; two may, since they would tell it by never doing so. `variant` is the
    lock's, for questions with computed parts; a predict question has no options without one.
    """
    params = variant.params if variant else {}
    takes_params = isinstance(question, Numeric | Predict)
    return Presentation(
        prompt=fill(question.prompt, params) if takes_params else question.prompt,
        options=_options(question, variant, stream, drawing),
    )


def _options(
    question: Question, variant: Variant | None, stream: Stream | None, drawing: Stream | None
) -> Shown:
    match question:
        case Choice() | Multiple():
            return tuple((option.id, option.text) for option in laid_out(question, stream, drawing))
        case Predict():
            written = variant.options if variant else ()
            return tuple((o.id, o.text) for o in (stream.shuffled(written) if stream else written))
        case OrderQuestion():
            return _mixed(question, stream)
    return ()


def _mixed(question: OrderQuestion, stream: Stream | None) -> Shown:
    """The blocks in an order that tells nothing about the right one, but that it is another.

    All others are equally likely. Of two blocks the only other one would be the key read backwards.
    """
    blocks = list(question.blocks)
    if stream is None and _gives_away(blocks, question.answer):
        stream = Stream("present", question.id)
    if stream is not None:
        blocks = stream.shuffled(blocks)
        while len(question.answer) > 2 and _gives_away(blocks, question.answer):
            blocks = stream.shuffled(blocks)
    return tuple((block.id, block.text) for block in blocks)


def _gives_away(blocks: Sequence[Block], answer: Sequence[str]) -> bool:
    return [block.id for block in blocks if block.id in answer] == list(answer)
