"""From verdicts to marks: the policy, overrides and amendments applied in the open. Pure.

What is changed leaves a sentence for the learner. A person's override stands above everything else, but
for a question that counts no more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from quizkit.model.outcome import Outcome
from quizkit.model.policy import Amendment, ClassPolicy, Drop, FullMarks, Override, Regrade
from quizkit.report.table import Mark, Pending, as_judged, number

DAY = timedelta(days=1)
DECIMALS = 9  # shares that differ by less than that are the same: sums of fractions are not exact
STANDS = "How this is judged was changed later; your earlier, higher result stands."
Outcomes = Mapping[str, Outcome | None]


@dataclass(frozen=True)
class Rules:
    """Everything that stands between verdicts and marks. `regrades` are in the order made."""

    policy: ClassPolicy = field(default_factory=ClassPolicy)
    overrides: tuple[Override, ...] = ()
    regrades: tuple[Regrade, ...] = ()

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """All amendments in force, in the order made."""
        return tuple(change for regrade in self.regrades for change in regrade.changes)


@dataclass(frozen=True)
class Judged:
    """One attempt's verdicts and when it was handed in, if anything tells."""

    number: int
    outcomes: Outcomes
    submitted: datetime | None = None


@dataclass(frozen=True)
class Counted:
    """The attempt that counts, marked. `pending` are the unjudged answers of others that may yet count."""

    number: int
    marks: Mapping[str, Mark]
    notes: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()


def judged_numbers(policy: ClassPolicy, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of the attempts' ascending `numbers` whose verdicts are needed."""
    match policy.attempts:
        case "first":
            return tuple(numbers[:1])
        case "last":
            return tuple(numbers[-1:])
        case "best":
            return tuple(numbers)


def counted(rules: Rules, learner: str, attempts: Sequence[Judged]) -> Counted:
    """The marks of the attempt that counts: of several, the one with the largest share, else the earlier.

    `attempts` are those of `judged_numbers`, at least one. What could not be judged is left out of the share;
    where it keeps another attempt from being the larger one, that is noted.
    """
    marked = [_marked(rules, learner, one) for one in sorted(attempts, key=lambda one: one.number)]
    best = max(marked, key=_rank)
    open_ones = [one for one in marked if one is not best and _rank(_at_its_best(one)) > _rank(best)]
    notes = tuple(
        f"Attempt {one.number} could not be judged in full; if it turns out better, it counts instead."
        for one in open_ones
    )
    pending = tuple(
        Pending(one.number, question, mark.outcome)
        for one in open_ones
        for question, mark in one.marks.items()
        if mark.share is None
    )
    return replace(best, notes=(*best.notes, *notes), pending=pending)


def _rank(one: Counted) -> tuple[float, int]:
    return _share(one.marks), -one.number


def _at_its_best(one: Counted) -> Counted:
    """The attempt as if all that could not be judged were right."""
    full = {
        name: replace(mark, share=1.0) if mark.share is None else mark for name, mark in one.marks.items()
    }
    return replace(one, marks=full)


def late_factor(policy: ClassPolicy, learner: str, submitted: datetime | None) -> tuple[float, str]:
    """What stays after lateness, in [0, 1], and a sentence on it; (1, "") for what is not late.

    A day that has begun counts whole. Where nothing tells when it was handed in, nothing is taken off.
    """
    late = policy.late
    if late is None or submitted is None:
        return 1.0, ""
    over = submitted - late.deadline - timedelta(minutes=late.grace_minutes)
    if late.opened is not None:  # by durations: a stretched deadline may lie beyond the last year
        over -= (late.deadline - late.opened) * (policy.time_factors.get(learner, 1.0) - 1.0)
    if over <= timedelta():
        return 1.0, ""
    days = math.ceil(over / DAY)
    factor = max(late.lowest, 1.0 - days * late.per_day)
    begun = "1 day" if days == 1 else f"{days} days"
    return factor, f"Handed in at most {begun} late: {number(100 * factor)} % of the points stay."


def _share(marks: Mapping[str, Mark]) -> float:
    possible = sum(mark.points for mark in marks.values() if mark.share is not None)
    earned = sum(mark.earned for mark in marks.values() if mark.earned is not None)
    return round(max(0.0, earned) / possible, DECIMALS) if possible else 0.0


def _marked(rules: Rules, learner: str, attempt: Judged) -> Counted:
    factor, late = late_factor(rules.policy, learner, attempt.submitted)
    marks = {
        question: replace(as_judged(outcome, rules.policy.points.get(question, 1.0)), factor=factor)
        for question, outcome in attempt.outcomes.items()
    }
    return Counted(attempt.number, decided(rules, learner, marks), (late,) if late else ())


def decided(rules: Rules, learner: str, judged: Mapping[str, Mark]) -> dict[str, Mark]:
    """The marks of a learner with what was decided since: overrides, then regrades in the order made."""
    marks = dict(judged)
    own = [one for one in rules.overrides if one.learner == learner and one.question in marks]
    for override in own:
        marks[override.question] = _overridden(marks[override.question], override)
    fixed = {override.question for override in own}
    for regrade in rules.regrades:
        for change in regrade.changes:
            if change.question in marks and not (isinstance(change, FullMarks) and change.question in fixed):
                marks = _amended(marks, change, regrade.allow_lower)
    return marks


def standing(mark: Mark) -> Mark:
    """A mark whose earlier verdict stands, as its learner is told."""
    return replace(mark, notes=(*mark.notes, STANDS))


def _amended(marks: dict[str, Mark], amendment: Amendment, allow_lower: bool) -> dict[str, Mark]:
    """The marks with one amendment on them; what changes a verdict itself is in the verdicts already."""
    before = marks[amendment.question]
    if isinstance(amendment, FullMarks):
        note = f"Everybody has the points of this question: {amendment.reason}"
        full = replace(before, share=1.0, factor=1.0, notes=(*before.notes, note), decided=True)
        return {**marks, amendment.question: full}
    if isinstance(amendment, Drop):
        note = f"This question does not count: {amendment.reason}"
        dropped = replace(before, points=0.0, share=0.0, notes=(*before.notes, note))
        without = {**marks, amendment.question: dropped}
        if allow_lower or _share(without) >= _share(marks):
            return without
        note = "This question was taken out, but counts for you: without it your share would be lower."
        return {**marks, amendment.question: replace(before, notes=(*before.notes, note))}
    return marks


def _overridden(mark: Mark, override: Override) -> Mark:
    """A person's decision, which lateness does not touch."""
    note = override.comment or "A person looked at this answer and set its score."
    return replace(mark, share=override.score, factor=1.0, notes=(*mark.notes, note), decided=True)
