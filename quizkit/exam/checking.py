"""Checks forms against every rule of their problem by plain counting, apart from whatever found them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from quizkit.exam.problem import Chosen, Form, Problem, Rule, measured

SLACK = 1e-6  # what a solver's arithmetic may leave; points and minutes have far fewer digits


def broken(problem: Problem, chosen: Chosen) -> frozenset[Rule]:
    """The rules that `chosen` does not keep. ValueError if it is no choice at all: a question twice in a form
    or in a cell that it cannot serve, or another number of forms."""
    if len(chosen) != problem.forms:
        raise ValueError(f"{len(chosen)} forms, not {problem.forms}")
    for form in chosen:
        _check_places(problem, form)
    found = {rule for form in chosen for rule in _broken_in(problem, form)}
    return frozenset(found | set(_broken_between(problem, chosen)))


def _check_places(problem: Problem, form: Form) -> None:
    questions = [question for question, _ in form]
    if len(set(questions)) < len(questions):
        raise ValueError("a question twice in one form")
    for question, cell in form:
        if question not in problem.cells[cell].candidates:
            raise ValueError(f"{question} cannot serve cell {cell}")


def _broken_in(problem: Problem, form: Form) -> Iterator[Rule]:
    questions = {question for question, _ in form}
    for demand in range(len(problem.totals)):
        if not _met(problem, form, demand):
            yield Rule("demand", demand)
    for number, question in enumerate(problem.required):
        if question not in questions:
            yield Rule("require", number)
    for number, group in enumerate(problem.enemies):
        if len(questions & set(group)) > 1:
            yield Rule("enemies", number)
    has = measured(problem, form)
    if problem.minutes is not None and has["minutes"] > problem.minutes + SLACK:
        yield Rule("minutes")
    if problem.points is not None and abs(has["points"] - problem.points) > SLACK:
        yield Rule("points")


def _met(problem: Problem, form: Form, demand: int) -> bool:
    total = problem.totals[demand]
    counts = Counter(cell for _, cell in form)
    mine = [number for number, cell in enumerate(problem.cells) if cell.demand == demand]
    count = sum(counts[number] for number in mine)
    worth = sum(counts[number] * problem.cells[number].points for number in mine)
    return (
        _within(count, total.low, total.high)
        and all(_within(counts[n], problem.cells[n].low, problem.cells[n].high) for n in mine)
        and (total.worth is None or abs(worth - total.worth) <= SLACK)
    )


def _within(count: int, low: int, high: int | None) -> bool:
    return low <= count and (high is None or count <= high)


def _broken_between(problem: Problem, chosen: Chosen) -> Iterator[Rule]:
    if problem.forms < 2:
        return
    if problem.overlap is not None and any(
        shared(problem, one, other) > problem.overlap for one, other in combinations(chosen, 2)
    ):
        yield Rule("overlap")
    topics = [Counter(problem.items[question].topic for question, _ in form) for form in chosen]
    if any(counted != topics[0] for counted in topics):
        yield Rule("equal-topics")
    figures = [measured(problem, form) for form in chosen]
    if not within([one["score"] for one in figures], problem.parallel.score):
        yield Rule("equal-score")
    if not within([one["minutes"] for one in figures], problem.parallel.minutes):
        yield Rule("equal-minutes")
    if not within([one["points"] for one in figures], problem.parallel.points):
        yield Rule("equal-points")


def within(values: list[float], share: float) -> bool:
    """Whether the largest exceeds the smallest by at most that share of the smallest."""
    return max(values) <= min(values) * (1 + share) + SLACK


def shared(problem: Problem, one: Form, other: Form) -> int:
    """How many questions two forms share, the required ones apart."""
    both = {question for question, _ in one} & {question for question, _ in other}
    return len(both - set(problem.required))
