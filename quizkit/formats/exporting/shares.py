"""What an answer is worth in Moodle, in percent of the mark, and how its judging differs from the form's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from quizkit.formats.exporting.quiz import Choices, Item, Number
from quizkit.grading.scoring import CONFIDENCE, Policy, policy_named

# The shares that Moodle accepts, in percent; a file with any other one is refused there. Wrong options have
# the negatives of them.
ACCEPTED = (
    *(100.0, 90.0, 83.33333, 80.0, 75.0, 70.0, 66.66667, 60.0, 50.0, 40.0, 33.33333, 30.0, 25.0, 20.0),
    *(16.66667, 14.28571, 12.5, 11.11111, 10.0, 5.0, 0.0),
)
# What a wrong pick takes away, by the number of right and of wrong options. The other rules have no such sum.
_COSTS: Mapping[str, Callable[[int, int], float]] = {
    "net-correct": lambda keys, lures: 1 / keys,
    "partial-true": lambda keys, lures: 1 / keys,
    "partial-false2": lambda keys, lures: 1 / max(lures, 2),
    "partial-false": lambda keys, lures: 1 / max(lures, 1),
    "partial-all": lambda keys, lures: 1.0,
    "partial-none": lambda keys, lures: 0.0,
}
SLACK = 1e-14  # Moodle takes a number that is as near as this for right, whatever the tolerance is
_SUM = "Moodle adds up the picks instead, a wrong one taking away what a right one brings."


def shares(item: Item, note: Callable[[str], None]) -> tuple[float, float]:
    """The shares of a right and of a wrong option, in percent; of a typed answer the second is 0.

    `note` takes a sentence for each way in which Moodle scores an answer differently.
    """
    policy = policy_named(item.policy or "net-correct")
    if policy.rule == CONFIDENCE:
        note("Moodle does not ask how sure somebody is.")
    if isinstance(item.content, Choices) and item.content.many:
        return _of_several(item.content, policy, note)
    return 100.0, _of_one(policy, note, typed=not isinstance(item.content, Choices))


def _of_one(policy: Policy, note: Callable[[str], None], *, typed: bool) -> float:
    """What a wrong answer brings where there is one right one."""
    costs = 0.0 if policy.rule == CONFIDENCE else -100 * policy.lowest
    taken = 0.0 if typed else accepted(costs)
    if abs(taken - costs) > 0.001:
        note(f"a wrong answer costs {costs:g} % of the points here, and {taken:g} % in Moodle.")
    return -taken if taken else 0.0


def _of_several(choices: Choices, policy: Policy, note: Callable[[str], None]) -> tuple[float, float]:
    keys = sum(option.right for option in choices.options)
    if not keys:
        note("no option is right, which Moodle cannot reward: nobody gets its points there.")
        return 0.0, -100.0
    if policy.lowest < 0 and policy.rule != CONFIDENCE:
        note(f"it may cost up to {-100 * policy.lowest:g} % of its points here, and never any in Moodle.")
    if policy.rule not in _COSTS and policy.rule != CONFIDENCE:
        note(f"it is scored by '{policy.rule}' here; {_SUM}")
    cost = _COSTS.get(policy.rule, _COSTS["net-correct"])
    taken = accepted(100 * cost(keys, len(choices.options) - keys))
    return accepted(100 / keys), -taken if taken else 0.0


def tell_of_typing(note: Callable[[str], None]) -> None:
    """Say how a typed text is compared."""
    note("what is typed is compared as it stands: double spaces and the like count.")


def tell_of_number(number: Number, note: Callable[[str], None]) -> None:
    """Say how a number is typed, and where it is so small that Moodle takes others for it."""
    note("a number is typed as 0.5 or 1e-3 in Moodle, never as 1/2.")
    reach = (number.high - number.low) / 2
    if 0 < abs(number.value) < SLACK * 1e6 and reach < SLACK * 10:
        note(f"Moodle takes every number for right that is within {SLACK:g} of its small key.")


def accepted(percent: float) -> float:
    """The share nearest to `percent` that Moodle accepts."""
    return min(ACCEPTED, key=lambda share: abs(share - percent))


def percent(share: float) -> str:
    """A share as it is written in a file."""
    return f"{share:.5f}".rstrip("0").rstrip(".")
