"""Solves an integer program with HiGHS, bounded by nodes. The only importer of scipy, where it solves."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from quizkit.exam.problem import Rule
from quizkit.exam.program import Program

MOST_NODES = 300
STDOUT = 1


@dataclass(frozen=True)
class Solved:
    """What came out: a solution's values, a proof that there is none, or neither within the bound."""

    state: Literal["found", "impossible", "open"]
    values: tuple[float, ...] = ()


def solver_version() -> str:
    """What assembly depends on, as the form records it."""
    import scipy  # 0.3 s to load, and only a build needs it

    return f"scipy {scipy.__version__}"


@contextmanager
def _silenced() -> Iterator[None]:
    """Without standard output: in some trouble HiGHS writes there past Python, whatever it was told."""
    import ctypes

    try:
        kept = os.dup(STDOUT)
    except OSError:  # there is none
        yield
        return
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDOUT)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what waits in C's own buffer would come out later
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)


def solve(program: Program, rules: Collection[Rule], nodes: int = MOST_NODES, gap: float = 0.0) -> Solved:
    """Solve `program` under the rows of `rules`: the same on every machine for the same scipy.

    The bound is one of nodes and never of time. `gap` is how far from the best the cost may stay, as a share.
    """
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows = [row for row in program.rows if row.rule is None or row.rule in rules]
    if any(not row.terms and row.low > 0 for row in rows):
        return Solved("impossible")
    rows = [row for row in rows if row.terms]
    starts = numpy.cumsum([0, *(len(row.terms) for row in rows)])
    columns = numpy.array([column for row in rows for column in row.terms], dtype=numpy.int32)
    values = numpy.array([value for row in rows for value in row.terms.values()], dtype=float)
    width = len(program.cost)
    matrix = csr_array((values, columns, starts), shape=(len(rows), width))
    binary = numpy.arange(width) < len(program.columns)
    with _silenced():
        solved = milp(
            numpy.array(program.cost),
            integrality=binary.astype(int),
            bounds=Bounds(numpy.zeros(width), numpy.where(binary, 1.0, numpy.inf)),
            constraints=LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows]),
            options={"node_limit": nodes, "mip_rel_gap": gap},
        )
    if solved.x is not None:
        return Solved("found", tuple(float(value) for value in solved.x))
    return Solved("impossible" if solved.status == 2 else "open")
