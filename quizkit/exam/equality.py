"""How equal forms came out: their figures side by side, and what lies further apart than is allowed.

The figures are counted from the form files and the banks, apart from whatever assembled the forms. There is
no calibration yet, so test information is not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from quizkit.exam.checking import SLACK
from quizkit.exam.expecting import facility, minutes
from quizkit.exam.plan import Plan
from quizkit.exam.pool import Pool
from quizkit.model.exam import Form

What = Literal["score", "minutes", "points"]
MEASURES: Mapping[What, str] = {
    "score": "expected score",
    "minutes": "expected minutes",
    "points": "points",
}


@dataclass(frozen=True)
class Figures:
    """One form: questions of each topic and difficulty, and its expected score, minutes and points."""

    form: str
    questions: int
    topics: Mapping[str, int]
    difficulties: Mapping[str, int]
    measures: Mapping[What, float]


@dataclass(frozen=True)
class Compared:
    """One measure over all forms: how far the largest is above the smallest, as a share of the smallest."""

    what: What
    apart: float
    allowed: float
    kept: bool


@dataclass(frozen=True)
class Equality:
    """How equal the forms are. `shared` are questions in common by pairs, the required ones apart.

    `breaches` says each thing that lies outside what the blueprint allows; there are none in what was built.
    """

    forms: tuple[Figures, ...]
    compared: tuple[Compared, ...]
    shared: Mapping[str, int]
    overlap: int | None
    breaches: tuple[str, ...]


def equality(plan: Plan, pool: Pool, forms: Sequence[Form]) -> Equality:
    """Compare `forms` by the blueprint's tolerances; a single form is equal to itself."""
    figures = tuple(_figures(pool, form) for form in forms)
    allowed = {
        "score": plan.blueprint.parallel.score,
        "minutes": plan.blueprint.parallel.minutes,
        "points": plan.blueprint.parallel.points,
    }
    compared = tuple(
        _compared(what, [one.measures[what] for one in figures], allowed[what]) for what in MEASURES
    )
    required = set(pool.problem.required)
    questions = {form.form: {item.question for item in form.items} - required for form in forms}
    shared = {
        f"{one}-{other}": len(questions[one] & questions[other]) for one, other in combinations(questions, 2)
    }
    overlap = plan.blueprint.overlap
    breaches = [_outside(one, figures) for one in compared if not one.kept]
    breaches += [
        f"Forms {pair} have {count} questions in common beside the required ones; allowed: {overlap}."
        for pair, count in shared.items()
        if overlap is not None and count > overlap
    ]
    return Equality(figures, compared, shared, overlap, (*_topics(figures), *breaches))


def _figures(pool: Pool, form: Form) -> Figures:
    held = [(item, *pool.questions[item.question]) for item in form.items]
    return Figures(
        form=form.form,
        questions=len(held),
        topics=dict(sorted(Counter(loaded.address for _, loaded, _ in held).items())),
        difficulties=dict(Counter[str](question.difficulty for _, _, question in held)),
        measures={
            "score": sum(item.points * facility(question) for item, _, question in held),
            "minutes": sum(minutes(question) for _, _, question in held),
            "points": sum(item.points for item, _, _ in held),
        },
    )


def _compared(what: What, values: Sequence[float], allowed: float) -> Compared:
    least, most = min(values), max(values)
    apart = (most - least) / least if least else 0.0
    return Compared(what, apart, allowed, most <= least * (1 + allowed) + SLACK)


def _outside(one: Compared, figures: Sequence[Figures]) -> str:
    def by(figures: Figures) -> float:
        return figures.measures[one.what]

    low, high = min(figures, key=by), max(figures, key=by)
    name = MEASURES[one.what]
    return (
        f"{name[0].upper()}{name[1:]}: {by(high):g} on form {high.form} is {100 * one.apart:.2g} % above "
        f"{by(low):g} on form {low.form}; {100 * one.allowed:g} % are allowed."
    )


def _topics(figures: Sequence[Figures]) -> list[str]:
    first = figures[0]
    return [
        f"Form {one.form} has other topic counts than form {first.form}: "
        f"{_listed(one)}, not {_listed(first)}."
        for one in figures
        if one.topics != first.topics
    ]


def _listed(figures: Figures) -> str:
    return ", ".join(f"{count} of {topic}" for topic, count in figures.topics.items())
