"""The named scoring policies of exams: what share of a question's points a judged answer brings. Pure.

Three things are kept apart: an unanswered question brings 0 under every policy, a wrong answer whatever the
policy says, and a question that was not presented has no verdict and never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizkit.errors import UsageError
from quizkit.model.answer import Answer, ChosenSet
from quizkit.model.outcome import Graded, Outcome, score_of
from quizkit.model.package import Kind
from quizkit.model.question import Multiple, Question

CONFIDENCE = "confidence"
CERTAINTY = {1: (1 / 3, 0.0), 2: (2 / 3, -2 / 3), 3: (1.0, -2.0)}  # (right, wrong) by how sure somebody was
_NAME = re.compile(r"(?P<rule>[a-z0-9-]+?)(?:-minus-(?P<percent>[1-9]\d?|100))?")


@dataclass(frozen=True)
class Ticks:
    """How one question was ticked: `right` of its `keys` right options, `wrong` of its `lures`."""

    right: int
    wrong: int
    keys: int
    lures: int

    @property
    def exact(self) -> bool:
        """Whether all right options were ticked and no other one."""
        return self.right == self.keys and not self.wrong


def all_or_nothing(ticks: Ticks) -> float:
    """1 if exactly the right options are ticked, else 0."""
    return float(ticks.exact)


def net_correct(ticks: Ticks) -> float:
    """(right - wrong) / keys (PrairieLearn's "net-correct"). Without keys, 1 for no tick and 0 for any."""
    return (ticks.right - ticks.wrong) / ticks.keys if ticks.keys else float(ticks.exact)


def coverage(ticks: Ticks) -> float:
    """(right / keys) * (right / ticked), in [0, 1] (PrairieLearn's "coverage"); without keys as above."""
    if not ticks.keys:
        return float(ticks.exact)
    return ticks.right**2 / (ticks.keys * max(1, ticks.right + ticks.wrong))


def each_answer(ticks: Ticks) -> float:
    """(right + lures - wrong) / options, in [0, 1]: each box is a decision (PrairieLearn's "each-answer")."""
    return (ticks.right + ticks.lures - ticks.wrong) / (ticks.keys + ticks.lures)


def _partial(cost: Callable[[Ticks], float]) -> Callable[[Ticks], float]:
    """right / keys - wrong * cost, unbounded below: the partial credit of R/exams' `exams_eval`.

    Without keys, which R/exams does not have, no tick is 1 and a wrong one costs the same.
    """

    def rule(ticks: Ticks) -> float:
        gained = ticks.right / ticks.keys if ticks.keys else float(ticks.exact)
        return gained - (ticks.wrong * cost(ticks) if ticks.wrong else 0.0)

    return rule


RULES: Mapping[str, Callable[[Ticks], float]] = {
    "all-or-nothing": all_or_nothing,
    "net-correct": net_correct,
    "coverage": coverage,
    "each-answer": each_answer,
    "partial-false2": _partial(lambda ticks: 1 / max(ticks.lures, 2)),
    "partial-false": _partial(lambda ticks: 1 / ticks.lures),
    "partial-true": _partial(lambda ticks: 1 / max(ticks.keys, 1)),
    "partial-all": _partial(lambda ticks: 1.0),
    "partial-none": _partial(lambda ticks: 0.0),
}
NEVER_NEGATIVE = ("coverage", "each-answer", "partial-none")
NAMES = (*RULES, CONFIDENCE)


@dataclass(frozen=True)
class Policy:
    """A rule, and `lowest` in [-1, 0]: what a wrong answer may cost at most, as a share of the points."""

    name: str
    rule: str
    lowest: float = 0.0

    def fits(self, kind: Kind) -> bool:
        """Whether questions of that kind can be scored by it: most rules are about several right options."""
        return kind == "multiple" or self.rule in ("all-or-nothing", CONFIDENCE)

    def reads(self, question: Question) -> bool:
        """Whether it looks at the answer, and not at the verdict alone."""
        return isinstance(question, Multiple) and self.rule != CONFIDENCE

    def of(self, ticks: Ticks) -> float:
        """The share in [lowest, 1]. All-or-nothing costs the whole of `lowest`, a rule what it comes to.

        Not for "confidence", which needs to know how sure somebody was.
        """
        if self.rule == "all-or-nothing":
            return 1.0 if ticks.exact else self.lowest
        return max(self.lowest, RULES[self.rule](ticks))


def policy_named(name: str) -> Policy:
    """The policy of that name: one of `NAMES`, or with "-minus-25" one that takes up to 25 % off.

    Negative marking is R/exams' `negative`: its TRUE is "-minus-100". Raises UsageError for any other name.
    """
    found = _NAME.fullmatch(name)
    rule, percent = (found["rule"], found["percent"]) if found else ("", None)
    if rule in RULES and (percent is None or rule not in NEVER_NEGATIVE):
        return Policy(name, rule, -int(percent) / 100 if percent else 0.0)
    if rule == CONFIDENCE and percent is None:
        return Policy(name, rule, CERTAINTY[3][1])
    raise UsageError(
        f"there is no scoring policy '{name}'; take one of {', '.join(NAMES)}, of which the ones that can go "
        "below 0 may end in '-minus-' and a percentage, such as all-or-nothing-minus-25."
    )


def share(
    policy: Policy, question: Question, answer: Answer | None, outcome: Outcome, certainty: int = 1
) -> float | None:
    """What share of the points counts, at most 1 and at least the policy's lowest.

    None where there is no number. What was not answered, or could not be taken for an answer, brings 0: the
    verdict is no `Graded` then. `certainty` (1, 2, 3) is how sure the learner was: under "confidence" the
    right answer brings 1/3, 2/3 or 1, another one 0, -2/3 or -2 (Gardner-Medwin's 1, 2, 3 and 0, -2, -6 of 3
    points).
    """
    if not isinstance(outcome, Graded):
        return score_of(outcome)
    if policy.rule == CONFIDENCE:
        right, wrong = CERTAINTY[certainty]
        return right if outcome.score == 1 else wrong
    if outcome.score == 1:  # whatever was ticked: it may have been accepted after the fact
        return 1.0
    if isinstance(question, Multiple) and isinstance(answer, ChosenSet):
        return policy.of(ticks_of(question, answer))
    return policy.lowest


def ticks_of(question: Multiple, answer: ChosenSet) -> Ticks:
    """The answer counted against the key."""
    keys = {option.id for option in question.options if option.correct}
    right = len(answer.options & keys)
    return Ticks(right, len(answer.options) - right, len(keys), len(question.options) - len(keys))
