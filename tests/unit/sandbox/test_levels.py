"""Finding the level: what is remembered for a whole boot must not rest on a passing failure."""

from __future__ import annotations

import pytest

from quizkit.sandbox.levels import Report, settled


@pytest.mark.parametrize(
    ("found", "kept", "probes"),
    [(["L3"], "L3", 1), (["L2", "L3"], "L3", 2), (["L0", "L1"], "L1", 2), (["L1", "L1"], "L1", 2)],
)
def test_a_level_below_the_best_is_probed_twice(found: list[str], kept: str, probes: int) -> None:
    left = iter(found)
    assert settled(lambda: Report(next(left))).level == kept
    assert len(list(left)) == len(found) - probes
