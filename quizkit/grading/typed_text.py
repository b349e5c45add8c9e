"""Verdict on a typed word or phrase: equal to an accepted one under the named normalisations."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from quizkit.grading.verdicts import blank, only, unfitting
from quizkit.model.answer import Answer, Typed
from quizkit.model.outcome import Graded, Outcome
from quizkit.model.question import TextQuestion

ANOTHER = "That is not the expected text."


def normalized(text: str, rules: Collection[str]) -> str:
    """`text` under the rules: "nfkc" (compatibility forms), "case" (folded), "spaces" (single, trimmed)."""
    if "nfkc" in rules:
        text = unicodedata.normalize("NFKC", text)
    if "case" in rules:
        text = text.casefold()
    if "spaces" in rules:
        text = " ".join(text.split())
    return text


def judge(question: TextQuestion, answer: Answer) -> Outcome:
    """Full marks for an accepted text, else none."""
    if not isinstance(answer, Typed):
        return unfitting("a word or a phrase is asked for.")
    if not answer.text.strip():
        return blank()
    given = normalized(answer.text, question.normalize)
    if given in {normalized(text, question.normalize) for text in question.accept}:
        return Graded(score=1, reason=question.feedback or "")
    shown = [wrong for wrong in question.wrong if normalized(wrong.text, question.normalize) == given]
    said = [wrong.feedback for wrong in shown if wrong.feedback]
    mistake = only(wrong.mistake for wrong in shown)
    return Graded(score=0, mistake=mistake, reason=said[0] if said else ANOTHER)
