"""A session that is worked at like a sheet of paper: go to any question, flag, hand in; nothing is judged.

This is the half of the state machine for modes that navigate, which is the exam's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from quizkit.model import event
from quizkit.model.answer import Program
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.order import place
from quizkit.session.saving import Step, absorbed, answer_event, flag_event, refused, started
from quizkit.session.state import Phase, State


def step(state: State, given: on.Input) -> Step:
    """Take one input; leaving is dealt with before. What does not fit changes nothing."""
    match state.phase, given:
        case _, on.Begin():
            return _begin(state)
        case _, on.TimeUp():
            return _ended(state, "time-up")
        case Phase.HANDING, on.HandIn():
            return _ended(state, "handed-in")
        case Phase.ASKED | Phase.HANDING, on.GoTo(turn=turn):
            return _go_to(state, turn)
        case Phase.HANDING, on.Again():
            return _go_to(state, state.current.turn)
        case Phase.ASKED, on.Give():
            return _noted(state, given)
        case Phase.ASKED, on.Next() | on.Skip():
            return _following(state)
        case _:
            return _wish(state, given)


def _wish(state: State, given: on.Input) -> Step:
    match state.phase, given:
        case Phase.ASKED, on.HandIn():
            handing = replace(state, phase=Phase.HANDING)
            return handing, (do.ShowOverview(handing), _awaited(handing))
        case _, on.Overview():
            return state, (do.ShowOverview(state), _awaited(state))
        case Phase.ASKED, on.Repeat():
            return state, (_question(state), _awaited(state))
        case Phase.ASKED, on.Flag():
            flagged, saved = absorbed(state, flag_event(state))
            return flagged, (*saved, do.ShowNoted(flagged.current, flag=True), _awaited(flagged))
        case _, on.Hint() | on.Reveal():
            return refused(state, "There is no help in an exam.", _awaited(state))
        case _:
            return refused(state, "That is not possible at this point.", _awaited(state))


def _awaited(state: State) -> do.Awaits:
    if state.phase is Phase.HANDING:
        unanswered = sum(standing.answer is None for standing in state.standings)
        return do.AskHandIn(unanswered, sum(standing.flagged for standing in state.standings))
    answer = state.current.answer
    return do.AskAnswer(state.current.item, answer.code if isinstance(answer, Program) else None)


def _question(state: State) -> do.ShowQuestion:
    return do.ShowQuestion(state.current.item, place(state))


def _begin(state: State) -> Step:
    if state.phase is Phase.READY:
        moved, effects = _go_to(state, 0)
        return moved, (do.Save(started(state)), *effects)
    asked = replace(state, phase=Phase.ASKED)
    return asked, (_question(asked), _awaited(asked))


def _go_to(state: State, turn: int) -> Step:
    if not 0 <= turn < len(state.standings):
        return refused(state, f"The questions go from 1 to {len(state.standings)}.", _awaited(state))
    item = state.standings[turn].item
    shown = event.Presented(question=item.question, turn=turn, variant=item.variant, options=item.options)
    moved, saved = absorbed(state, shown)
    return moved, (*saved, _question(moved), _awaited(moved))


def _following(state: State) -> Step:
    """To the question behind the one that is on; behind the last, where all of them stand."""
    following = state.current.turn + 1
    if following < len(state.standings):
        return _go_to(state, following)
    return state, (do.ShowOverview(state), _awaited(state))


def _noted(state: State, given: on.Give) -> Step:
    noted, saved = absorbed(state, answer_event(state, given.grade_version, given.answer))
    moved, effects = _following(noted)
    return moved, (*saved, do.ShowNoted(noted.current), *effects)


def _ended(state: State, how: Literal["handed-in", "time-up"]) -> Step:
    ended, saved = absorbed(state, event.Ended(how=how))
    return ended, (*saved, do.ShowSummary(ended))
