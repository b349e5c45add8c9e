"""What a session amounts to: counts, strength and calibration, from its standings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.session.state import Standing, is_right
from quizkit.session.strength import Strength, strength


@dataclass(frozen=True)
class Summary:
    """`right` of `counted` first, unhinted answers; `unjudged` questions are in neither.

    `calibration` maps a level of confidence (1..3) to (right, answered) among the answers given with it.
    """

    right: int
    counted: int
    unjudged: int
    skipped: int
    calibration: dict[int, tuple[int, int]]
    strength: Strength


def summarised(standings: Sequence[Standing]) -> Summary:
    """The summary of a finished session. A skipped question counts as not right."""
    counted = [standing for standing in standings if not standing.unjudged]
    right = sum(standing.mastered for standing in counted)
    calibration: dict[int, tuple[int, int]] = {}
    for standing in counted:
        if standing.confidence is not None and standing.first is not None:
            hits, answered = calibration.get(standing.confidence, (0, 0))
            calibration[standing.confidence] = (hits + is_right(standing.first), answered + 1)
    return Summary(
        right=right,
        counted=len(counted),
        unjudged=len(standings) - len(counted),
        skipped=sum(standing.skipped and standing.answer is None for standing in counted),
        calibration=calibration,
        strength=strength(right, len(counted)),
    )
