"""What every step is made of: events that are absorbed and saved, and wishes that are refused."""

from __future__ import annotations

from quizkit.model import event
from quizkit.model.answer import Answer
from quizkit.session import effects as do
from quizkit.session.state import State, absorb

Step = tuple[State, tuple[do.Effect, ...]]


def absorbed(state: State, *whats: event.What) -> tuple[State, tuple[do.Effect, ...]]:
    """The state after `whats`, and the effects that save them."""
    for what in whats:
        state = absorb(state, what)
    return state, tuple(do.Save(what) for what in whats)


def refused(state: State, reason: str, awaited: do.Awaits) -> Step:
    """The state as it is, with the reason why a wish is not met."""
    return state, (do.Refuse(reason), awaited)


def started(state: State) -> event.Started:
    """The event that the session begins."""
    plan = state.plan
    items = tuple(
        event.Served(
            question=item.question,
            variant=item.variant,
            mistake=item.mistake,
            skill=item.skill,
            before=item.before,
        )
        for item in plan.items
    )
    return event.Started(
        topic=plan.topic, mode=plan.mode.name, items=items, seed=plan.seed, minutes=plan.minutes
    )


def answer_event(state: State, grade_version: str, answer: Answer) -> event.Answered:
    """The event that the question that is on was answered."""
    current = state.current
    return event.Answered(
        question=current.item.question,
        turn=current.turn,
        grade_version=grade_version,
        variant=current.item.variant,
        options=current.item.options,
        answer=answer,
    )


def flag_event(state: State) -> event.Flagged:
    """The event that the question that is on was marked, or its mark taken away."""
    current = state.current
    return event.Flagged(question=current.item.question, turn=current.turn, on=not current.flagged)
