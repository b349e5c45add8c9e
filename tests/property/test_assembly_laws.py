"""The laws of assembled forms: whatever is asked for, an independent count finds every rule kept."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.exam.assembly import Impossible, NotFound, assemble
from quizkit.exam.checking import broken
from quizkit.exam.problem import Cell, Item, Problem, Total
from quizkit.model.blueprint import Parallel

QUESTIONS = tuple(string.ascii_lowercase[:16])
TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems of every rule at once, many of them impossible."""
    items = {
        name: Item(
            draw(st.sampled_from(["c/s", "c/t"])),
            draw(st.integers(1, 8)) / 2,
            draw(st.sampled_from([0.4, 0.6, 0.8])),
        )
        for name in QUESTIONS
    }
    cells: list[Cell] = []
    totals: list[Total] = []
    for demand in range(draw(st.integers(1, 3))):
        groups = draw(st.integers(1, 2))
        for _ in range(groups):
            names = draw(st.lists(st.sampled_from(QUESTIONS), min_size=3, max_size=12, unique=True))
            low = draw(st.integers(0, 1))
            cells.append(Cell(demand, tuple(sorted(names)), draw(st.integers(1, 3)) * 0.5, low))
        low = draw(st.integers(1, 3))
        totals.append(Total(low, low + draw(st.integers(0, 2))))
    pairs = st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=3, unique=True).map(tuple)
    return Problem(
        items=items,
        cells=tuple(cells),
        totals=tuple(totals),
        forms=draw(st.integers(1, 3)),
        required=tuple(draw(st.lists(st.sampled_from(QUESTIONS), max_size=1))),
        enemies=tuple(draw(st.lists(pairs, max_size=3))),
        minutes=draw(st.none() | st.integers(5, 25)),
        points=draw(st.none() | st.integers(4, 14).map(lambda half: half / 2)),
        overlap=draw(st.none() | st.integers(0, 3)),
        parallel=Parallel(score=draw(TENTHS), minutes=draw(TENTHS), points=draw(TENTHS)),
    )


@settings(max_examples=80, deadline=None)
@given(posed=problems(), seed=st.integers(0, 3))
def test_forms_keep_every_rule_and_come_out_again(posed: Problem, seed: int) -> None:
    try:
        found = assemble(posed, ("e", seed))
    except Impossible as why:
        _check_blame(posed, why)
    except NotFound:
        pass
    else:
        assert not broken(posed, found)
        assert assemble(posed, ("e", seed)) == found


def _check_blame(posed: Problem, why: Impossible) -> None:
    assert why.lacks or why.rules
    assert set(why.rules) <= set(posed.rules())
