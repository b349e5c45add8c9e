"""The laws of assembly: demands met, enemies apart, forms different, and proof where none exists."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.exam.assembly import Impossible, NotFound, assemble
from quizkit.exam.checking import broken
from quizkit.exam.counting import lacks
from quizkit.exam.problem import Cell, Chosen, Item, Problem, Rule, Total
from quizkit.exam.program import program_of
from quizkit.exam.solving import solve
from quizkit.exam.swapping import searched
from quizkit.model.blueprint import Parallel
from quizkit.rng import Stream

SEED = ("exam", 1)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def problem(*demands: tuple[int, str], enemies: str = "", required: str = "", forms: int = 1) -> Problem:
    """Demands as (count, candidates); questions are single letters; `enemies` as "ab cd"."""
    return Problem(
        items={letter: Item("c/t", 1.0, 0.6) for letter in LETTERS},
        cells=tuple(Cell(number, tuple(names), 1.0) for number, (_, names) in enumerate(demands)),
        totals=tuple(Total(count, count) for count, _ in demands),
        enemies=tuple(tuple(pair) for pair in enemies.split()),
        required=tuple(required),
        forms=forms,
    )


def names(found: Chosen) -> list[str]:
    return ["".join(question for question, _ in form) for form in found]


def refused(posed: Problem, nodes: int = 300) -> Impossible:
    with pytest.raises(Impossible) as caught:
        assemble(posed, SEED, nodes)
    return caught.value


def test_forms_are_disjoint_if_the_bank_allows() -> None:
    one, other = names(assemble(problem((3, "abcdef"), forms=2), SEED))
    assert sorted(one + other) == list("abcdef")


def test_forms_share_as_little_as_they_must() -> None:
    one, other = names(assemble(problem((3, "abcde"), forms=2), SEED))
    assert len(set(one) & set(other)) == 1
    assert len(set(names(assemble(problem((2, "abcd"), forms=3), SEED)))) > 1


@pytest.mark.parametrize("overlap", [0, 1, 2])
def test_forms_share_no_more_than_is_allowed(overlap: int) -> None:
    posed = replace(problem((4, "abcdefghijkl"), required="a", forms=3), overlap=overlap)
    for one, other in combinations(names(assemble(posed, SEED)), 2):
        assert len((set(one) & set(other)) - {"a"}) <= overlap


def test_a_question_of_two_demands_goes_where_it_is_needed() -> None:
    assert assemble(problem((2, "abc"), (1, "a")), SEED) == ((("a", 1), ("b", 0), ("c", 0)),)


def test_a_required_question_pushes_its_enemy_out() -> None:
    for seed in range(20):
        posed = problem((2, "abc"), enemies="ab", required="a")
        assert names(assemble(posed, ("e", seed))) == ["ac"]


def test_a_group_of_enemies_is_never_together_in_part() -> None:
    posed = problem((3, "abcdef"), enemies="abcd")
    for seed in range(20):
        assert len(set(names(assemble(posed, ("e", seed)))[0]) & set("abcd")) == 1


@pytest.mark.parametrize(
    ("impossible", "demands"),
    [
        (problem((3, "ab")), [0]),
        (problem((1, "xyz"), (2, "ab"), enemies="ab"), [1]),
        (problem((2, "ab"), (1, "cde"), (3, "fgh"), enemies="fg"), [2]),
    ],
)
def test_counting_names_the_guilty_demand(impossible: Problem, demands: list[int]) -> None:
    counted = refused(impossible).lacks
    assert [lack.rule for lack in counted] == [Rule("demand", demand) for demand in demands]


@pytest.mark.parametrize(
    ("impossible", "rules"),
    [
        (problem((2, "abc"), (2, "abc"), (1, "z")), [Rule("demand", 0), Rule("demand", 1)]),
        (
            problem((1, "a"), (1, "b"), (1, "cd"), enemies="cd ab"),
            [Rule("demand", 0), Rule("demand", 1), Rule("enemies", 1)],
        ),
        (
            replace(problem((1, "ab"), (1, "cd"), forms=2, enemies="ac ad bc bd"), overlap=0),
            [Rule("demand", 0), Rule("demand", 1), *(Rule("enemies", n) for n in range(4))],
        ),
    ],
)
def test_the_impossible_is_proved_with_an_irreducible_set(impossible: Problem, rules: list[Rule]) -> None:
    why = refused(impossible)
    assert list(why.rules) == rules
    assert why.least


def test_what_only_several_forms_cannot_do_says_so() -> None:
    why = refused(replace(problem((2, "abcd"), forms=2, enemies="ab ac ad"), overlap=0))
    assert why.rules == (Rule("demand", 0), *(Rule("enemies", n) for n in range(3)), Rule("overlap"))
    assert why.least
    assert not why.alone


@pytest.mark.parametrize(
    ("demands", "required", "forms", "overlap", "least"),
    [
        ([(1, "abc"), (1, "abc")], "", 2, 0, 1),
        ([(4, "abcdef")], "", 3, 1, 6),
        ([(4, "abcdef")], "a", 3, 1, 4),
        ([(2, "abc"), (2, "def")], "", 3, 1, 6),
    ],
)
def test_forms_that_must_share_more_than_they_may_are_counted(
    demands: list[tuple[int, str]], required: str, forms: int, overlap: int, least: int
) -> None:
    posed = replace(problem(*demands, forms=forms, required=required), overlap=overlap)
    (lack,) = refused(posed).lacks
    assert lack.rule == Rule("overlap")
    assert f"share at least {least} by pairs" in lack.message


@given(count=st.integers(1, 4), size=st.integers(4, 7), forms=st.integers(2, 4), overlap=st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_what_counting_calls_impossible_the_solver_does_not_find(
    count: int, size: int, forms: int, overlap: int
) -> None:
    posed = replace(problem((count, LETTERS[:size]), forms=forms), overlap=overlap)
    if lacks(posed):
        assert solve(program_of(posed, SEED), posed.rules()).state != "found"


@given(
    demands=st.lists(st.tuples(st.integers(1, 2), st.text("abcdef", min_size=2)), min_size=1, max_size=3),
    enemies=st.lists(st.sampled_from(["ab", "bc", "ad", "ef", "ae"]), max_size=4, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_any_rule_less_than_an_irreducible_set_can_be_kept(
    demands: list[tuple[int, str]], enemies: list[str]
) -> None:
    posed = problem(
        *((count, "".join(sorted(set(names)))) for count, names in demands), enemies=" ".join(enemies)
    )
    why = _tried(posed)
    if isinstance(why, Impossible) and why.rules:
        assert why.least
        assert not _possible(posed, frozenset(why.rules))
        assert all(_possible(posed, frozenset(why.rules) - {rule}) for rule in why.rules)


def test_where_the_bounds_end_first_it_says_not_found() -> None:
    stream = Stream("hard")
    weights = [1_000_003 + 2 * stream.below(5_000_000) for _ in LETTERS]
    posed = Problem(
        items={letter: Item("c/t", 1.0, 0.6) for letter in LETTERS},
        cells=tuple(
            Cell(0, (letter,), float(weight)) for letter, weight in zip(LETTERS, weights, strict=True)
        ),
        totals=(Total(),),
        points=float(sum(weights) // 2),
    )
    with pytest.raises(NotFound):
        assemble(posed, SEED, nodes=2)


def test_equal_seeds_give_equal_forms_and_other_seeds_others() -> None:
    wide = problem((3, "abcdefghij"), forms=2)
    assert assemble(wide, SEED) == assemble(wide, SEED)
    assert len({tuple(names(assemble(wide, ("e", seed)))) for seed in range(20)}) > 10


def test_an_unused_question_leaves_the_bank_without_a_change() -> None:
    wide = problem((3, LETTERS[:12]), (2, LETTERS[12:]), enemies="ab mn", forms=2)
    found = assemble(wide, SEED)
    for unused in sorted(set(LETTERS) - set("".join(names(found)))):
        cells = tuple(
            replace(cell, candidates=tuple(name for name in cell.candidates if name != unused))
            for cell in wide.cells
        )
        assert assemble(replace(wide, cells=cells), SEED) == found


@settings(max_examples=80, deadline=None)
@given(
    demands=st.lists(st.tuples(st.integers(1, 2), st.text("abcdefg", min_size=1)), min_size=1, max_size=3),
    enemies=st.lists(st.sampled_from(["ab", "bc", "ad", "ef", "fg", "ae"]), max_size=4),
    forms=st.integers(1, 3),
)
def test_it_finds_forms_exactly_if_there_are_some(
    demands: list[tuple[int, str]], enemies: list[str], forms: int
) -> None:
    posed = problem(
        *((count, "".join(sorted(set(names)))) for count, names in demands),
        enemies=" ".join(enemies),
        forms=forms,
    )
    found = _tried(posed)
    if isinstance(found, Impossible):
        assert not _possible(posed, frozenset(posed.rules()))
    else:
        assert not broken(posed, found)


def test_the_swap_search_finds_forms_too() -> None:
    posed = replace(
        problem((3, LETTERS[:12]), (2, LETTERS[12:]), enemies="ab mn", required="a", forms=2),
        items={letter: Item(f"c/{n % 2}", 1 + n % 3, 0.6) for n, letter in enumerate(LETTERS)},
        overlap=0,
        minutes=11,
        parallel=Parallel(score=0.05, minutes=0.1),
    )
    found = searched(posed, SEED)
    assert found is not None
    assert not broken(posed, found)
    assert found == searched(posed, SEED)
    assert searched(problem((2, "ab"), enemies="ab"), SEED) is None


def _tried(posed: Problem) -> Chosen | Impossible:
    try:
        return assemble(posed, SEED)
    except Impossible as why:
        return why


def _possible(posed: Problem, rules: frozenset[Rule]) -> bool:
    """Whether one form can keep `rules`, of demands and enemies alone, by trying everything."""
    mine = [number for number in range(len(posed.totals)) if Rule("demand", number) in rules]
    apart = [set(group) for number, group in enumerate(posed.enemies) if Rule("enemies", number) in rules]

    def filled(rest: list[int], taken: frozenset[str]) -> bool:
        if not rest:
            return True
        free = [name for name in posed.cells[rest[0]].candidates if name not in taken]
        return any(
            all(len(group & (taken | set(pick))) < 2 for group in apart)
            and filled(rest[1:], taken | set(pick))
            for pick in combinations(free, posed.totals[rest[0]].low)
        )

    return filled(mine, frozenset())
