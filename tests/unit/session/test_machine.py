"""The laws of the session's state machine, by simulated learners and by random inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.model.answer import Chosen, Program
from quizkit.model.event import Answered, Ended, Presented, Started, What
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, SystemFault
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Phase, Plan, State, fresh, replayed
from quizkit.session.summary import summarised

RIGHT, WRONG = Graded(score=1), Graded(score=0, mistake="mixed-up")
PICK = on.Give(Chosen(option="a"), "v1")
WRITE = on.Give(Program(code="x = 1\n"), "v1")

Learner = Callable[[do.Awaits], on.Input]


def plan(mode: str = "practice", confidence: bool = False, count: int = 3) -> Plan:
    items = [Item(f"q{number}", hints=1, options=("a", "b")) for number in range(1, count)]
    return Plan("c/t", MODES[mode], "seed", (*items, Item("program", program=True)), confidence)


def learner(judged: Sequence[Graded]) -> Learner:
    """One who answers everything, says 'fairly', gives up a wrong program at once; outcomes come in turn."""
    outcomes = iter(judged)

    def reply(awaits: do.Awaits) -> on.Input:
        match awaits:
            case do.AskAnswer(item=item):
                return WRITE if item.program else PICK
            case do.AskConfidence():
                return on.Sure(2)
            case do.Judge():
                return on.Verdict(next(outcomes))
            case do.AskRetry():
                return on.Reveal()
            case do.AskNext():
                return on.Next()

    return reply


def play(state: State, reply: Learner) -> tuple[State, list[do.Effect]]:
    """Run to the end; every effect in order."""
    given: on.Input = on.Begin()
    seen: list[do.Effect] = []
    while not state.over:
        state, effects = step(state, given)
        seen += effects
        if not state.over:
            awaits = effects[-1]
            assert isinstance(awaits, do.Awaits)
            given = reply(awaits)
    return state, seen


def saved(effects: Sequence[do.Effect]) -> list[What]:
    return [effect.what for effect in effects if isinstance(effect, do.Save)]


def test_perfect_learner_masters_everything_and_hopeless_one_nothing() -> None:
    perfect, _ = play(fresh(plan()), learner([RIGHT] * 3))
    hopeless, _ = play(fresh(plan()), learner([WRONG] * 3))
    assert summarised(perfect.standings).right == 3
    assert summarised(hopeless.standings).right == 0


def test_questions_come_in_the_order_of_the_plan_each_once() -> None:
    _, seen = play(fresh(plan(count=5)), learner([RIGHT] * 5))
    shown = [what.question for what in saved(seen) if isinstance(what, Presented)]
    assert shown == ["q1", "q2", "q3", "q4", "program"]
    assert [(e.number, e.total) for e in seen if isinstance(e, do.ShowQuestion)] == [
        (number, 5) for number in range(1, 6)
    ]


def test_the_log_begins_with_started_and_ends_with_ended() -> None:
    _, seen = play(fresh(plan()), learner([RIGHT] * 3))
    log = saved(seen)
    assert isinstance(log[0], Started)
    assert log[0].questions == ("q1", "q2", "program")
    assert isinstance(log[-1], Ended)


def test_an_answer_is_saved_before_confidence_is_asked_and_before_it_is_judged() -> None:
    _, seen = play(fresh(plan(confidence=True)), learner([RIGHT] * 3))
    kinds = [
        "answered"
        if isinstance(effect, do.Save) and isinstance(effect.what, Answered)
        else type(effect).__name__
        for effect in seen
    ]
    first = kinds.index("answered")
    assert kinds[first : first + 4] == ["answered", "AskConfidence", "Save", "Judge"]


def test_practice_tells_at_once_and_a_test_only_at_the_end() -> None:
    _, practice = play(fresh(plan()), learner([WRONG] * 3))
    _, test = play(fresh(plan("test")), learner([WRONG] * 3))
    assert any(isinstance(effect, do.ShowFeedback) for effect in practice[:8])
    told = [at for at, effect in enumerate(test) if isinstance(effect, do.ShowFeedback)]
    last_answer = max(at for at, effect in enumerate(test) if isinstance(effect, do.AskAnswer))
    assert len(told) == 3
    assert min(told) > last_answer


def test_a_test_gives_no_hint_and_no_second_try() -> None:
    state, _ = step(fresh(plan("test", count=1)), on.Begin())
    state, effects = step(state, on.Hint())
    assert effects[0] == do.Refuse("There are no hints in a test.")
    assert isinstance(effects[-1], do.AskAnswer)
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(WRONG))
    assert state.phase is Phase.ENDED


def test_a_hinted_success_never_counts_as_mastery() -> None:
    state, _ = step(fresh(plan(count=2)), on.Begin())
    state, effects = step(state, on.Hint())
    assert do.ShowHint("q1", 0) in effects
    state, effects = step(state, on.Hint())
    assert effects[0] == do.Refuse("There is no further hint.")
    state, _ = step(state, PICK)
    state, _ = step(state, on.Verdict(RIGHT))
    assert not state.standings[0].mastered


def test_a_wrong_program_can_be_edited_again_from_the_same_text() -> None:
    state, _ = step(fresh(plan(count=1)), on.Begin())
    state, _ = step(state, WRITE)
    state, effects = step(state, on.Verdict(WRONG))
    assert effects[-2:] == (
        do.ShowFeedback(state.current, closing=False),
        do.AskRetry(state.current.item),
    )
    state, effects = step(state, on.Again())
    assert effects == (do.AskAnswer(state.current.item, draft="x = 1\n"),)
    state, _ = step(state, WRITE)
    state, effects = step(state, on.Verdict(RIGHT))
    assert state.phase is Phase.TOLD
    assert not state.current.mastered, "right at the second try is not right at the first"


@pytest.mark.parametrize("closing", [True, False])
def test_leaving_a_program_shows_its_solution_only_if_asked_for(closing: bool) -> None:
    state, _ = step(fresh(plan(count=1)), on.Begin())
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(WRONG))
    state, effects = step(state, on.Reveal() if closing else on.Skip())
    assert do.ShowFeedback(state.current, closing=closing) in effects


def test_skipping_a_question_shows_the_right_answer_first() -> None:
    state, _ = step(fresh(plan()), on.Begin())
    state, effects = step(state, on.Skip())
    assert do.ShowFeedback(state.current, closing=True) in effects
    assert summarised(state.standings).skipped == 1


@pytest.mark.parametrize("fault", [SystemFault(reason="no sandbox"), AuthorFault(reason="broken")])
def test_what_could_not_be_judged_counts_neither_right_nor_wrong(fault: SystemFault | AuthorFault) -> None:
    state, _ = step(fresh(plan("test", count=1)), on.Begin())
    state, _ = step(state, on.Verdict(fault))
    summary = summarised(state.standings)
    assert (summary.right, summary.counted, summary.unjudged) == (0, 0, 1)


@pytest.mark.parametrize(
    "outcome", [NotAttempted(reason="unchanged"), LearnerFault(fault="raised", reason="it raised")]
)
def test_a_program_that_did_not_run_may_be_edited_again(outcome: NotAttempted | LearnerFault) -> None:
    state, _ = step(fresh(plan(count=1)), on.Begin())
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(outcome))
    assert state.phase is Phase.RETRY


def test_an_input_after_the_end_is_an_error_of_the_caller() -> None:
    state, _ = step(fresh(plan()), on.Begin())
    state, effects = step(state, on.Quit())
    assert effects == (do.Leave(),)
    with pytest.raises(ValueError, match="LEFT"):
        step(state, PICK)


INPUTS = st.sampled_from(
    [
        PICK,
        WRITE,
        on.Sure(3),
        on.Sure(None),
        on.Verdict(RIGHT),
        on.Verdict(WRONG),
        on.Verdict(SystemFault(reason="full")),
        on.Hint(),
        on.Repeat(),
        on.Again(),
        on.Reveal(),
        on.Skip(),
        on.Next(),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(product(MODES, [True, False]))), st.lists(INPUTS, max_size=30))
def test_any_inputs_leave_a_session_that_waits_and_whose_replay_stands_at_the_same_question(
    mode: tuple[str, bool], inputs: list[on.Input]
) -> None:
    made = plan(*mode)
    state, effects = step(fresh(made), on.Begin())
    log = saved(effects)
    for given_input in inputs:
        if state.over:
            break
        state, effects = step(state, given_input)
        log += saved(effects)
        over = isinstance(effects[-1], do.ShowSummary)
        assert over or isinstance(effects[-1], do.Awaits)
        assert not any(isinstance(effect, do.Awaits) for effect in effects[:-1])
    again = replayed(made, log)
    assert (again.position, again.standings, again.over) == (state.position, state.standings, state.over)


@given(st.integers(0, 20))
def test_leaving_at_any_point_and_coming_back_ends_as_if_one_had_stayed(left_after: int) -> None:
    made = plan(confidence=True)
    whole, _ = play(fresh(made), learner([RIGHT, WRONG, RIGHT]))
    state, log, reply = fresh(made), list[What](), learner([RIGHT, WRONG, RIGHT])
    given_input: on.Input = on.Begin()
    for _ in range(left_after):
        if state.over:
            break
        state, effects = step(state, given_input)
        log += saved(effects)
        if not state.over:
            awaits = effects[-1]
            assert isinstance(awaits, do.Awaits)
            if isinstance(awaits, do.Judge):
                break  # the outcomes are dealt in turn; leaving between the deal and the log would skip one
            given_input = reply(awaits)
    back, _ = play(replayed(made, log), reply) if not replayed(made, log).over else (whole, [])
    assert back.standings == whole.standings


def test_events_of_a_question_that_left_the_bank_are_passed_over() -> None:
    gone = Presented(question="gone")
    assert replayed(plan(), [gone]).position == -1
