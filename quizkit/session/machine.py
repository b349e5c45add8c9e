"""The state machine of a session: `step(state, input) -> (state, effects)`, without screen, clock or chance.

Every change of a question's standing goes through the log: a step decides which events to save, and the new
state is the old one with those events absorbed. What is not logged is only where the learner looks just now.
"""

from __future__ import annotations

from dataclasses import replace

from quizkit.model import event
from quizkit.model.answer import Program
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session import sheet
from quizkit.session.order import comes_as_example, place, returns, steps_for, upcoming
from quizkit.session.saving import Step, absorbed, answer_event, flag_event, refused, started
from quizkit.session.state import Item, Phase, State


def step(state: State, given: on.Input) -> Step:
    """Take one input. An input that does not fit the phase changes nothing and is answered with `Refuse`.

    Raises ValueError once the session is over, and before it began.
    """
    if state.over or (state.phase is Phase.READY and not isinstance(given, on.Begin)):
        raise ValueError(f"a session that is {state.phase.name} takes no {type(given).__name__}")
    if isinstance(given, on.Quit):
        return _quit(state)
    if state.plan.mode.navigates:
        return sheet.step(state, given)
    match state.phase, given:
        case _, on.Begin():
            return _begin(state)
        case Phase.ASKED | Phase.RETRY, on.Give():
            return _answer(state, given)
        case Phase.HELD, on.Sure():
            return _sure(state, given)
        case Phase.ASKED | Phase.JUDGING, on.Verdict():
            return _verdict(state, given)
        case Phase.TOLD, on.Next():
            return _onward(state)
        case Phase.JUDGING, _:
            return refused(state, "The answer is being judged.", _awaited(state))
        case _:
            return _wish(state, given)


def _quit(state: State) -> Step:
    if state.plan.mode.endless and state.standings:
        return _finished(state)
    return replace(state, phase=Phase.LEFT), (do.Leave(),)


def _wish(state: State, given: on.Input) -> Step:
    """What the learner may want instead of answering, of saying how sure they are, or of going on."""
    working = state.phase in (Phase.ASKED, Phase.RETRY)
    match given:
        case on.Repeat():
            return state, (*_shown(state), _awaited(state))
        case on.Overview():
            return state, (do.ShowOverview(state), _awaited(state))
        case on.Flag():
            flagged, saved = absorbed(state, flag_event(state))
            return flagged, (*saved, do.ShowNoted(flagged.current, flag=True), _awaited(flagged))
        case on.Hint() if working:
            return _hint(state)
        case on.Skip() if working:
            return _skip(state)
        case on.Reveal() if working:
            return _reveal(state)
        case on.Again() if state.phase is Phase.RETRY:
            asked = replace(state, phase=Phase.ASKED)
            return asked, (_awaited(asked),)
        case _:
            return refused(state, "That is not possible at this point.", _awaited(state))


def _question(state: State, worked: bool = False) -> do.ShowQuestion:
    return do.ShowQuestion(state.current.item, place(state), state.current.steps, worked)


def _shown(state: State) -> tuple[do.Effect, ...]:
    """The question that is on, and how its answer was judged if that is being told."""
    if state.phase is Phase.TOLD:
        return _question(state), _feedback(state, closing=not state.current.item.program)
    if state.phase is Phase.RETRY:
        return _question(state), do.ShowFeedback(state.current, closing=False)
    return (_question(state),)


def _feedback(state: State, closing: bool) -> do.ShowFeedback:
    return do.ShowFeedback(state.current, closing, returns(state, state.current))


def _awaited(state: State) -> do.Awaits:
    """The effect that leads to the next input."""
    current = state.current
    match state.phase:
        case Phase.HELD:
            return do.AskConfidence(current.item)
        case Phase.JUDGING if current.answer is not None:
            return do.Judge(current.item, current.answer, current.attempts - 1)
        case Phase.RETRY:
            return do.AskRetry(current.item)
        case Phase.TOLD:
            return do.AskNext(last=upcoming(state) is None)
        case _:
            draft = current.answer.code if isinstance(current.answer, Program) else None
            return do.AskAnswer(current.item, draft)


def _begin(state: State) -> Step:
    if state.phase is Phase.READY:
        told: tuple[do.Effect, ...] = (do.ShowInsight(),) if state.plan.mode.insight == "both" else ()
        moved, effects = _onward(state)
        return moved, (do.Save(started(state)), *told, *effects)
    if state.phase is Phase.TOLD:
        return _onward(state)
    if state.phase is Phase.ASKED and _is_unfinished_example(state):
        return _example(state)
    return state, (*_shown(state), _awaited(state))


def _onward(state: State) -> Step:
    """To the next question, or to the end."""
    item = upcoming(state)
    if item is None:
        return _finished(state)
    moved, saved = absorbed(state, _presented(state, item))
    if comes_as_example(state, item):
        told, effects = _example(moved)
        return told, (*saved, *effects)
    return moved, (*saved, _question(moved), _awaited(moved))


def _presented(state: State, item: Item) -> event.Presented:
    return event.Presented(
        question=item.question,
        turn=state.turns,
        variant=item.variant,
        options=item.options,
        mistake=item.mistake,
        steps=steps_for(state, item),
    )


def _is_unfinished_example(state: State) -> bool:
    """Whether the question that is on is a worked example whose solution was not shown before leaving."""
    before = replace(state, standings=state.standings[: state.position])
    return comes_as_example(before, state.current.item)


def _example(state: State) -> Step:
    """Show a worked example: nothing is asked, all is shown."""
    told, saved = absorbed(state, _revealed(state))
    return told, (_question(state, worked=True), *saved, _feedback(told, closing=True), _awaited(told))


def _finished(state: State) -> Step:
    ended, saved = absorbed(state, event.Ended())
    told: tuple[do.Effect, ...] = ()
    if state.plan.mode.feedback == "at-end":
        told = tuple(do.ShowFeedback(standing, closing=True) for standing in ended.standings)
    return ended, (*saved, *told, do.ShowSummary(ended))


def _hint(state: State) -> Step:
    current = state.current
    if not state.plan.mode.hints:
        return refused(state, f"There are no hints in a {state.plan.mode.name}.", _awaited(state))
    if current.hints == current.item.hints:
        none = "There is no further hint." if current.hints else "This question has no hint."
        return refused(state, none, _awaited(state))
    hint = event.Hinted(question=current.item.question, turn=current.turn, rung=current.hints)
    hinted, saved = absorbed(state, hint)
    return hinted, (*saved, do.ShowHint(current.item, current.hints), _awaited(hinted))


def _revealed(state: State) -> event.Revealed:
    return event.Revealed(question=state.current.item.question, turn=state.current.turn)


def _reveal(state: State) -> Step:
    """Show the solution: of a program that was tried, or where the mode shows it before an answer."""
    current, mode = state.current, state.plan.mode
    tried = current.item.program and current.answer is not None and mode.retries
    if not (tried or mode.reveals):
        return refused(state, f"In {mode.name} mode the right answer is shown after yours.", _awaited(state))
    told, saved = absorbed(state, _revealed(state))
    return told, (*saved, _feedback(told, closing=True), _awaited(told))


def _skip(state: State) -> Step:
    current = state.current
    told, saved = absorbed(state, event.Skipped(question=current.item.question, turn=current.turn))
    # The right answer is shown before a question is left; a program is another matter: it can be tried again.
    return _told(told, saved, closing=not current.item.program)


def _told(state: State, saved: tuple[do.Effect, ...], closing: bool) -> Step:
    """After an outcome: feedback, or, where it comes at the end, straight on."""
    if state.plan.mode.feedback == "at-end":
        onward, effects = _onward(state)
        return onward, (*saved, *effects)
    return state, (*saved, _feedback(state, closing), _awaited(state))


def _answer(state: State, given: on.Give) -> Step:
    held, saved = absorbed(state, answer_event(state, given.grade_version, given.answer))
    return held, (*saved, _awaited(held))


def _sure(state: State, given: on.Sure) -> Step:
    if given.level is None:
        judging = replace(state, phase=Phase.JUDGING)
        return judging, (_awaited(judging),)
    current = state.current
    sure = event.Confident(question=current.item.question, turn=current.turn, level=given.level)
    judging, saved = absorbed(state, sure)
    return judging, (*saved, _awaited(judging))


def _verdict(state: State, given: on.Verdict) -> Step:
    judged = event.Judged(
        question=state.current.item.question,
        turn=state.current.turn,
        outcome=given.outcome,
        seed=given.seed,
        level=given.level,
        engine=given.engine,
    )
    told, saved = absorbed(state, judged)
    return _told(told, saved, closing=told.phase is Phase.TOLD)
