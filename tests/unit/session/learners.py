"""Simulated learners for tests: perfect, hopeless, slipping, guessing; and how they run a session."""

from __future__ import annotations

from collections.abc import Callable

from quizkit.model.answer import Answer, Chosen, Program
from quizkit.model.event import Presented, What
from quizkit.model.outcome import Graded
from quizkit.rng import Stream
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Plan, State

Knows = Callable[[str], bool]  # whether the learner is right this time, given the question
LEAVES = 60  # questions after which a simulated learner has had enough of an endless session


def perfect(seed: int) -> Knows:
    """Right, always."""
    del seed
    return lambda question: True


def hopeless(seed: int) -> Knows:
    """Wrong, always."""
    del seed
    return lambda question: False


def slipping(seed: int) -> Knows:
    """Knows it all and slips one time in five."""
    stream = Stream("slipping", seed)
    return lambda question: stream.below(5) > 0


def guessing(seed: int) -> Knows:
    """Picks one of four options."""
    stream = Stream("guessing", seed)
    return lambda question: stream.below(4) == 0


def reply(awaits: do.Awaits, knows: Knows, stream: Stream) -> on.Input:
    """What a learner does at a prompt: answers, says how sure they are, tries a program twice, goes on."""
    match awaits:
        case do.AskAnswer(item=item):
            answer: Answer = Program(code="x") if item.program else Chosen(option="a")
            return on.Give(answer, "v")
        case do.AskConfidence():
            return on.Sure(1 + stream.below(3))
        case do.Judge(item=item):
            return on.Verdict(Graded(score=1 if knows(item.question) else 0))
        case do.AskRetry():
            return on.Again() if stream.below(2) else on.Reveal()
        case do.AskHandIn():
            return on.HandIn()
        case do.AskNext():
            return on.Next()


def play(state: State, knows: Knows, seed: int = 0) -> tuple[State, list[What]]:
    """Run a session to its end, or until an endless one has been enough; its state and its log."""
    stream = Stream("learner", seed)
    log: list[What] = []
    given: on.Input = on.Begin()
    while not state.over:
        state, effects = step(state, given)
        log += [effect.what for effect in effects if isinstance(effect, do.Save)]
        last = effects[-1]
        if isinstance(last, do.Awaits):
            enough = state.plan.mode.endless and len(state.standings) > LEAVES
            done = state.plan.mode.navigates and all(one.answer for one in state.standings)
            given = on.Quit() if enough else on.HandIn() if done else reply(last, knows, stream)
    return state, log


def shown(log: list[What]) -> list[Presented]:
    """What was presented, turn by turn."""
    return [what for what in log if isinstance(what, Presented)]


def plan(mode: str, count: int = 8, seed: str = "seed", confidence: bool = True) -> Plan:
    """A plan with `count` questions of two skills, every fifth of them a program."""
    items = tuple(
        Item(
            f"c/t/q{number}",
            hints=number % 3,
            program=number % 5 == 4,
            options=("a", "b"),
            skill=f"c/t#{'early' if number < count / 2 else 'late'}",
            steps=number % 4,
        )
        for number in range(count)
    )
    policy = MODES[mode]
    return Plan("c/t", policy, seed, items, confidence and policy.confidence)
