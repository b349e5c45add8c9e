"""Verdict on a choice question: the one right option, or the mistake behind the one picked."""

from __future__ import annotations

from quizkit.grading.verdicts import unfitting
from quizkit.model.answer import Answer, Chosen
from quizkit.model.outcome import Graded, Outcome
from quizkit.model.question import Choice


def judge(question: Choice, answer: Answer) -> Outcome:
    """Full marks for the right option, none for another; the reason is that option's feedback."""
    if not isinstance(answer, Chosen):
        return unfitting("one option is asked for; give the id of one.")
    picked = next((option for option in question.options if option.id == answer.option), None)
    if picked is None:
        return unfitting(f"there is no option '{answer.option}'; pick one that the question offers.")
    mistake = None if picked.correct else picked.mistake
    return Graded(score=float(picked.correct), mistake=mistake, reason=picked.feedback or "")
