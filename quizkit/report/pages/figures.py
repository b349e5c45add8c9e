"""Figures on one question in a class: facility, outcomes, shares of options, passes of checks. Pure.

They are about the question, so they take verdicts as they came, by an exam's scoring: no decision of a
person, no lateness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from quizkit.bank.key import right_ids
from quizkit.bank.laying_out import is_always_shown
from quizkit.model.outcome import Graded, LearnerFault, Outcome, score_of
from quizkit.model.question import Choice, CodeQuestion, Multiple, Predict
from quizkit.report.pages.model import QuestionFigures, Share, Told
from quizkit.report.pages.parts import percent, word_of
from quizkit.report.table import Mark

SMALL = 30  # learners below which counts are shown without shares, and nothing is said about quality
FEW = 3  # answers below which not even "none right" means anything
USUAL = ("Right", "Partly right", "Not right", "Not attempted")  # outcomes in their order; others follow


def figures(
    name: str, told: Told, marks: Sequence[Mark], picks: Mapping[str, int], page: str = ""
) -> QuestionFigures:
    """`marks` are those of all who met the question; `picks` counts how often each option was picked."""
    outcomes = [mark.outcome for mark in marks]
    scores = [score for mark in marks if (score := mark.own) is not None]
    return QuestionFigures(
        name=name,
        prompt=told.prompt,
        n=len(scores),
        facility=sum(scores) / len(scores) if scores else None,
        outcomes=_outcomes(outcomes),
        options=_options(told, picks, len(outcomes)),
        checks=_checks(told, outcomes),
        alarm=_alarm(told, marks, picks),
        page=page,
    )


def share(label: str, count: int, of: int, note: str = "") -> Share:
    """`count` of `of`, with a percentage unless `of` is small."""
    return Share(label, count, of, percent(count / of) if of >= SMALL else "", note)


def _outcomes(outcomes: Sequence[Outcome | None]) -> tuple[Share, ...]:
    counted = Counter(word_of(one)[0] for one in outcomes)
    order = [*USUAL, *sorted(set(counted) - set(USUAL))]
    return tuple(share(word, counted[word], len(outcomes)) for word in order if counted[word])


def _options(told: Told, picks: Mapping[str, int], of: int) -> tuple[Share, ...]:
    if not isinstance(told.question, Choice | Multiple | Predict):
        return ()
    right = right_ids(told.question, told.variant) or ()
    some = _drawn(told)
    return tuple(
        share(
            words,
            picks.get(name, 0),
            of,
            "right" if name in right else "not shown to everybody" if name in some else "",
        )
        for name, words in told.options
    )


def _drawn(told: Told) -> set[str]:
    """The options that not everybody met."""
    question = told.question
    if not isinstance(question, Choice | Multiple):
        return set()
    return {option.id for option in question.options if not is_always_shown(question, option)}


def _checks(told: Told, outcomes: Sequence[Outcome | None]) -> tuple[Share, ...]:
    """How many passed each check, of those whose program was checked at all."""
    if not isinstance(told.question, CodeQuestion):
        return ()
    checked = [one.checks for one in outcomes if isinstance(one, Graded | LearnerFault) and one.checks]
    passed = Counter(check.id for checks in checked for check in checks if check.passed)
    hidden = {check.id for check in told.question.checks if check.show == "name"}
    return tuple(
        share(
            f"`{check.id}`",
            passed[check.id],
            len(checked),
            "shows only its name" if check.id in hidden else "",
        )
        for check in told.question.checks
        if checked
    )


def _alarm(told: Told, marks: Sequence[Mark], picks: Mapping[str, int]) -> str:
    """The one thing that must be looked at, if there is one."""
    verdicts = [score_of(mark.outcome) for mark in marks if mark.outcome is not None and mark.own is not None]
    if len(verdicts) >= FEW and not any(verdicts):
        return "Nobody has a point here: check the key."
    question = told.question
    if isinstance(question, Choice | Predict):
        right = right_ids(question, told.variant) or ()
        most = max(picks.values(), default=0)
        if most >= FEW and most > max((picks.get(one, 0) for one in right), default=0):
            return "A wrong option was picked more often than the right one: check the key."
    if len(verdicts) >= SMALL and all(score == 1 for score in verdicts):
        return "Everybody was right: it tells nobody apart."
    return ""
