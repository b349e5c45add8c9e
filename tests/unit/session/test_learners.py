"""Simulated learners over hundreds of sessions: all gets mastered, nothing starves, nobody is flattered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.model.answer import Chosen
from quizkit.model.event import What
from quizkit.model.outcome import Graded, SystemFault
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.order import MOST
from quizkit.session.state import State, fresh, replayed
from quizkit.session.summary import summarised
from tests.unit.session.learners import Knows, guessing, hopeless, perfect, plan, play, shown, slipping

JUDGED = [name for name, mode in MODES.items() if mode.feedback != "never"]
PICK = on.Give(Chosen(option="a"), "v")


@pytest.mark.parametrize("mode", JUDGED)
def test_a_perfect_learner_masters_everything_and_a_hopeless_one_nothing(mode: str) -> None:
    best, _ = play(fresh(plan(mode)), perfect(0))
    worst, _ = play(fresh(plan(mode)), hopeless(0))
    assert summarised(best).open == ()
    assert summarised(worst).right == 0


@pytest.mark.parametrize("mode", ["learn", "practice"])
@pytest.mark.parametrize("seed", range(100))
def test_who_slips_now_and_then_gets_everything_right_before_the_end(mode: str, seed: int) -> None:
    state, log = play(fresh(plan(mode, seed=str(seed))), slipping(seed), seed)
    counts = Counter(what.question for what in shown(log))
    wrong = [item for item in summarised(state).open if not item.program and counts[item.question] < MOST]
    assert wrong == [], "what is not right comes back until it is, or has come often enough"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("learner", [perfect, hopeless, slipping, guessing])
def test_nothing_starves(mode: str, learner: Callable[[int], Knows]) -> None:
    made = plan(mode)
    for seed in range(10):
        state, log = play(fresh(made), learner(seed), seed)
        assert state.over
        assert {what.question for what in shown(log)} == {item.question for item in made.items}


@pytest.mark.parametrize("mode", [name for name in JUDGED if MODES[name].counts])
def test_a_guesser_is_never_called_strong(mode: str) -> None:
    for seed in range(200):
        state, _ = play(fresh(plan(mode, count=10)), guessing(seed), seed)
        assert not summarised(state).strength.strong


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("learner", [hopeless, slipping])
def test_the_replay_of_the_log_is_the_session(mode: str, learner: Callable[[int], Knows]) -> None:
    for seed in range(10):
        made = plan(mode)
        state, log = play(fresh(made), learner(seed), seed)
        assert replayed(made, log) == state


INPUTS = st.sampled_from(
    [
        PICK,
        on.Sure(3),
        on.Sure(None),
        on.Verdict(Graded(score=1)),
        on.Verdict(Graded(score=0, mistake="mixed-up")),
        on.Verdict(SystemFault(reason="full")),
        on.Hint(),
        on.Repeat(),
        on.Again(),
        on.Reveal(),
        on.Skip(),
        on.Next(),
        on.Flag(),
        on.Overview(),
        on.GoTo(1),
        on.HandIn(),
    ]
)


def seen_of(state: State) -> tuple[object, ...]:
    """What a log has to give back; where the learner looks just now is not in it."""
    return (state.position, state.standings, state.turns, state.over)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(product(MODES, [True, False]))), st.lists(INPUTS, max_size=40))
def test_after_any_input_the_session_waits_and_its_log_gives_it_back(
    mode: tuple[str, bool], inputs: list[on.Input]
) -> None:
    made = plan(mode[0], confidence=mode[1])
    state, effects = step(fresh(made), on.Begin())
    log: list[What] = [effect.what for effect in effects if isinstance(effect, do.Save)]
    for one in inputs:
        if state.over:
            break
        state, effects = step(state, one)
        log += [effect.what for effect in effects if isinstance(effect, do.Save)]
        assert isinstance(effects[-1], do.ShowSummary | do.Awaits)
        assert not any(isinstance(effect, do.Awaits) for effect in effects[:-1])
        assert seen_of(replayed(made, log)) == seen_of(state)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(MODES)), st.integers(0, 120))
def test_killed_between_any_two_events_a_session_goes_on_from_the_last_one(mode: str, kept: int) -> None:
    made = plan(mode, count=6)
    whole, log = play(fresh(made), perfect(0))
    prefix = log[: min(kept, len(log))]
    left = replayed(made, prefix)
    if left.over:
        assert left == whole
        return
    resumed = left if left.position >= 0 else fresh(made)
    finished, rest = play(resumed, perfect(0))
    assert replayed(made, [*prefix, *rest]) == finished
    assert {one.item: one.right for one in finished.standings} == {
        one.item: one.right for one in whole.standings
    }
    answered = [standing.answer for standing in left.standings if standing.answer]
    assert [standing.answer for standing in finished.standings if standing.answer][
        : len(answered)
    ] == answered
