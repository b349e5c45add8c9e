"""Copies are found however they are disguised; independent solutions, and what everybody has, are not."""

from __future__ import annotations

from collections.abc import Callable

from quizkit.analysis.similarity import compare
from quizkit.analysis.similarity.comparing import ALIKE, FEW, MOST

HELPER = """
def spread(rows, width):
    cells = []
    for row in rows:
        while len(row) < width:
            row.append(None)
        cells.extend(row[:width])
    return [cell for cell in cells if cell is not None]
"""


def own_code(seed: int, lines: int = 8) -> str:
    """Code like nobody else's: its attributes are its own."""
    return "".join(f"a.m{seed}_{line}(b.k{seed}_{line}, c.x{seed}_{line})\n" for line in range(lines))


def test_independent_solutions_of_a_short_task_are_no_pair(honest: dict[str, str]) -> None:
    found = compare("q", honest)
    assert found.alike == 0
    assert found.compared == len(honest)


def test_a_disguised_copy_is_the_only_pair(honest: dict[str, str], change: Callable[[str], str]) -> None:
    for learner, code in honest.items():
        found = compare("q", {**honest, "zoe": change(code)})
        assert [pair.learners for pair in found.pairs] == [(learner, "zoe")], learner


def test_names_comments_and_layout_make_no_difference_at_all() -> None:
    copy = HELPER.replace("cells", "zz").replace("row", "r").replace("\n    ", "\n\n  # said\n\n    ")
    (pair,) = compare("q", {"a": HELPER, "b": copy}).pairs
    assert pair.similarity == 1


def test_a_copied_function_is_found_within_code_of_ones_own_and_only_its_lines_match() -> None:
    codes = {"ada": own_code(1, 3) + HELPER, "ben": HELPER + own_code(2, 3), "cem": own_code(3) + own_code(4)}
    found = compare("q", codes)
    (pair,) = found.pairs
    assert pair.learners == ("ada", "ben")
    assert ALIKE <= pair.similarity < 1
    assert pair.lines == (((5, 11),), ((2, 8),))


def test_the_starter_is_nobodys() -> None:
    codes = {"ada": HELPER + own_code(1), "ben": HELPER + own_code(2), "cem": HELPER}
    found = compare("q", codes, starters=[HELPER])
    assert (found.alike, found.compared, found.too_short) == (0, 2, 1)


def test_what_most_of_a_class_share_is_nobodys() -> None:
    codes = {f"learner{seed:02}": HELPER + own_code(seed) for seed in range(20)}
    assert compare("q", codes).alike == 0


def test_in_a_small_class_a_few_equal_answers_are_told() -> None:
    codes = {f"learner{seed}": HELPER for seed in range(FEW)}
    assert compare("q", codes).alike == FEW * (FEW - 1) // 2
    assert compare("q", {**codes, "one-more": HELPER}).alike == 0


def test_too_short_answers_are_counted_and_nothing_is_said_of_them() -> None:
    found = compare("q", {"ada": "return x.mean() / x.std()", "ben": "return x.mean() / x.std()", "cem": ""})
    assert (found.alike, found.compared, found.too_short, found.possible) == (0, 0, 3, 0)


def test_who_is_linked_makes_a_group_even_without_a_pair_of_their_own() -> None:
    left, right = own_code(1), own_code(2)
    codes = {"ada": left, "ben": left + right, "cem": right, "dov": own_code(3), "eli": own_code(3)}
    found = compare("q", codes)
    assert found.groups == (("ada", "ben", "cem"),)
    assert ("ada", "cem") not in [pair.learners for pair in found.pairs]


def test_the_most_alike_come_first_and_the_number_left_out_is_told() -> None:
    copies = {f"copy{place:02}": own_code(0) for place in range(15)}
    others = {f"other{seed:02}": own_code(seed) for seed in range(1, 46)}
    found = compare("q", copies | others)
    assert (found.alike, len(found.pairs), found.left_out) == (105, MOST, 5)
    assert found.pairs == tuple(sorted(found.pairs, key=lambda one: (-one.similarity, one.learners)))


def test_the_order_of_learners_makes_no_difference(honest: dict[str, str]) -> None:
    codes = {**honest, "copy": honest["learner2"]}
    assert compare("q", codes) == compare("q", dict(reversed(codes.items())))
