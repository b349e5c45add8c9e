"""A seeded swap search, for where the solver's bound ends first: from any filling, one change at a time.

A change replaces a question by another candidate of its cell, adds one or takes one away. It is kept if the
forms do not get further from their rules, so that the search walks along plateaus. It proves nothing.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from quizkit.exam.checking import broken, shared
from quizkit.exam.problem import Chosen, Form, Picked, Problem, Seed, measured
from quizkit.rng import Stream

MOST_CHANGES = 4000
RESTARTS = 3


def searched(problem: Problem, seed: Seed) -> Chosen | None:
    """Forms that keep every rule; None if none were found within the bound."""
    for restart in range(RESTARTS):
        stream = Stream(*seed, "swap", restart)
        forms = [_filled(problem, stream) for _ in range(problem.forms)]
        far = _distance(problem, forms)
        for _ in range(MOST_CHANGES):
            if far < 1e-6:
                break
            number = stream.below(problem.forms)
            changed = [*forms]
            changed[number] = _changed(problem, forms[number], stream)
            distance = _distance(problem, changed)
            if distance <= far:
                forms, far = changed, distance
        chosen = tuple(tuple(sorted(form)) for form in forms)
        if far < 1e-6 and not broken(problem, chosen):
            return chosen
    return None


def _filled(problem: Problem, stream: Stream) -> Form:
    """A form that has what each cell asks for at least, as far as there are questions."""
    taken: dict[str, int] = {}
    for question in problem.required:
        cells = [number for number, cell in enumerate(problem.cells) if question in cell.candidates]
        taken |= {question: cells[stream.below(len(cells))]} if cells else {}
    for number, cell in enumerate(problem.cells):
        single = sum(other.demand == cell.demand for other in problem.cells) == 1
        wanted = problem.totals[cell.demand].low if single else cell.low
        free = stream.shuffled([question for question in cell.candidates if question not in taken])
        short = wanted - sum(place == number for place in taken.values())
        taken |= dict.fromkeys(free[: max(0, short)], number)
    return tuple(taken.items())


def _changed(problem: Problem, form: Form, stream: Stream) -> Form:
    """The form after one change; the same if there was nothing to change."""
    inside = {question for question, _ in form}
    cell = stream.below(len(problem.cells))
    mine = [picked for picked in form if picked[1] == cell]
    free = [question for question in problem.cells[cell].candidates if question not in inside]
    how = stream.below(4)
    out: Picked | None = mine[stream.below(len(mine))] if mine and how != 1 else None
    come: tuple[Picked, ...] = ((free[stream.below(len(free))], cell),) if free and how != 0 else ()
    return (*(picked for picked in form if picked != out), *come)


def _distance(problem: Problem, forms: list[Form]) -> float:
    """How far the forms are from their rules in all: 0 if they keep every one."""
    far = sum(_from_rules(problem, form) for form in forms)
    if problem.forms < 2:
        return far
    if problem.overlap is not None:
        pairs = combinations(forms, 2)
        far += sum(max(0, shared(problem, one, other) - problem.overlap) for one, other in pairs)
    topics = [Counter(problem.items[question].topic for question, _ in form) for form in forms]
    far += sum((counted - topics[0]).total() + (topics[0] - counted).total() for counted in topics)
    figures = [measured(problem, form) for form in forms]
    allowed = problem.parallel
    far += _apart([one["score"] for one in figures], allowed.score)
    far += _apart([one["minutes"] for one in figures], allowed.minutes)
    return far + _apart([one["points"] for one in figures], allowed.points)


def _apart(values: list[float], share: float) -> float:
    return max(0.0, max(values) - min(values) * (1 + share))


def _from_rules(problem: Problem, form: Form) -> float:
    inside = {question for question, _ in form}
    counts = Counter(cell for _, cell in form)
    far = float(sum(question not in inside for question in problem.required))
    far += sum(max(0, len(inside & set(group)) - 1) for group in problem.enemies)
    far += sum(_outside(counts[number], cell.low, cell.high) for number, cell in enumerate(problem.cells))
    for number, total in enumerate(problem.totals):
        mine = [(counts[at], cell.points) for at, cell in enumerate(problem.cells) if cell.demand == number]
        far += _outside(sum(count for count, _ in mine), total.low, total.high)
        if total.worth is not None:
            far += abs(sum(count * points for count, points in mine) - total.worth)
    has = measured(problem, form)
    far += max(0.0, has["minutes"] - problem.minutes) if problem.minutes is not None else 0.0
    return far + (abs(has["points"] - problem.points) if problem.points is not None else 0.0)


def _outside(count: int, low: int, high: int | None) -> float:
    return max(0, low - count) + (max(0, count - high) if high is not None else 0)
