"""The answers that evidence can be run with: each with its id, its text, and whether it is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizkit import text as texts
from quizkit.bank.prove.proof import Path
from quizkit.model.question import Choice, Multiple, Numeric, OrderQuestion, Question, TextQuestion

KEY = "answer"  # the id of a right answer that has none of its own
PLACE = "${answer}"
_ALONE = re.compile(r"^([ \t]*)\$\{answer\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Claimed:
    """One answer: what evidence calls it, its text as evidence uses it, where it stands in the question."""

    id: str
    text: str
    right: bool
    path: Path


def answers(question: Question) -> list[Claimed]:
    """Every answer that the bank says something about.

    Options by id; texts by themselves; a number's or an order's key as "answer", its wrong ones by their
    mistake. Of an order, also the key with any two neighbours swapped, as "swapped-N".
    """
    return list(_answers(question))


def _answers(question: Question) -> Iterator[Claimed]:
    if isinstance(question, Choice | Multiple):
        for at, option in enumerate(question.options):
            yield Claimed(
                option.id, option.code or texts.bare_code(option.text), option.correct, ("options", at)
            )
    elif isinstance(question, TextQuestion):
        for at, text in enumerate(question.accept):
            yield Claimed(text, text, True, ("accept", at))
        for at, wrong in enumerate(question.wrong):
            yield Claimed(wrong.text, wrong.text, False, ("wrong", at))
    elif isinstance(question, OrderQuestion):
        yield from _orders(question)
    elif isinstance(question, Numeric) and question.value is not None:
        yield Claimed(KEY, repr(question.value), True, ("value",))
        for at, number in enumerate(question.wrong):
            if number.value is not None:
                yield Claimed(number.mistake, repr(number.value), False, ("wrong", at))


def _orders(question: OrderQuestion) -> Iterator[Claimed]:
    lines = {block.id: texts.bare_code(block.text) for block in question.blocks}

    def joined(order: tuple[str, ...]) -> str:
        return "\n".join(lines.get(block, "") for block in order)

    yield Claimed(KEY, joined(question.answer), True, ("answer",))
    for at, wrong in enumerate(question.wrong):
        yield Claimed(wrong.mistake, joined(wrong.order), False, ("wrong", at))
    key = question.answer
    for at in range(len(key) - 1):
        swapped = (*key[:at], key[at + 1], key[at], *key[at + 2 :])
        if swapped not in {wrong.order for wrong in question.wrong}:
            yield Claimed(f"swapped-{at + 1}", joined(swapped), False, ("answer", at))


def put_in(code: str, text: str) -> str:
    """`code` with `text` for each `${answer}`; alone on a line, all its lines are indented as that one is."""

    def indented(place: re.Match[str]) -> str:
        return "\n".join(place.group(1) + line for line in text.rstrip("\n").split("\n"))

    return _ALONE.sub(indented, code).replace(PLACE, text)
