"""Verdicts where further answers count as right: what an instructor accepts after the fact."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.grading import numeric, typed_text
from quizkit.grading.kinds import judge
from quizkit.model.answer import Answer, Typed
from quizkit.model.lock import Variant
from quizkit.model.outcome import Graded, Outcome, score_of
from quizkit.model.question import Numeric, Question, TextQuestion

ACCEPTED = "This answer was accepted after the fact."


def judge_accepting(
    question: Question, answer: Answer, variant: Variant | None, accepted: Sequence[Answer]
) -> Outcome:
    """The question's own verdict, or full marks if the answer says the same as one of the `accepted`.

    A number is compared with the question's tolerance, a text under its normalisations. As `kinds.judge`.
    """
    outcome = judge(question, answer, variant)
    if score_of(outcome) == 1 or not any(_same(question, answer, one) for one in accepted):
        return outcome
    return Graded(score=1, reason=ACCEPTED)


def _same(question: Question, answer: Answer, accepted: Answer) -> bool:
    if not isinstance(answer, Typed) or not isinstance(accepted, Typed):
        return answer == accepted
    match question:
        case TextQuestion():
            key = question.model_copy(update={"accept": (accepted.text,)})
            return score_of(typed_text.judge(key, answer)) == 1
        case Numeric():
            one, other = (numeric.read(typed.text, question.unit) for typed in (answer, accepted))
            if not isinstance(one, float) or not isinstance(other, float):
                return False
            return numeric.near(one, other, question.tolerance)
        case _:
            return answer == accepted
