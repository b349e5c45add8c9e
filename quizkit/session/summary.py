"""What a session amounts to: counts, strength and calibration, from its standings."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.session.state import Item, Standing, State, is_right
from quizkit.session.strength import Strength, strength


@dataclass(frozen=True)
class Summary:
    """`right` of `counted` first, unhinted answers; `unjudged` questions are in neither.

    `calibration` maps a level of confidence (1..3) to (right, answered) among the answers given with it.
    `open` are the items that were not right when they last came, `flagged` those marked by the learner.
    """

    right: int
    counted: int
    unjudged: int
    skipped: int
    calibration: dict[int, tuple[int, int]]
    strength: Strength
    open: tuple[Item, ...]
    flagged: tuple[Item, ...]


def summarised(state: State) -> Summary:
    """The summary of a session. A skipped question counts as not right, a disputed one not at all.

    Of a question that came back only its first turn counts; in an endless session every turn does.
    """
    standings = [standing for standing in state.standings if _dealt_with(standing)]
    latest = {standing.item: standing for standing in standings}
    firsts = standings if state.plan.mode.endless else list(_firsts(standings).values())
    counted = [standing for standing in firsts if not standing.unjudged and not standing.item.contested]
    right = sum(standing.mastered for standing in counted)
    calibration: dict[int, tuple[int, int]] = {}
    for standing in standings:
        if standing.confidence is not None and standing.first is not None:
            hits, answered = calibration.get(standing.confidence, (0, 0))
            calibration[standing.confidence] = (hits + is_right(standing.first), answered + 1)
    return Summary(
        right=right,
        counted=len(counted),
        unjudged=sum(standing.unjudged for standing in firsts),
        skipped=sum(standing.skipped and standing.answer is None for standing in counted),
        calibration=calibration,
        strength=strength(right, len(counted)),
        open=tuple(item for item, one in latest.items() if not one.right and not one.unjudged),
        flagged=tuple(dict.fromkeys(one.item for one in state.standings if one.flagged)),
    )


def _dealt_with(standing: Standing) -> bool:
    answered = standing.answer is not None or standing.latest is not None
    return answered or standing.skipped or standing.revealed


def _firsts(standings: list[Standing]) -> dict[Item, Standing]:
    firsts: dict[Item, Standing] = {}
    for standing in standings:
        firsts.setdefault(standing.item, standing)
    return firsts
