"""Verdict on blocks put in order: all or nothing, and the first place that differs is named."""

from __future__ import annotations

from quizkit.grading.verdicts import blank, only, unfitting
from quizkit.model.answer import Answer, Ordered
from quizkit.model.outcome import Graded, Outcome
from quizkit.model.question import OrderQuestion


def judge(question: OrderQuestion, answer: Answer) -> Outcome:
    """Full marks for exactly the right order without a distractor, else none."""
    if not isinstance(answer, Ordered):
        return unfitting("blocks in order are asked for; give their ids in a list.")
    if not answer.blocks:
        return blank()
    unknown = set(answer.blocks) - {block.id for block in question.blocks}
    if unknown:
        return unfitting(f"there is no block '{min(unknown)}'; use the blocks that the question offers.")
    if len(set(answer.blocks)) < len(answer.blocks):
        return unfitting("a block stands in it twice; use each at most once.")
    if answer.blocks == question.answer:
        return Graded(score=1, reason=question.feedback or "")
    shown = [wrong for wrong in question.wrong if wrong.order == answer.blocks]
    said = [wrong.feedback for wrong in shown if wrong.feedback]
    mistake = only(wrong.mistake for wrong in shown)
    place = _first_place(question.answer, answer.blocks)
    return Graded(score=0, mistake=mistake, reason=" ".join([*said[:1], place]))


def _first_place(right: tuple[str, ...], given: tuple[str, ...]) -> str:
    shorter = min(len(right), len(given))
    at = next((here for here in range(shorter) if right[here] != given[here]), shorter)
    if at == len(given):
        return f"The order is right as far as it goes, but it ends after place {at}."
    if at == len(right):
        return f"The order is right up to place {at}, where it should have ended."
    return f"The first place that differs is place {at + 1}."
