"""The laws of assembly: demands met, enemies apart, forms different, and proof where none exists."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.exam.assembly import OutOfBranches, Problem, assemble, guilty

SEED = ("exam", 1)


def problem(*demands: tuple[int, str], enemies: str = "", required: str = "") -> Problem:
    """Demands as (count, candidates); questions are single letters; `enemies` as "ab cd"."""
    hostile: dict[str, set[str]] = {}
    for one, other in map(tuple, enemies.split()):
        hostile.setdefault(one, set()).add(other)
        hostile.setdefault(other, set()).add(one)
    return Problem(
        tuple(count for count, _ in demands),
        tuple(tuple(candidates) for _, candidates in demands),
        {name: frozenset(others) for name, others in hostile.items()},
        tuple(required),
    )


def chosen(found: list[list[tuple[str, int]]] | None) -> list[str]:
    assert found is not None
    return ["".join(sorted(question for question, _ in form)) for form in found]


def test_forms_are_disjoint_if_the_bank_allows() -> None:
    (one, other) = chosen(assemble(problem((3, "abcdef")), 2, SEED))
    assert sorted(one + other) == list("abcdef")


def test_forms_share_as_little_as_they_must() -> None:
    one, other = chosen(assemble(problem((3, "abcde")), 2, SEED))
    assert len(set(one) & set(other)) == 1
    first, second, third = chosen(assemble(problem((2, "abcd")), 3, SEED))
    assert len({first, second, third}) > 1


def test_a_question_of_two_demands_goes_where_it_is_needed() -> None:
    found = assemble(problem((2, "abc"), (1, "a")), 1, SEED)
    assert found is not None
    assert sorted(found[0]) == [("a", 1), ("b", 0), ("c", 0)]


def test_required_questions_are_in_every_form() -> None:
    for form in chosen(assemble(problem((2, "abcdef"), required="a"), 3, SEED)):
        assert "a" in form


def test_a_required_question_pushes_its_enemy_out() -> None:
    for seed in range(20):
        assert chosen(assemble(problem((2, "abc"), enemies="ab", required="a"), 1, ("e", seed))) == ["ac"]


@pytest.mark.parametrize(
    ("impossible", "demands"),
    [
        (problem((3, "ab")), [0]),
        (problem((1, "xyz"), (2, "ab"), enemies="ab"), [1]),
        (problem((2, "abc"), (2, "abc"), (1, "z")), [0, 1]),
        (problem((1, "a"), (1, "b"), (1, "cd"), enemies="ab"), [0, 1]),
    ],
)
def test_the_impossible_is_proved_and_names_an_irreducible_set(
    impossible: Problem, demands: list[int]
) -> None:
    assert assemble(impossible, 1, SEED) is None
    assert guilty(impossible, SEED) == demands


def test_required_enemies_are_impossible_and_no_demand_is_to_blame() -> None:
    hostile = problem((2, "abc"), enemies="ab", required="ab")
    assert assemble(hostile, 1, SEED) is None
    assert guilty(hostile, SEED) == []


def test_where_the_bound_ends_first_it_says_not_found() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    everyone = " ".join(one + other for one, other in combinations(letters, 2))
    with pytest.raises(OutOfBranches):
        assemble(problem((13, letters), enemies=everyone), 1, SEED)


def test_equal_seeds_give_equal_forms_and_other_seeds_others() -> None:
    wide = problem((3, "abcdefghij"))
    assert assemble(wide, 2, SEED) == assemble(wide, 2, SEED)
    assert len({tuple(chosen(assemble(wide, 1, ("e", seed)))) for seed in range(20)}) > 10


@settings(max_examples=150)
@given(
    demands=st.lists(st.tuples(st.integers(1, 2), st.text("abcdefg", min_size=1)), min_size=1, max_size=3),
    enemies=st.lists(st.sampled_from(["ab", "bc", "ad", "ef", "fg", "ae"]), max_size=4),
    forms=st.integers(1, 3),
)
def test_it_finds_forms_exactly_if_there_are_some(
    demands: list[tuple[int, str]], enemies: list[str], forms: int
) -> None:
    posed = problem(
        *((count, "".join(sorted(set(names)))) for count, names in demands), enemies=" ".join(enemies)
    )
    found = assemble(posed, forms, SEED)
    assert (found is not None) == _possible(posed, 0, frozenset())
    for form in found or []:
        names = [question for question, _ in form]
        assert len(set(names)) == len(names) == sum(posed.needs)
        assert all(question in posed.candidates[demand] for question, demand in form)
        assert not any(other in posed.enemies.get(one, ()) for one, other in combinations(names, 2))


def _possible(posed: Problem, demand: int, taken: frozenset[str]) -> bool:
    """Whether the demands from `demand` on can be met beside `taken`, by trying everything."""
    if demand == len(posed.needs):
        return True
    free = [name for name in posed.candidates[demand] if name not in taken]
    for pick in combinations(free, posed.needs[demand]):
        together = taken | set(pick)
        if any(posed.enemies.get(name, frozenset()) & together for name in pick):
            continue
        if _possible(posed, demand + 1, together):
            return True
    return False
