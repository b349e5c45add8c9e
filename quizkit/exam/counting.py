"""Counting checks before any solver: what cannot be met by numbers alone, and which demand is to blame."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import comb

from quizkit.exam.problem import Cell, Problem, Rule, Total, so_many


@dataclass(frozen=True)
class Lack:
    """A proof by counting that there is no form: the rule to blame, in a sentence, and what to do."""

    rule: Rule
    code: str
    message: str
    fix: str


def lacks(problem: Problem) -> list[Lack]:
    """Everything that counting alone proves impossible; nothing here does not mean that there are forms."""
    found = [*_required(problem), *_short(problem)]
    return found or [*_points(problem), *_minutes(problem), *_overlap(problem)]


def _required(problem: Problem) -> Iterator[Lack]:
    served = {question for cell in problem.cells for question in cell.candidates}
    for number, question in enumerate(problem.required):
        if question not in served:
            says = f"The required question '{question}' serves no demand."
            yield Lack(Rule("require", number), "serves-no-demand", says, "Demand one of its kind.")
    for number, group in enumerate(problem.enemies):
        both = sorted(set(group) & set(problem.required))
        if len(both) > 1:
            says = f"The required questions {' and '.join(both)} are enemies, which never meet in a form."
            yield Lack(Rule("enemies", number), "required-enemies", says, "Require one of them.")


def _short(problem: Problem) -> Iterator[Lack]:
    """The demands, or the cells of them, that ask for more questions than there are."""
    for number, total in enumerate(problem.totals):
        mine = [cell for cell in problem.cells if cell.demand == number]
        if len(mine) > 1:
            together = {question for cell in mine for question in cell.candidates}
            yield from _lack_of(problem, number, total.low, together, total.name)
        for cell in mine:
            low = max(cell.low, total.low) if len(mine) == 1 else cell.low
            yield from _lack_of(problem, number, low, set(cell.candidates), so_many(low, cell.name))


def _lack_of(problem: Problem, demand: int, low: int, there: set[str], name: str) -> Iterator[Lack]:
    usable = len(there) - len(_apart(problem, there))
    always = len(there & set(problem.required))
    says = ""
    if low > usable:
        says = f"The blueprint needs {name}, the bank has {len(there)}{_hostile(problem, there)}."
    elif problem.overlap == 0 and problem.forms * max(0, low - always) > len(there) - always:
        says = (
            f"The blueprint needs {name} in each of {problem.forms} forms that share none, "
            f"the bank has {len(there)}."
        )
    if says:
        yield Lack(Rule("demand", demand), "too-few-questions", says, "Ask for fewer, or write more.")


def _apart(problem: Problem, there: Collection[str]) -> set[str]:
    """Of each group of enemies, no question in two, all but one: at least so many stay out of a form."""
    paired: set[str] = set()
    losers: set[str] = set()
    for group in problem.enemies:
        free = [question for question in group if question in there and question not in paired]
        if len(free) > 1:
            paired |= set(free)
            losers |= set(free[1:])
    return losers


def _hostile(problem: Problem, there: Collection[str]) -> str:
    enemies: set[str] = set()
    for group in problem.enemies:
        both = {question for question in group if question in there}
        enemies |= both if len(both) > 1 else set()
    return f", {len(enemies)} of them enemies of one another" if enemies else ""


def _points(problem: Problem) -> Iterator[Lack]:
    """Whether the demands can come to the points of a form."""
    if problem.points is None:
        return
    reach = [_reach(problem, number, total) for number, total in enumerate(problem.totals)]
    least, most = sum(low for low, _ in reach), sum(high for _, high in reach)
    if not least - 1e-9 <= problem.points <= most + 1e-9:
        come = f"{least:g}" if least == most else f"{least:g} to {most:g}"
        says = f"The demands come to {come} points, but a form is to have {problem.points:g}."
        yield Lack(Rule("points"), "points-do-not-add-up", says, "Change 'points', or the demands.")


def _reach(problem: Problem, demand: int, total: Total) -> tuple[float, float]:
    """The fewest and most points that a demand can come to."""
    if total.worth is not None:
        return total.worth, total.worth
    mine = [cell for cell in problem.cells if cell.demand == demand]
    if len(mine) == 1:
        return total.low * mine[0].points, _most(total.high, mine[0]) * mine[0].points
    least = sum(cell.low * cell.points for cell in mine)
    spare = max(0, total.low - sum(cell.low for cell in mine)) * min(cell.points for cell in mine)
    most = sum(_most(cell.high, cell) * cell.points for cell in mine)
    if total.high is not None:
        most = min(most, total.high * max(cell.points for cell in mine))
    return least + spare, most


def _most(high: int | None, cell: Cell) -> int:
    return len(cell.candidates) if high is None else min(high, len(cell.candidates))


def _minutes(problem: Problem) -> Iterator[Lack]:
    """Whether even the quickest questions take longer than there is time."""
    if problem.minutes is None:
        return
    least = 0.0
    for number, total in enumerate(problem.totals):
        mine = [cell for cell in problem.cells if cell.demand == number]
        together = sum(_quickest(problem, {q for c in mine for q in c.candidates}, total.low))
        apart = sum(sum(_quickest(problem, set(cell.candidates), cell.low)) for cell in mine)
        least += max(together, apart)
    if least > problem.minutes + 1e-9:
        says = f"Even the quickest questions take {least:g} minutes, but there are {problem.minutes:g}."
        yield Lack(Rule("minutes"), "too-little-time", says, "Give more minutes, or ask for fewer questions.")


def _overlap(problem: Problem) -> Iterator[Lack]:
    """Whether so many forms must share more than they may, however evenly they use the questions.

    Where F forms take k of v questions each, a question is in F k / v forms on average, and each pair of
    forms that it is in shares it: there are fewest such pairs where all questions are used alike.
    """
    forms, allowed = problem.forms, problem.overlap
    if forms < 2 or allowed is None:
        return
    wholes = [(total.low, _candidates(problem, [number])) for number, total in enumerate(problem.totals)]
    wholes.append((sum(low for low, _ in wholes), _candidates(problem, range(len(problem.totals)))))
    for low, there in wholes:
        free = there - set(problem.required)
        each = low - len(there & set(problem.required))
        if not free or each <= 0:
            continue
        often, more = divmod(forms * each, len(free))
        least = more * comb(often + 1, 2) + (len(free) - more) * comb(often, 2)
        if least > allowed * comb(forms, 2):
            says = (
                f"{forms} forms of {each} out of {len(free)} questions share at least {least} by pairs, and "
                f"{comb(forms, 2)} pairs may share {allowed} each, the required questions apart."
            )
            fix = "Allow more, or ask for fewer forms or questions."
            yield Lack(Rule("overlap"), "shares-too-many", says, fix)
            return


def _candidates(problem: Problem, demands: Collection[int]) -> set[str]:
    return {question for cell in problem.cells if cell.demand in demands for question in cell.candidates}


def _quickest(problem: Problem, there: Collection[str], count: int) -> list[float]:
    return sorted(problem.items[question].minutes for question in there)[:count]
