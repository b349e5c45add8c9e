"""From demands to forms: which question fills which slot of which form. Pure, seeded, complete within a
bound.

Matching fills all slots at once and knows no enemies; where a filling holds two enemies in one form, the
search branches: without the one there, or without the other. So it ends with a form, or with a proof that
there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit.exam.matching import fill
from quizkit.rng import Key, Stream

MOST_BRANCHES = 2000

Slot = tuple[int, int, int]  # form, demand, place within the demand
Item = tuple[str, int]  # question; the form for required questions, which every form holds, else -1
Banned = frozenset[tuple[str, int]]  # (question, form)


@dataclass(frozen=True)
class Problem:
    """What to fill: `needs[d]` questions from `candidates[d]`, the `required` ones in every form."""

    needs: tuple[int, ...]
    candidates: tuple[tuple[str, ...], ...]
    enemies: Mapping[str, frozenset[str]]
    required: tuple[str, ...] = ()

    def only(self, demands: Sequence[int]) -> Problem:
        """The same with these demands alone and nothing required."""
        return Problem(
            tuple(self.needs[d] for d in demands), tuple(self.candidates[d] for d in demands), self.enemies
        )


class OutOfBranches(Exception):
    """The bound was reached: not found, which does not mean impossible."""


Chosen = list[list[tuple[str, int]]]  # per form: (question, demand)


def assemble(problem: Problem, forms: int, seed: Sequence[Key]) -> Chosen | None:
    """Questions for each form, as different from form to form as can be found; None if a form is impossible.

    First all forms are disjoint; if the bank is too small, forms are split into 2, 3, ... groups, disjoint
    within a group and preferring what other groups left. Raises OutOfBranches.
    """
    single = _fill_group(problem, [0], Counter(), seed)
    if single is None:
        return None
    for groups in range(1, forms + 1):
        try:
            found = _fill_groups(problem, forms, groups, seed)
        except OutOfBranches:
            continue
        if found is not None:
            return found
    return [single[0]] * forms


def _fill_groups(problem: Problem, forms: int, groups: int, seed: Sequence[Key]) -> Chosen | None:
    used: Counter[str] = Counter()
    chosen: dict[int, list[tuple[str, int]]] = {}
    for group in range(groups):
        found = _fill_group(problem, list(range(group, forms, groups)), used, seed)
        if found is None:
            return None
        chosen.update(found)
        used.update(question for items in found.values() for question, _ in items)
    return [chosen[form] for form in range(forms)]


def _fill_group(
    problem: Problem, forms: Sequence[int], used: Counter[str], seed: Sequence[Key]
) -> dict[int, list[tuple[str, int]]] | None:
    """Disjoint questions for some forms, no two enemies in one form; None if there are none."""
    order = _preferences(problem, forms, used, seed)
    stack: list[Banned] = [frozenset()]
    for _ in range(MOST_BRANCHES):
        if not stack:
            return None
        banned = stack.pop()
        filling = _filling(problem, order, banned)
        if filling is None:
            continue
        clash = _first_clash(problem, filling)
        if clash is None:
            return _by_form(filling, forms)
        one, other, form = clash
        stack += [
            banned | {(question, form)} for question in (one, other) if question not in problem.required
        ]
    raise OutOfBranches


def _preferences(
    problem: Problem, forms: Sequence[int], used: Counter[str], seed: Sequence[Key]
) -> dict[Slot, list[str]]:
    """The candidates of each slot in a seeded order, those that fewer forms use first."""
    order: dict[Slot, list[str]] = {}
    for form in forms:
        for demand, need in enumerate(problem.needs):
            shuffled = Stream(*seed, form, demand).shuffled(problem.candidates[demand])
            shuffled.sort(key=lambda question: used[question])
            order.update({(form, demand, place): shuffled for place in range(need)})
    return order


def _filling(problem: Problem, order: Mapping[Slot, list[str]], banned: Banned) -> dict[Slot, Item] | None:
    required = set(problem.required)
    wants: dict[Slot, list[Item]] = {
        slot: [(q, slot[0] if q in required else -1) for q in questions if (q, slot[0]) not in banned]
        for slot, questions in order.items()
    }
    musts = {(q, form) for q in problem.required for form in {slot[0] for slot in order}}
    places = {must: [slot for slot, items in wants.items() if must in items] for must in sorted(musts)}
    placed = fill(places)
    if placed is None:
        return None
    return fill(wants, {slot: must for must, slot in placed.items()})


def _first_clash(problem: Problem, filling: Mapping[Slot, Item]) -> tuple[str, str, int] | None:
    by_form: dict[int, set[str]] = {}
    for (form, _, _), (question, _) in filling.items():
        by_form.setdefault(form, set()).add(question)
    for form, questions in sorted(by_form.items()):
        for question in sorted(questions):
            enemies = problem.enemies.get(question, frozenset()) & questions
            if enemies:
                return question, min(enemies), form
    return None


def _by_form(filling: Mapping[Slot, Item], forms: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    chosen: dict[int, list[tuple[str, int]]] = {form: [] for form in forms}
    for (form, demand, _), (question, _) in sorted(filling.items()):
        chosen[form].append((question, demand))
    return chosen


def guilty(problem: Problem, seed: Sequence[Key]) -> list[int]:
    """The demands that cannot be met together, though any fewer of them can; empty if all can be."""
    kept = list(range(len(problem.needs)))
    if _fill_group(problem.only(kept), [0], Counter(), seed) is not None:
        return []
    for demand in list(kept):
        without = [other for other in kept if other != demand]
        if without and _fill_group(problem.only(without), [0], Counter(), seed) is None:
            kept = without
    return kept
