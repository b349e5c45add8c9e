"""Verdict on a prediction: its options and its key are computed; they stand in the lock's variant."""

from __future__ import annotations

from quizkit.grading.verdicts import unfitting
from quizkit.model.answer import Answer, Chosen
from quizkit.model.lock import Variant
from quizkit.model.outcome import AuthorFault, Graded, Outcome
from quizkit.model.question import Predict


def judge(question: Predict, answer: Answer, variant: Variant | None) -> Outcome:
    """Full marks for the option that the program gave; another names the mistake that computed it."""
    if not isinstance(answer, Chosen):
        return unfitting("one option is asked for; give the id of one.")
    if variant is None or not variant.key:
        return AuthorFault(reason="The options have not been computed yet; run 'quizkit bank build'.")
    picked = next((option for option in variant.options if option.id == answer.option), None)
    if picked is None:
        return unfitting(f"there is no option '{answer.option}'; pick one that the question offers.")
    if picked.id == variant.key:
        return Graded(score=1, reason=question.feedback or "")
    said = [wrong.feedback for wrong in question.wrong if wrong.mistake == picked.mistake and wrong.feedback]
    return Graded(
        score=0, mistake=picked.mistake, reason=said[0] if said else "The program gives something else."
    )
