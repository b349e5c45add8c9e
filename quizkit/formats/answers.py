"""One answer as `answers.yaml` has it, turned into the shape that its question's kind takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.formats.opening import Refusal
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.question import Choice, CodeQuestion, Multiple, OrderQuestion, Predict, Question

MAX_TYPED = 10_000


@dataclass(frozen=True)
class Asked:
    """A question as this learner met it: with the ids that an answer may name, in the order shown."""

    question: Question
    ids: tuple[str, ...] = ()


def taken(asked: Asked, raw: object) -> Answer | Refusal | None:
    """The answer that `raw` (a YAML value) stands for, None for no answer, or why it cannot be taken."""
    question = asked.question
    if raw is None:
        return None
    if isinstance(question, Choice | Predict):
        return _one(asked, raw)
    if isinstance(question, Multiple):
        picked = _ids(asked, [raw] if isinstance(raw, str) else raw)
        return picked if isinstance(picked, Refusal) else ChosenSet(options=frozenset(picked))
    if isinstance(question, OrderQuestion):
        return _order(asked, raw)
    if isinstance(question, CodeQuestion):
        return Refusal(f"A program is handed in as the file {question.id}.py; move it there.")
    return _typed(raw)


def written(asked: Asked, cell: str) -> Answer | Refusal | None:
    """The answer that a text stands for, such as a cell; several ids are parted by `;`, `,` or spaces."""
    if not cell.strip():
        return None
    several = isinstance(asked.question, Multiple | OrderQuestion)
    return taken(asked, re.split(r"[;,\s]+", cell.strip(" \t\r\n;,")) if several else cell.strip())


def _one(asked: Asked, raw: object) -> Answer | Refusal:
    if not isinstance(raw, str):
        return Refusal(f"One option id is expected, not {_named(raw)}; write one of {_list(asked.ids)}.")
    picked = _ids(asked, [raw])
    return picked if isinstance(picked, Refusal) else Chosen(option=picked[0])


def _order(asked: Asked, raw: object) -> Answer | Refusal:
    blocks = _ids(asked, raw)
    if isinstance(blocks, Refusal):
        return blocks
    if len(set(blocks)) < len(blocks):
        return Refusal("A block stands twice in the order; write each block's id once.")
    return Ordered(blocks=tuple(blocks))


def _ids(asked: Asked, raw: object) -> list[str] | Refusal:
    """The ids in a list, each checked against what the question offers."""
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return Refusal(
            f"A list of ids is expected, not {_named(raw)}; write [{', '.join(asked.ids)}] or a part of it."
        )
    for item in raw:
        if item not in asked.ids:
            said = f"'{str(item)[:60]}'" if isinstance(item, str | int) else _named(item)
            return Refusal(f"{said} is not among this question's ids; write one of {_list(asked.ids)}.")
    return [str(item) for item in raw]


def _typed(raw: object) -> Answer | Refusal:
    if isinstance(raw, bool):
        return Refusal('YAML reads this word as true or false; put the answer in quotes, as in "yes".')
    if not isinstance(raw, str | int | float):
        return Refusal(
            f"A number or a text is expected, not {_named(raw)}; write the answer after the colon."
        )
    text = str(raw)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return Refusal("The answer holds half a character, as \\ud800 is; write it without escapes.")
    if len(text) > MAX_TYPED:
        return Refusal(f"The answer is longer than {MAX_TYPED} characters; write the word or number alone.")
    return (
        Typed(text=text) if text.strip() else Refusal("The answer is blank; write it or take the line out.")
    )


def _named(raw: object) -> str:
    words = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a mapping",
    }
    return words.get(type(raw), f"a {type(raw).__name__}")


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids)
