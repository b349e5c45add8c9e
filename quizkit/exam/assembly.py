"""From a problem to its forms: counting, then the solver, then swaps; or a proof that there are none.

Equal problems and seeds give equal forms. The solver is asked for the cheapest forms under costs drawn for
each question and form, which only one choice has: so a question that is in no form can leave the bank without
a change, wherever the solver came to its end within the bound.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.exam.blaming import State, irreducible
from quizkit.exam.checking import broken
from quizkit.exam.counting import Lack, lacks
from quizkit.exam.problem import Chosen, Problem, Rule, Seed
from quizkit.exam.program import Program, program_of
from quizkit.exam.solving import MOST_NODES, solve
from quizkit.exam.swapping import searched

ANY = 1e9  # a gap to the best that every solution keeps: the first one will do


@dataclass
class Impossible(Exception):
    """There are no such forms, which is proved: by counting (`lacks`) or by the solver (`rules`).

    `rules` contradict each other, in one form already or only in several (`alone` is False). `least`: it is
    proved, too, that any one of them less can be kept.
    """

    lacks: tuple[Lack, ...] = ()
    rules: tuple[Rule, ...] = ()
    alone: bool = True
    least: bool = True


class NotFound(Exception):
    """The bounds were reached without forms and without a proof: that does not mean impossible."""


def assemble(problem: Problem, seed: Seed, nodes: int = MOST_NODES) -> Chosen:
    """Forms that keep every rule of `problem`. Raises Impossible, or NotFound within `nodes` and swaps."""
    counted = lacks(problem)
    if counted:
        raise Impossible(lacks=tuple(counted))
    program = program_of(problem, seed)
    solved = solve(program, problem.rules(), nodes)
    if solved.state == "impossible":
        raise _impossible(problem, program, seed, nodes)
    chosen = program.chosen(solved.values, problem.forms) if solved.values else None
    if chosen is None or broken(problem, chosen):  # a solver's arithmetic is not exact; plain counting is
        chosen = searched(problem, seed)
    if chosen is None:
        raise NotFound
    return chosen


def _impossible(problem: Problem, program: Program, seed: Seed, nodes: int) -> Impossible:
    """Why: out of one form's rules, if those contradict each other already."""
    single = problem.single()
    alone = program_of(single, seed)
    if problem.forms > 1 and _state(alone, frozenset(single.rules()), nodes) != "impossible":
        rules, least = irreducible(problem.rules(), lambda some: _state(program, some, nodes))
        return Impossible(rules=rules, alone=False, least=least)
    rules, least = irreducible(single.rules(), lambda some: _state(alone, some, nodes))
    return Impossible(rules=rules, least=least)


def _state(program: Program, rules: frozenset[Rule], nodes: int) -> State:
    return solve(program, rules, nodes, ANY).state
