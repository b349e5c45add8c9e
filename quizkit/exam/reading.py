"""What somebody wrote on paper, turned into an answer by the form: letters become option ids."""

from __future__ import annotations

import re

from quizkit.exam.shown import ShownItem
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.question import Choice, Multiple, OrderQuestion, Predict

_APART = re.compile(r"[\s,;/+&>-]+")


def answer_on(shown: ShownItem, written: str) -> Answer | str:
    """The answer that `written` (not blank) stands for on this form, or one sentence why it cannot be read.

    Letters stand in any case, apart or together ("B", "a c", "AC"); an option's id is taken as well.
    """
    if not shown.options:
        return Typed(text=written)
    if isinstance(shown.question, Multiple) and written.strip().lower() in ("none", "-"):
        return ChosenSet(options=frozenset())
    ids: list[str] = []
    for mark in _marks(shown, written):
        option = shown.letters.get(mark.upper()) or (mark if mark in shown.item.options else None)
        if option is None:
            last = shown.options[-1][0]
            place = f"question {shown.number} on this form"
            return f"'{written.strip()[:20]}' is no option of {place}; write letters from A to {last}."
        ids.append(option)
    return _answer(shown, ids)


def _marks(shown: ShownItem, written: str) -> list[str]:
    """The letters or ids in a cell. A word that is neither is split into its letters."""
    whole = written.strip()
    if whole in shown.item.options:
        return [whole]
    marks = [mark for mark in re.split(r"[\s,;]+", whole) if mark]
    if all(mark in shown.item.options for mark in marks):
        return marks
    return [
        letter for mark in _APART.split(whole) for letter in (mark if mark.isalpha() else [mark]) if letter
    ]


def _answer(shown: ShownItem, ids: list[str]) -> Answer | str:
    if isinstance(shown.question, Multiple):
        return ChosenSet(options=frozenset(ids))
    if len(set(ids)) < len(ids):
        return f"A letter stands twice in question {shown.number}; write each once."
    if isinstance(shown.question, OrderQuestion):
        return Ordered(blocks=tuple(ids))
    if isinstance(shown.question, Choice | Predict) and len(ids) == 1:
        return Chosen(option=ids[0])
    return f"Question {shown.number} takes one letter, and {len(ids)} are written; write one."
