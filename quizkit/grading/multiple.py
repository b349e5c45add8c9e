"""Verdict on a question with several right options: right picks less wrong picks, never below nothing."""

from __future__ import annotations

from quizkit.grading.verdicts import only, unfitting
from quizkit.model.answer import Answer, ChosenSet
from quizkit.model.outcome import Graded, Outcome
from quizkit.model.question import Multiple, Option


def judge(question: Multiple, answer: Answer) -> Outcome:
    """(right picks - wrong picks) / right options, at least 0; without right options, no pick is right."""
    if not isinstance(answer, ChosenSet):
        return unfitting("a list of options is asked for; give their ids.")
    unknown = sorted(answer.options - {option.id for option in question.options})
    if unknown:
        return unfitting(f"there is no option '{unknown[0]}'; pick among those that the question offers.")
    right = {option.id for option in question.options if option.correct}
    wrong = [option for option in question.options if option.id in answer.options - right]
    hits = len(answer.options & right)
    score = max(0, hits - len(wrong)) / len(right) if right else float(not wrong)
    return Graded(
        score=score, mistake=only(option.mistake for option in wrong), reason=_reason(hits, right, wrong)
    )


def _reason(hits: int, right: set[str], wrong: list[Option]) -> str:
    missed = len(right) - hits
    if not missed and not wrong:
        return ""
    said = [f"{missed} right {_options(missed)} not picked"] if missed else []
    said += [f"{len(wrong)} wrong {_options(len(wrong))} picked"] if wrong else []
    return " and ".join(said).capitalize() + "."


def _options(count: int) -> str:
    return "option was" if count == 1 else "options were"
