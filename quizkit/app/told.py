"""What feedback says about a question itself, as the topic has it."""

from __future__ import annotations

from quizkit.app.class_tasks import variant_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.model.question import Choice, CodeQuestion, Multiple, Predict, Question
from quizkit.report.feedback import Told
from quizkit.report.key import right_answer, solution


def told(loaded: LoadedTopic, question: Question, *, release: bool) -> Told:
    """What feedback says about the question itself; key and solution only if they are released."""
    variant = variant_of(loaded, question)
    key: tuple[str, ...] = ()
    if release:
        key = ("Right answer: " + right_answer(question, variant, str), "", *_released(question))
    picks = isinstance(question, Choice | Multiple | Predict)
    return Told(present(question, variant, None).prompt, quotes=not picks, key=key)


def _released(question: Question) -> list[str]:
    paragraphs = [line for step in solution(question) for line in (step, "")]
    if isinstance(question, CodeQuestion):
        paragraphs += ["```python", question.solution.code.rstrip(), "```", ""]
    return paragraphs
