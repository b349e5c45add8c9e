"""The state of a session: a fold over its log, so that resuming is replaying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import reduce

from quizkit.model import event
from quizkit.model.answer import Answer
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault, score_of
from quizkit.session.modes import Policy


@dataclass(frozen=True)
class Item:
    """What the machine knows of a question: how many hints it has, and what is drawn for this session.

    `program` is true for a code question, whose wrong answer may be edited again. `options` are the ids of
    options or blocks in the order shown.
    """

    question: str
    hints: int = 0
    program: bool = False
    variant: int = 0
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a session is about to do; fixed when it starts. `seed` names every draw of the session."""

    topic: str
    mode: Policy
    seed: str
    items: tuple[Item, ...]
    asks_confidence: bool = False


@dataclass(frozen=True)
class Standing:
    """How one question stands.

    `first` is the outcome of the first answer that could be judged, `latest` of the latest answer.
    `first_hinted` tells whether a hint came before the first answer; such a success never counts as mastery.
    """

    item: Item
    hints: int = 0
    attempts: int = 0
    answer: Answer | None = None
    confidence: int | None = None
    first: Outcome | None = None
    latest: Outcome | None = None
    first_hinted: bool = False
    skipped: bool = False
    revealed: bool = False

    @property
    def mastered(self) -> bool:
        """Right at the first answer, without a hint."""
        return self.first is not None and is_right(self.first) and not self.first_hinted

    @property
    def unjudged(self) -> bool:
        """Not left unanswered by the learner, but without a number: nobody could judge it."""
        return self.first is None and isinstance(self.latest, AuthorFault | SystemFault)


class Phase(Enum):
    """What the session waits for."""

    READY = auto()  # to begin
    ASKED = auto()  # for an answer
    HELD = auto()  # for how sure the learner is
    JUDGING = auto()  # for the verdict
    RETRY = auto()  # for what to do about a wrong program
    TOLD = auto()  # for the learner to go on
    ENDED = auto()  # for nothing: every question was dealt with
    LEFT = auto()  # for nothing: the learner left


@dataclass(frozen=True)
class State:
    """The plan, the index of the question that is on (-1 before the first), all standings, the phase."""

    plan: Plan
    standings: tuple[Standing, ...]
    position: int = -1
    phase: Phase = Phase.READY

    @property
    def current(self) -> Standing:
        """The standing of the question that is on."""
        return self.standings[self.position]

    @property
    def number(self) -> int:
        """The number, from 1, of the question to go on with: the next if this one is dealt with."""
        if self.position < 0:
            return 1
        return min(self.position + 1 + self._settled(self.current), len(self.plan.items))

    def _settled(self, standing: Standing) -> bool:
        if standing.skipped or standing.revealed:
            return True
        return standing.latest is not None and not self.may_retry(standing, standing.latest)

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
    """The state before anything happened."""
    return State(plan, tuple(Standing(item) for item in plan.items))


def replayed(plan: Plan, log: Iterable[event.What]) -> State:
    """The state that a log leads to. Events about questions that `plan` no longer has are passed over."""
    return reduce(absorb, log, fresh(plan))


def absorb(state: State, what: event.What) -> State:
    """The state after `what` was logged."""
    if isinstance(what, event.Started):
        return state
    if isinstance(what, event.Ended):
        return replace(state, phase=Phase.ENDED)
    index = next((at for at, item in enumerate(state.plan.items) if item.question == what.question), None)
    if index is None:
        return state
    standing, phase = _after(state, state.standings[index], what)
    standings = (*state.standings[:index], standing, *state.standings[index + 1 :])
    if isinstance(what, event.Presented):
        return replace(state, standings=standings, position=index, phase=phase)
    # A question judged anew while another one is on changes its standing only.
    return replace(state, standings=standings, phase=phase if index == state.position else state.phase)


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
        case event.Skipped():
            return replace(was, skipped=True), Phase.TOLD
        case event.Revealed():
            return replace(was, revealed=True), Phase.TOLD
        case _:
            return was, state.phase


def _answered(state: State, was: Standing, answer: Answer) -> tuple[Standing, Phase]:
    is_first = was.answer is None
    standing = replace(
        was,
        answer=answer,
        attempts=was.attempts + 1,
        latest=None,
        first_hinted=was.hints > 0 if is_first else was.first_hinted,
    )
    asks = state.plan.asks_confidence and is_first
    return standing, Phase.HELD if asks else Phase.JUDGING


def _judged(state: State, was: Standing, outcome: Outcome) -> tuple[Standing, Phase]:
    counts = score_of(outcome) is not None
    first = outcome if was.first is None and counts else was.first
    phase = Phase.RETRY if state.may_retry(was, outcome) else Phase.TOLD
    return replace(was, first=first, latest=outcome), phase
