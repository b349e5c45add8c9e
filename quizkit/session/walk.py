"""The walk through a reference run as a pure machine: from the state and what happens to the next state.

It runs, records and prints nothing. The front ends do what the effects say and bring back what happens, as
they do for a session of questions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from quizkit.session import inputs as on
from quizkit.session.prediction import Guess, Judged, Prediction, judge
from quizkit.session.stops import Stop


class Phase(Enum):
    """What the walk waits for."""

    ASKED = "a guess"
    SHOWN = "going on"
    ENDED = "nothing: it was walked to its end"
    LEFT = "nothing: it was left before its end"


@dataclass(frozen=True)
class Walking:
    """Where a walk is: at stop `at`, before its prediction number `asked`; how the guesses came out."""

    stops: tuple[Stop, ...]
    at: int = -1
    asked: int = 0
    phase: Phase = Phase.SHOWN
    right: int = 0
    guessed: int = 0

    @property
    def stop(self) -> Stop:
        """Where it stands; only after it began."""
        return self.stops[self.at]

    @property
    def prediction(self) -> Prediction:
        """What is asked; only in phase ASKED."""
        return self.stop.predictions[self.asked]

    @property
    def over(self) -> bool:
        """Whether the walk awaits nothing any more."""
        return self.phase in (Phase.ENDED, Phase.LEFT)


@dataclass(frozen=True)
class Guessed:
    """The learner guesses what comes next."""

    guess: Guess


Input = Guessed | on.Begin | on.Hint | on.Repeat | on.Skip | on.Next | on.Quit


@dataclass(frozen=True)
class ShowKnown:
    """Show what is known at a stop before its predictions."""

    stop: Stop


@dataclass(frozen=True)
class ShowRest:
    """Show what the run gave at a stop."""

    stop: Stop


@dataclass(frozen=True)
class Pose:
    """Show what is to be predicted, with its options."""

    prediction: Prediction


@dataclass(frozen=True)
class Tell:
    """Tell how a prediction came out; `judged` is None if the learner wanted to be shown."""

    prediction: Prediction
    judged: Judged | None


@dataclass(frozen=True)
class TellHint:
    """Show the hint of a prediction."""

    prediction: Prediction


@dataclass(frozen=True)
class Refuse:
    """Say why nothing happened."""

    reason: str


@dataclass(frozen=True)
class AskGuess:
    """Await a guess, a hint, a repeat, a skip or the end."""

    prediction: Prediction


@dataclass(frozen=True)
class AskNext:
    """Await that the learner has read; `last` if the walk ends then."""

    last: bool


@dataclass(frozen=True)
class Finish:
    """The walk is over: of `guessed` predictions so many were `right`; `left` if it was left."""

    right: int
    guessed: int
    left: bool


Effect = ShowKnown | ShowRest | Pose | Tell | TellHint | Refuse | AskGuess | AskNext | Finish
Step = tuple[Walking, tuple[Effect, ...]]


def step(state: Walking, given: Input) -> Step:
    """Where the walk is after `given`, and what is to be done; the last effect says what is awaited."""
    if isinstance(given, on.Quit):
        return _finished(state, left=True)
    if isinstance(given, on.Begin):
        return _onward(replace(state, at=-1, asked=0))
    if isinstance(given, on.Repeat):
        return state, (*_seen(state), _awaited(state))
    if state.phase is Phase.SHOWN:
        if isinstance(given, on.Next):
            return _onward(state)
        return state, (Refuse("Nothing is asked here; go on."), _awaited(state))
    match given:
        case on.Hint():
            return state, (TellHint(state.prediction), _awaited(state))
        case on.Skip():
            return _told(state, None)
        case Guessed(guess=guess):
            return _told(state, judge(state.prediction, guess))
        case _:
            return state, (Refuse("First say what you expect, or skip this."), _awaited(state))


def _onward(state: Walking) -> Step:
    """To the next stop, or to the end."""
    if state.at + 1 >= len(state.stops):
        return _finished(state, left=False)
    there = replace(state, at=state.at + 1, asked=0)
    there = replace(there, phase=Phase.ASKED if there.stop.predictions else Phase.SHOWN)
    return there, (*_seen(there), _awaited(there))


def _told(state: Walking, judged: Judged | None) -> Step:
    """The prediction is over; to the stop's next one, or to what the run gave."""
    tell = Tell(state.prediction, judged)
    if judged is not None:
        state = replace(state, guessed=state.guessed + 1, right=state.right + judged.right)
    if state.asked + 1 < len(state.stop.predictions):
        state = replace(state, asked=state.asked + 1)
        return state, (tell, Pose(state.prediction), _awaited(state))
    state = replace(state, phase=Phase.SHOWN)
    return state, (tell, ShowRest(state.stop), _awaited(state))


def _seen(state: Walking) -> tuple[Effect, ...]:
    """All that is seen of the stop by now."""
    more = ShowRest(state.stop) if state.phase is Phase.SHOWN else Pose(state.prediction)
    return (ShowKnown(state.stop), more)


def _awaited(state: Walking) -> Effect:
    if state.phase is Phase.ASKED:
        return AskGuess(state.prediction)
    return AskNext(last=state.at + 1 == len(state.stops))


def _finished(state: Walking, left: bool) -> Step:
    over = replace(state, phase=Phase.LEFT if left else Phase.ENDED)
    return over, (Finish(state.right, state.guessed, left),)
