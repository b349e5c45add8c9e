"""What is expected of a question before anybody has answered it: stated assumptions, in one place.

They make forms comparable with each other, and predict nobody's score.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.model.package import Kind
from quizkit.model.question import Difficulty, Question

# The share of a question's points that a learner is expected to earn.
FACILITY: Mapping[Difficulty, float] = {"easy": 0.8, "medium": 0.6, "hard": 0.4}

# Minutes for a question of medium difficulty that does not state its own, and what the difficulty does to
# them.
MINUTES: Mapping[Kind, float] = {
    "choice": 1.5,
    "multiple": 2.0,
    "numeric": 2.5,
    "text": 1.5,
    "order": 2.5,
    "predict": 2.5,
    "code": 10.0,
}
PACE: Mapping[Difficulty, float] = {"easy": 0.8, "medium": 1.0, "hard": 1.6}


def facility(question: Question) -> float:
    """The share of its points that is expected, in [0, 1]."""
    return FACILITY[question.difficulty]


def minutes(question: Question) -> float:
    """The minutes that a question is expected to take: its own, or those of its kind and difficulty."""
    if question.minutes is not None:
        return question.minutes
    return MINUTES[question.kind] * PACE[question.difficulty]
