"""What comes next in a session: a pure function of its state, so that a resumed session goes on the same way.

What was never presented comes first, in the order of the plan. Where a mode brings back what is not right
yet, an answer that was very sure and wrong comes back after a few other questions, everything else when
nothing new is left, each only a few times: nobody is held for ever. An endless session serves in rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.rng import Stream
from quizkit.session.state import Item, Phase, Standing, State

GAP = 3  # turns between a sure but wrong answer and its return
MOST = 4  # times that a question is presented in one session


@dataclass(frozen=True)
class Place:
    """Where a question stands: its `number` of `total`, from 1; `total` is None where there is no end.

    `again` is how often it came in this session before.
    """

    number: int
    total: int | None
    again: int = 0


def upcoming(state: State) -> Item | None:
    """What is presented next; None when the session is at its end."""
    if state.plan.mode.endless:
        return _of_round(state)
    unfinished = [one for one in state.latest.values() if one.unfinished] if state.plan.mode.returns else []
    waiting = [one for one in unfinished if returns(state, one)]
    ripe = [one for one in waiting if one.sure_but_wrong and state.turns - one.turn > GAP]
    new = next((number for number in state.plan.numbers.values() if number not in state.latest), None)
    if ripe:
        return ripe[0].item
    if new is not None:
        return state.plan.items[new]
    return _first(waiting, state)


def _first(waiting: Sequence[Standing], state: State) -> Item | None:
    """Of what waits: the sure but wrong first, what came last only where nothing else waits."""
    ranked = sorted(waiting, key=lambda one: (one.turn == state.turns - 1, not one.sure_but_wrong, one.turn))
    return ranked[0].item if ranked else None


def returns(state: State, standing: Standing) -> bool:
    """Whether a question that stands so comes back later in the session."""
    return state.plan.mode.returns and standing.unfinished and state.times[standing.number] < MOST


def _times(state: State, item: Item) -> int:
    return state.times[state.plan.numbers[item.key]]


def _of_round(state: State) -> Item | None:
    """The next of the round: something served least often, not the question that was on if avoidable.

    Questions with most variants left go first, so that none is left alone at the end of the round. What
    nobody can judge does not come again: if that is everything, the session is at its end.
    """
    items, times = state.plan.items, state.times
    unjudged = {standing.number for standing in state.standings if standing.unjudged}
    counts = [(items[at], times[at]) for at in state.plan.numbers.values() if at not in unjudged]
    least = min((item.before + count for item, count in counts), default=0)
    free = [item for item, count in counts if item.before + count == least]
    on = state.current.item.question if state.standings else ""
    others = [item for item in free if item.question != on] or free
    left = Counter(item.question for item in free)
    most = max((left[item.question] for item in others), default=0)
    others = [item for item in others if left[item.question] == most]
    return others[Stream(state.plan.seed, "round", state.turns).below(len(others))] if others else None


def steps_for(state: State, item: Item) -> int:
    """How many steps of its solution are shown with `item`, which is about to be presented.

    All of them for a worked example; then one less, and one less again for each right answer in that skill;
    none when the question comes back.
    """
    if not state.plan.mode.fades or _times(state, item):
        return 0
    if comes_as_example(state, item):
        return item.steps
    right = sum(standing.right for standing in state.standings if standing.item.skill == item.skill)
    return max(0, item.steps - 1 - right)


def comes_as_example(state: State, item: Item) -> bool:
    """Whether `item`, about to be presented, comes as a worked example: the first of its skill does, once.

    A program does not: it would not come back to be written.
    """
    if not state.plan.mode.fades or not item.steps or item.program or _times(state, item):
        return False
    return item == state.plan.leading[item.skill]


def place(state: State) -> Place:
    """Where the question that is on stands."""
    return _place(state, state.current.item, state.current.turn)


def place_to_go_on(state: State) -> Place:
    """Where the question stands that the session goes on with: the one that is on, or the next."""
    if state.position < 0:
        return Place(1, None if state.plan.mode.endless else len(state.plan.items))
    current = state.current
    outcome = current.latest
    done = current.skipped or current.revealed
    done = done or (outcome is not None and not state.may_retry(current, outcome))
    following = upcoming(state) if done and state.phase is not Phase.ENDED else None
    return _place(state, following, state.turns) if following else place(state)


def place_of(state: State, item: Item) -> int:
    """The number, from 1, that `item` was last shown under."""
    if state.plan.mode.endless:
        return max((one.turn for one in state.standings if one.item == item), default=state.turns) + 1
    return state.plan.numbers[item.key] + 1


def _place(state: State, item: Item, turn: int) -> Place:
    number = state.plan.numbers[item.key]
    again = sum(standing.number == number and standing.turn < turn for standing in state.standings)
    if state.plan.mode.endless:
        return Place(turn + 1, None, again)
    return Place(place_of(state, item), len(state.plan.items), again)
