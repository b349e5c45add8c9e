"""The integer program of an assembly problem: columns, a seeded objective, and rows that know their rule.

Binary columns say that a form's cell takes a question. Beside them stand continuous ones: between which
bounds the forms' figures lie, the topics' counts, and what two forms share. A row without a rule holds
always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import inf
from typing import Literal

from quizkit.exam.problem import Chosen, Problem, Rule, Seed
from quizkit.rng import Stream

FINE = 1 << 20  # steps of a column's cost in [0, 1); exact in binary
REUSED = 4.0  # what it costs to take a question into one more form: more than any two columns differ
Column = tuple[str, int, int]  # question, cell, form


@dataclass(frozen=True)
class Row:
    """`low` <= sum of coefficient times column <= `high`."""

    rule: Rule | None
    terms: Mapping[int, float]
    low: float
    high: float


@dataclass
class Program:
    """The columns in their order, binary ones first: `cost[i]` belongs to column i, all are 0 or more."""

    columns: list[Column] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def chosen(self, values: Iterable[float], forms: int) -> Chosen:
        """The forms that the columns' values mean."""
        taken = [column for column, value in zip(self.columns, values, strict=False) if value > 0.5]
        return tuple(
            tuple(sorted((question, cell) for question, cell, form in taken if form == number))
            for number in range(forms)
        )


def program_of(problem: Problem, seed: Seed) -> Program:
    """The program of `problem`. Each column's cost follows from the seed, its question and its form alone."""
    return _Writer(problem, seed).program


class _Writer:
    """Writes one program. `_of[form][question]` are that question's columns by cell."""

    def __init__(self, problem: Problem, seed: Seed) -> None:
        self.program = Program()
        self._problem = problem
        self._of: list[dict[str, dict[int, int]]] = [{} for _ in range(problem.forms)]
        self._columns(seed)
        for form in range(problem.forms):
            self._once(form)
            self._demands(form)
            self._questions(form)
            self._sums(form)
        if problem.forms > 1:
            self._sharing()
            self._topics()
            for what in ("score", "minutes", "points"):
                self._alike(what)

    def _columns(self, seed: Seed) -> None:
        for form, places in enumerate(self._of):
            for number, cell in enumerate(self._problem.cells):
                for question in cell.candidates:
                    cost = Stream(*seed, form, question, cell.demand, "cost").below(FINE) / FINE
                    places.setdefault(question, {})[number] = self._column((question, number, form), cost)

    def _column(self, column: Column, cost: float) -> int:
        self.program.columns.append(column)
        self.program.cost.append(cost)
        return len(self.program.cost) - 1

    def _free(self, cost: float = 0.0) -> int:
        """A continuous column, 0 or more."""
        self.program.cost.append(cost)
        return len(self.program.cost) - 1

    def _row(self, rule: Rule | None, terms: Mapping[int, float], low: float, high: float) -> None:
        self.program.rows.append(Row(rule, terms, low, high))

    def _all(self, form: int) -> Iterable[tuple[str, int, int]]:
        """Question, cell and column of everything that may be in `form`."""
        for question, places in self._of[form].items():
            for cell, column in places.items():
                yield question, cell, column

    def _taken(self, form: int, questions: Iterable[str]) -> dict[int, float]:
        """The terms that count which of `questions` are in `form`."""
        places = self._of[form]
        return {column: 1.0 for question in questions for column in places.get(question, {}).values()}

    def _once(self, form: int) -> None:
        for question, places in self._of[form].items():
            if len(places) > 1:
                self._row(None, self._taken(form, [question]), 0, 1)

    def _demands(self, form: int) -> None:
        cells = self._problem.cells
        for number, total in enumerate(self._problem.totals):
            rule = Rule("demand", number)
            mine = [
                (column, cells[cell]) for _, cell, column in self._all(form) if cells[cell].demand == number
            ]
            counted = {column: 1.0 for column, _ in mine}
            self._row(rule, counted, total.low, inf if total.high is None else total.high)
            if total.worth is not None:
                self._row(rule, {column: cell.points for column, cell in mine}, total.worth, total.worth)
            for cell in (cell for cell in cells if cell.demand == number):
                if cell.low or cell.high is not None:
                    counted = {column: 1.0 for column, its in mine if its is cell}
                    self._row(rule, counted, cell.low, inf if cell.high is None else cell.high)

    def _questions(self, form: int) -> None:
        for number, question in enumerate(self._problem.required):
            self._row(Rule("require", number), self._taken(form, [question]), 1, 1)
        for number, group in enumerate(self._problem.enemies):
            self._row(Rule("enemies", number), self._taken(form, group), 0, 1)

    def _sums(self, form: int) -> None:
        problem = self._problem
        if problem.minutes is not None:
            self._row(Rule("minutes"), self._figure(form, "minutes"), 0, problem.minutes)
        if problem.points is not None:
            self._row(Rule("points"), self._figure(form, "points"), problem.points, problem.points)

    def _figure(self, form: int, what: Literal["score", "minutes", "points"]) -> dict[int, float]:
        terms = {}
        for question, cell, column in self._all(form):
            item, points = self._problem.items[question], self._problem.cells[cell].points
            terms[column] = {"score": item.facility * points, "minutes": item.minutes, "points": points}[what]
        return terms

    def _sharing(self) -> None:
        """What forms share: nothing, so much by pairs of forms, or as a cost where nothing bounds it."""
        bound = self._problem.overlap
        free = [question for question in self._of[0] if question not in self._problem.required]
        for question in free if not bound else ():
            terms: dict[int, float] = {}
            for form in range(self._problem.forms):
                terms |= self._taken(form, [question])
            if bound is None:
                terms[self._free(REUSED)] = -1.0
            self._row(Rule("overlap") if bound == 0 else None, terms, 0 if bound == 0 else -inf, 1)
        for one, other in combinations(range(self._problem.forms), 2) if bound else ():
            both: dict[int, float] = {}
            for question in free:
                terms = self._taken(one, [question]) | self._taken(other, [question])
                shared = self._free()
                both[shared] = 1.0
                self._row(None, terms | {shared: -1.0}, -inf, 1)
            self._row(Rule("overlap"), both, 0, bound or 0)

    def _topics(self) -> None:
        items = self._problem.items
        for topic in sorted({items[question].topic for question in self._of[0]}):
            there = [question for question in self._of[0] if items[question].topic == topic]
            count = self._free()
            for form in range(self._problem.forms):
                self._row(Rule("equal-topics"), self._taken(form, there) | {count: -1.0}, 0, 0)

    def _alike(self, what: Literal["score", "minutes", "points"]) -> None:
        """Every form's figure lies between two bounds, the upper one at most so far above the lower one."""
        rule: Rule = {
            "score": Rule("equal-score"),
            "minutes": Rule("equal-minutes"),
            "points": Rule("equal-points"),
        }[what]
        share = {
            "score": self._problem.parallel.score,
            "minutes": self._problem.parallel.minutes,
            "points": self._problem.parallel.points,
        }[what]
        lowest, highest = self._free(), self._free()
        self._row(rule, {highest: 1.0, lowest: -(1 + share)}, -inf, 0)
        for form in range(self._problem.forms):
            figure = self._figure(form, what)
            self._row(rule, figure | {lowest: -1.0}, 0, inf)
            self._row(rule, figure | {highest: -1.0}, -inf, 0)
