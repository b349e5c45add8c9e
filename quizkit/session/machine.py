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
from quizkit.session.state import Item, Phase, State, absorb

Step = tuple[State, tuple[do.Effect, ...]]


def step(state: State, given: on.Input) -> Step:
    """Take one input. An input that does not fit the phase changes nothing and is answered with `Refuse`.

    Raises ValueError once the session is over, and before it began.
    """
    if state.over or (state.phase is Phase.READY and not isinstance(given, on.Begin)):
        raise ValueError(f"a session that is {state.phase.name} takes no {type(given).__name__}")
    match state.phase, given:
        case _, on.Begin():
            return _begin(state)
        case _, on.Quit():
            return replace(state, phase=Phase.LEFT), (do.Leave(),)
        case Phase.ASKED, on.Give():
            return _answer(state, given)
        case Phase.HELD, on.Sure():
            return _sure(state, given)
        case Phase.ASKED | Phase.JUDGING, on.Verdict():
            return _verdict(state, given)
        case Phase.TOLD, on.Next():
            return _onward(state)
        case Phase.ASKED | Phase.RETRY, _:
            return _wish(state, given)
        case _:
            return _refused(state, "That is not possible at this point.")


def _wish(state: State, given: on.Input) -> Step:
    """What the learner may want instead of answering."""
    match state.phase, given:
        case _, on.Hint():
            return _hint(state)
        case _, on.Repeat():
            return state, (_question(state), _awaited(state))
        case _, on.Skip():
            return _skip(state)
        case Phase.RETRY, on.Again():
            asked = replace(state, phase=Phase.ASKED)
            return asked, (_awaited(asked),)
        case _, on.Reveal() if state.current.answer is not None:
            told, saved = _saving(state, event.Revealed(question=state.current.item.question))
            return told, (*saved, do.ShowFeedback(told.current, closing=True), _awaited(told))
        case _:
            return _refused(state, "That is not possible at this point.")


def _refused(state: State, reason: str) -> Step:
    return state, (do.Refuse(reason), _awaited(state))


def _saving(state: State, *whats: event.What) -> tuple[State, tuple[do.Effect, ...]]:
    for what in whats:
        state = absorb(state, what)
    return state, tuple(do.Save(what) for what in whats)


def _question(state: State) -> do.ShowQuestion:
    return do.ShowQuestion(state.current.item, state.position + 1, len(state.plan.items))


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
            return do.AskNext(last=state.position + 1 == len(state.plan.items))
        case _:
            draft = current.answer.code if isinstance(current.answer, Program) else None
            return do.AskAnswer(current.item, draft)


def _begin(state: State) -> Step:
    if state.phase is Phase.READY:
        plan = state.plan
        started = event.Started(
            topic=plan.topic,
            mode=plan.mode.name,
            questions=tuple(item.question for item in plan.items),
            seed=plan.seed,
        )
        moved, effects = _onward(state)
        return moved, (do.Save(started), *effects)
    if state.phase is Phase.TOLD:
        return _onward(state)
    retry = state.phase is Phase.RETRY
    told = (do.ShowFeedback(state.current, closing=False),) if retry else ()
    return state, (_question(state), *told, _awaited(state))


def _onward(state: State) -> Step:
    """To the next question, or to the end."""
    if state.position + 1 == len(state.plan.items):
        ended, saved = _saving(state, event.Ended())
        told: tuple[do.Effect, ...] = ()
        if state.plan.mode.feedback == "at-end":
            told = tuple(do.ShowFeedback(standing, closing=True) for standing in ended.standings)
        return ended, (*saved, *told, do.ShowSummary(ended.standings))
    moved, saved = _saving(state, _presented(state.plan.items[state.position + 1]))
    return moved, (*saved, _question(moved), _awaited(moved))


def _presented(item: Item) -> event.Presented:
    return event.Presented(question=item.question, variant=item.variant, options=item.options)


def _hint(state: State) -> Step:
    current = state.current
    if not state.plan.mode.hints:
        return _refused(state, f"There are no hints in a {state.plan.mode.name}.")
    if current.hints == current.item.hints:
        return _refused(state, "There is no further hint." if current.hints else "This question has no hint.")
    hinted, saved = _saving(state, event.Hinted(question=current.item.question, rung=current.hints))
    return hinted, (*saved, do.ShowHint(current.item.question, current.hints), _awaited(hinted))


def _skip(state: State) -> Step:
    item = state.current.item
    told, saved = _saving(state, event.Skipped(question=item.question))
    # The right answer is shown before a question is left; a program is another matter: it can be tried again.
    return _told(told, saved, closing=not item.program)


def _told(state: State, saved: tuple[do.Effect, ...], closing: bool) -> Step:
    """After an outcome: feedback, or, where it comes at the end, straight on."""
    if state.plan.mode.feedback == "at-end":
        onward, effects = _onward(state)
        return onward, (*saved, *effects)
    return state, (*saved, do.ShowFeedback(state.current, closing), _awaited(state))


def _answer(state: State, given: on.Give) -> Step:
    item = state.current.item
    answered = event.Answered(
        question=item.question,
        grade_version=given.grade_version,
        variant=item.variant,
        options=item.options,
        answer=given.answer,
    )
    held, saved = _saving(state, answered)
    return held, (*saved, _awaited(held))


def _sure(state: State, given: on.Sure) -> Step:
    if given.level is None:
        judging = replace(state, phase=Phase.JUDGING)
        return judging, (_awaited(judging),)
    judging, saved = _saving(state, event.Confident(question=state.current.item.question, level=given.level))
    return judging, (*saved, _awaited(judging))


def _verdict(state: State, given: on.Verdict) -> Step:
    judged = event.Judged(
        question=state.current.item.question,
        outcome=given.outcome,
        seed=given.seed,
        level=given.level,
        engine=given.engine,
    )
    told, saved = _saving(state, judged)
    return _told(told, saved, closing=told.phase is Phase.TOLD)
