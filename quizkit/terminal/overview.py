"""How the list of a session's questions reads in plain mode: a line each, what was done with it in words."""

from __future__ import annotations

from quizkit import text
from quizkit.app.learning.sitting import Sitting
from quizkit.session.order import place_of
from quizkit.session.state import Item, Standing, State

LONGEST = 50  # characters of a prompt that are repeated


def overview_lines(sitting: Sitting, state: State) -> list[str]:
    """Where each question of the session stands; of a drill, those that came so far.

    Whether an answer is right is said only where it is told at once.
    """
    latest = {standing.item: standing for standing in state.standings}
    items = (
        sorted(latest, key=lambda item: place_of(state, item))
        if state.plan.mode.endless
        else state.plan.items
    )
    flagged = {standing.item for standing in state.standings if standing.flagged}
    on = state.current.item if state.standings else None
    lines = ["Questions of this session:"]
    for item in items:
        here = ", you are here" if item == on else ""
        flag = ", flagged" if item in flagged else ""
        said = f"{_done(state, latest.get(item))}{flag}{here}"
        lines.append(f"  {place_of(state, item)}. {_short(sitting, item)}: {said}")
    return lines


def _done(state: State, standing: Standing | None) -> str:
    at_once = state.plan.mode.feedback == "at-once"
    match standing:
        case None:
            return "not shown yet"
        case Standing(skipped=True):
            return "skipped"
        case Standing(revealed=True):
            return "answer shown"
        case Standing(unjudged=True):
            return "could not be judged"
        case Standing(answer=None):
            return "not answered"
        case Standing(latest=latest) if at_once and latest is not None:
            return (
                "could not be judged" if standing.unjudged else "right" if standing.right else "not right yet"
            )
        case _:
            return "answered"


def _short(sitting: Sitting, item: Item) -> str:
    words = text.one_line(sitting.posed(item).prompt)
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} ..."
