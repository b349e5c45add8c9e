"""The state of a session: a fold over its log, so that resuming is replaying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property, reduce
from itertools import chain

from quizkit.model import event
from quizkit.model.answer import Answer
from quizkit.model.outcome import AuthorFault, NotAttempted, Outcome, SystemFault, score_of
from quizkit.session.modes import Policy

VERY_SURE = 3

Key = tuple[str, int, str | None]  # what tells items apart: question, variant, mistake to be repaired


@dataclass(frozen=True)
class Item:
    """What the machine knows of something to be served: a question in one variant, by its full address.

    `hints` and `steps` are how many it has. `program` is true for a code question, whose wrong answer may be
    edited again. `options` are the ids of options or blocks in the order shown. `mistake`, `skill` and
    `before` are as in `Served`. `contested`: its key is disputed, so it counts for nothing.
    """

    question: str
    hints: int = 0
    program: bool = False
    variant: int = 0
    options: tuple[str, ...] = ()
    mistake: str | None = None
    skill: str | None = None
    steps: int = 0
    contested: bool = False
    before: int = 0

    @property
    def key(self) -> Key:
        """What it is told apart by."""
        return self.question, self.variant, self.mistake


@dataclass(frozen=True)
class Plan:
    """What a session is about to do; fixed when it starts. `seed` names every draw of the session.

    `topic` is the topic's address, "" where several are served, or the name of an exam. `minutes` is the time
    that an exam allows.
    """

    topic: str
    mode: Policy
    seed: str
    items: tuple[Item, ...]
    asks_confidence: bool = False
    minutes: float | None = None

    # What is counted once: a key that is pressed must not count thousands of items anew.
    @cached_property
    def numbers(self) -> Mapping[Key, int]:
        """The place of every item, from 0, in their order; of two with one key, the first one's."""
        numbers: dict[Key, int] = {}
        for number, item in enumerate(self.items):
            numbers.setdefault(item.key, number)
        return numbers

    @cached_property
    def leading(self) -> Mapping[str | None, Item]:
        """The first item of every skill."""
        return {item.skill: item for item in reversed(self.items)}


@dataclass(frozen=True)
class Standing:
    """How a question stands in one turn. `number` is the place of `item` in the plan, from 0.

    `first` is the outcome of the first attempt that could be judged, `latest` of the latest answer.
    `first_hinted` tells whether a hint came before the first answer; such a success never counts as mastery.
    `steps` is how many steps of the solution were shown with the question.
    """

    item: Item
    turn: int
    number: int = 0
    steps: int = 0
    hints: int = 0
    attempts: int = 0
    answer: Answer | None = None
    confidence: int | None = None
    first: Outcome | None = None
    latest: Outcome | None = None
    first_hinted: bool = False
    skipped: bool = False
    revealed: bool = False
    flagged: bool = False

    @cached_property
    def right(self) -> bool:
        """Whether the latest answer is right."""
        return self.latest is not None and is_right(self.latest)

    @property
    def mastered(self) -> bool:
        """Right at the first answer, without a hint and without a step of the solution."""
        return self.first is not None and is_right(self.first) and not self.first_hinted and not self.steps

    @cached_property
    def unjudged(self) -> bool:
        """Not left unanswered by the learner, but without a number: nobody could judge it."""
        return self.first is None and isinstance(self.latest, AuthorFault | SystemFault)

    @cached_property
    def unfinished(self) -> bool:
        """Whether it would be worth another turn: answered wrong, or its answer was shown.

        Not what was skipped, nor a program, which can be worked at until it is right, nor what nobody could
        judge.
        """
        return not (self.item.program or self.skipped or self.unjudged or self.right)

    @property
    def sure_but_wrong(self) -> bool:
        """Whether the learner was very sure of an answer that is wrong."""
        return self.confidence == VERY_SURE and self.first is not None and not is_right(self.first)


class Phase(Enum):
    """What the session waits for."""

    READY = auto()  # to begin
    ASKED = auto()  # for an answer
    HELD = auto()  # for how sure the learner is
    JUDGING = auto()  # for the verdict
    RETRY = auto()  # for what to do about a wrong program
    TOLD = auto()  # for the learner to go on
    HANDING = auto()  # for the learner to mean it: the exam is about to be handed in
    ENDED = auto()  # for nothing: every question was dealt with
    LEFT = auto()  # for nothing: the learner left


@dataclass(frozen=True)
class State:
    """The plan, a standing per turn, the index of the standing that is on (-1 before the first), the phase.

    `turns` is the number of the next turn. Turns of questions that left the bank have no standing.
    """

    plan: Plan
    standings: tuple[Standing, ...] = ()
    position: int = -1
    phase: Phase = Phase.READY
    turns: int = 0

    @property
    def current(self) -> Standing:
        """The standing of the question that is on."""
        return self.standings[self.position]

    @cached_property
    def latest(self) -> Mapping[int, Standing]:
        """The latest standing of each item that was presented, by its number."""
        return {standing.number: standing for standing in self.standings}

    @cached_property
    def times(self) -> Counter[int]:
        """How often each item was presented, by its number."""
        return Counter([standing.number for standing in self.standings])

    def may_retry(self, standing: Standing, outcome: Outcome) -> bool:
        """Whether the learner may go on working at an answer that was judged so."""
        answered = standing.item.program and standing.answer is not None
        return answered and self.plan.mode.retries and not is_right(outcome)

    @property
    def over(self) -> bool:
        """Whether no further input is taken."""
        return self.phase in (Phase.ENDED, Phase.LEFT)


def is_right(outcome: Outcome) -> bool:
    """Whether `outcome` is full marks."""
    return score_of(outcome) == 1


def fresh(plan: Plan) -> State:
    """The state before anything happened. Where the learner may go to any question, all of them stand."""
    if not plan.mode.navigates:
        return State(plan)
    standings = tuple(Standing(item, turn, turn) for turn, item in enumerate(plan.items))
    return State(plan, standings, turns=len(standings))


def replayed(plan: Plan, log: Iterable[event.What]) -> State:
    """The state that a log leads to. Events about questions that `plan` no longer has are passed over."""
    return reduce(absorb, log, fresh(plan))


def absorb(state: State, what: event.What) -> State:
    """The state after `what` was logged."""
    if isinstance(what, event.Started):
        return state
    if isinstance(what, event.Ended):
        return replace(state, phase=Phase.ENDED)
    if isinstance(what, event.Presented):
        state = _with_turn(state, what)
    index = _index(state, what.turn)
    if index is None:
        return state
    standing, phase = _after(state, state.standings[index], what)
    standings = (*state.standings[:index], standing, *state.standings[index + 1 :])
    if isinstance(what, event.Presented):
        return replace(state, standings=standings, position=index, phase=phase)
    # A question judged anew while another one is on changes its standing only.
    return replace(state, standings=standings, phase=phase if index == state.position else state.phase)


def _index(state: State, turn: int) -> int | None:
    """Where the standing of `turn` is: at that index, or before it where questions left the bank."""
    if turn >= state.turns:
        return None
    count = len(state.standings)
    likely = min(turn, count - 1)
    # It is behind that index only in a log that others wrote.
    order = chain(range(likely, -1, -1), range(likely + 1, count))
    return next((at for at in order if state.standings[at].turn == turn), None)


def _with_turn(state: State, what: event.Presented) -> State:
    """The state with a standing for the turn that begins, if the question is still there."""
    if _index(state, what.turn) is not None:
        return state
    turns = max(state.turns, what.turn + 1)
    number = state.plan.numbers.get((what.question, what.variant, what.mistake))
    if number is None:
        return replace(state, turns=turns)
    standing = Standing(state.plan.items[number], what.turn, number, steps=what.steps)
    return replace(state, standings=(*state.standings, standing), turns=turns)


def _after(state: State, was: Standing, what: event.What) -> tuple[Standing, Phase]:
    """The standing of a question and the session's phase after an event about it."""
    match what:
        case event.Presented():
            return was, Phase.ASKED
        case event.Hinted(rung=rung):
            return replace(was, hints=max(was.hints, rung + 1)), state.phase
        case event.Answered(answer=answer):
            return _answered(state, was, answer)
        case event.Confident(level=level):
            return replace(was, confidence=level), Phase.JUDGING
        case event.Judged(outcome=outcome):
            return _judged(state, was, outcome)
        case event.Flagged(on=on):
            return replace(was, flagged=on), state.phase
        case event.Skipped():
            return replace(was, skipped=True), Phase.TOLD
        case event.Revealed():
            return replace(was, revealed=True), Phase.TOLD
        case _:
            return was, state.phase


def _answered(state: State, was: Standing, answer: Answer) -> tuple[Standing, Phase]:
    is_first = was.first is None
    standing = replace(
        was,
        answer=answer,
        attempts=was.attempts + 1,
        latest=None,
        first_hinted=was.hints > 0 if is_first else was.first_hinted,
    )
    if state.plan.mode.feedback == "never":
        return standing, Phase.ASKED
    asks = state.plan.asks_confidence and is_first and was.confidence is None
    return standing, Phase.HELD if asks else Phase.JUDGING


def _judged(state: State, was: Standing, outcome: Outcome) -> tuple[Standing, Phase]:
    if isinstance(
        outcome, NotAttempted
    ):  # and how sure the learner was of it says nothing of what they write
        sure = None if was.first is None else was.confidence
        was = replace(was, attempts=was.attempts - 1, confidence=sure)
    # The starter handed in unchanged is no attempt: whatever comes next is the first one.
    judged = score_of(outcome) is not None and not isinstance(outcome, NotAttempted)
    first = outcome if was.first is None and judged else was.first
    phase = Phase.RETRY if state.may_retry(was, outcome) else Phase.TOLD
    return replace(was, first=first, latest=outcome), phase
