"""The laws of the state machine where feedback is given: order of effects, hints, retries, skips."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from quizkit.model.answer import Chosen, Program
from quizkit.model.event import Answered, Ended, Flagged, Presented, Started, What
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, SystemFault
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.order import Place
from quizkit.session.state import Item, Phase, Plan, State, fresh, replayed
from quizkit.session.summary import summarised

RIGHT, WRONG = Graded(score=1), Graded(score=0, mistake="mixed-up")
PICK = on.Give(Chosen(option="a"), "v1")
WRITE = on.Give(Program(code="x = 1\n"), "v1")

Learner = Callable[[do.Awaits], on.Input]


def plan(mode: str = "quiz", confidence: bool = False, count: int = 3) -> Plan:
    items = [Item(f"c/t/q{number}", hints=1, options=("a", "b")) for number in range(1, count)]
    return Plan("c/t", MODES[mode], "seed", (*items, Item("c/t/program", program=True)), confidence)


def begun(mode: str = "quiz", count: int = 1) -> State:
    return step(fresh(plan(mode, count=count)), on.Begin())[0]


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
            case _:
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


def test_questions_come_in_the_order_of_the_plan_each_once() -> None:
    _, seen = play(fresh(plan(count=5)), learner([RIGHT] * 5))
    shown = [(what.question, what.turn) for what in saved(seen) if isinstance(what, Presented)]
    assert shown == [("c/t/q1", 0), ("c/t/q2", 1), ("c/t/q3", 2), ("c/t/q4", 3), ("c/t/program", 4)]
    places = [effect.place for effect in seen if isinstance(effect, do.ShowQuestion)]
    assert places == [Place(number, 5) for number in range(1, 6)]


def test_the_log_begins_with_what_is_served_and_ends_with_the_end() -> None:
    _, seen = play(fresh(plan()), learner([RIGHT] * 3))
    log = saved(seen)
    assert isinstance(log[0], Started)
    assert [one.question for one in log[0].items] == ["c/t/q1", "c/t/q2", "c/t/program"]
    assert log[-1] == Ended()


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


def test_a_quiz_tells_at_once_and_a_test_only_at_the_end() -> None:
    _, quiz = play(fresh(plan()), learner([WRONG] * 3))
    _, test = play(fresh(plan("test")), learner([WRONG] * 3))
    assert any(isinstance(effect, do.ShowFeedback) for effect in quiz[:8])
    told = [at for at, effect in enumerate(test) if isinstance(effect, do.ShowFeedback)]
    last_answer = max(at for at, effect in enumerate(test) if isinstance(effect, do.AskAnswer))
    assert len(told) == 3
    assert min(told) > last_answer


def test_a_test_gives_no_hint_no_answer_and_no_second_try() -> None:
    state = begun("test")
    for wish, refusal in (
        (on.Hint(), "There are no hints in a test."),
        (on.Reveal(), "In test mode the right answer is shown after yours."),
    ):
        state, effects = step(state, wish)
        assert effects[0] == do.Refuse(refusal)
        assert isinstance(effects[-1], do.AskAnswer)
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(WRONG))
    assert state.phase is Phase.ENDED


def test_a_hinted_success_never_counts_as_mastery() -> None:
    state, effects = step(begun(count=2), on.Hint())
    assert do.ShowHint(state.current.item, 0) in effects
    state, effects = step(state, on.Hint())
    assert effects[0] == do.Refuse("There is no further hint.")
    state, _ = step(state, PICK)
    state, _ = step(state, on.Verdict(RIGHT))
    assert not state.standings[0].mastered


def test_a_wrong_program_can_be_edited_again_from_the_same_text() -> None:
    state, _ = step(begun(), WRITE)
    state, effects = step(state, on.Verdict(WRONG))
    assert effects[-2:] == (
        do.ShowFeedback(state.current, closing=False),
        do.AskRetry(state.current.item),
    )
    state, effects = step(state, on.Again())
    assert effects == (do.AskAnswer(state.current.item, draft="x = 1\n"),)
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(RIGHT))
    assert state.phase is Phase.TOLD
    assert not state.current.mastered, "right at the second try is not right at the first"


def test_a_better_program_is_taken_without_a_word_between() -> None:
    state, _ = step(begun(), WRITE)
    state, _ = step(state, on.Verdict(WRONG))
    state, effects = step(state, WRITE)
    assert effects[-1] == do.Judge(state.current.item, Program(code="x = 1\n"), attempt=1)


def test_the_starter_unchanged_is_no_first_answer() -> None:
    state, _ = step(begun(), WRITE)
    state, _ = step(state, on.Verdict(NotAttempted(reason="unchanged")))
    assert state.phase is Phase.RETRY
    state, _ = step(state, WRITE)
    state, _ = step(state, on.Verdict(RIGHT))
    assert state.current.mastered
    assert state.current.attempts == 1


def test_how_sure_one_is_of_the_unchanged_starter_is_not_how_sure_one_is_of_an_answer() -> None:
    made = Plan("c/t", MODES["quiz"], "seed", (Item("c/t/p", program=True),), asks_confidence=True)
    state, _ = step(fresh(made), on.Begin())
    for given in (WRITE, on.Sure(3), on.Verdict(NotAttempted(reason="unchanged"))):
        state, _ = step(state, given)
    state, effects = step(state, WRITE)
    assert effects[-1] == do.AskConfidence(state.current.item)
    for given in (on.Sure(1), on.Verdict(WRONG), WRITE):
        state, effects = step(state, given)
    assert effects[-1] == do.Judge(state.current.item, Program(code="x = 1\n"), attempt=1)
    assert state.current.confidence == 1


def test_a_hint_taken_after_the_unchanged_starter_came_before_the_first_answer() -> None:
    made = Plan("c/t", MODES["quiz"], "seed", (Item("c/t/p", hints=1, program=True),))
    state, _ = step(fresh(made), on.Begin())
    for given in (WRITE, on.Verdict(NotAttempted(reason="unchanged")), on.Hint(), WRITE, on.Verdict(RIGHT)):
        state, _ = step(state, given)
    assert not state.current.mastered


@pytest.mark.parametrize("closing", [True, False])
def test_leaving_a_program_shows_its_solution_only_if_asked_for(closing: bool) -> None:
    state, _ = step(begun(), WRITE)
    state, _ = step(state, on.Verdict(WRONG))
    state, effects = step(state, on.Reveal() if closing else on.Skip())
    assert do.ShowFeedback(state.current, closing=closing) in effects


@pytest.mark.parametrize("mode", ["learn", "practice"])
def test_the_answer_can_be_asked_for_where_nothing_is_scored(mode: str) -> None:
    state, effects = step(begun(mode, count=2), on.Reveal())
    assert do.ShowFeedback(state.current, closing=True, returns=True) in effects
    assert state.phase is Phase.TOLD


def test_skipping_a_question_shows_the_right_answer_first() -> None:
    state, effects = step(begun(count=3), on.Skip())
    assert do.ShowFeedback(state.current, closing=True) in effects
    assert summarised(state).skipped == 1


@pytest.mark.parametrize("fault", [SystemFault(reason="no sandbox"), AuthorFault(reason="broken")])
def test_what_could_not_be_judged_counts_neither_right_nor_wrong(fault: SystemFault | AuthorFault) -> None:
    state, _ = step(begun("test"), on.Verdict(fault))
    summary = summarised(state)
    assert (summary.right, summary.counted, summary.unjudged) == (0, 0, 1)


def test_a_disputed_question_counts_for_nothing() -> None:
    made = Plan("c/t", MODES["practice"], "seed", (Item("c/t/q", contested=True),))
    state, _ = play(fresh(made), learner([RIGHT]))
    assert summarised(state).counted == 0


def test_a_program_that_did_not_run_may_be_edited_again() -> None:
    state, _ = step(begun(), WRITE)
    state, _ = step(state, on.Verdict(LearnerFault(fault="raised", reason="it raised")))
    assert state.phase is Phase.RETRY


def test_a_flag_is_logged_and_taken_away_by_the_next() -> None:
    state, effects = step(begun(count=2), on.Flag())
    assert effects[0] == do.Save(Flagged(question="c/t/q1", turn=0, on=True))
    assert summarised(state).flagged == (state.current.item,)
    state, _ = step(state, on.Flag())
    assert not state.current.flagged


@pytest.mark.parametrize("wish", [on.Repeat(), on.Flag(), on.Overview()])
@pytest.mark.parametrize("phase", [Phase.ASKED, Phase.HELD, Phase.TOLD, Phase.RETRY])
def test_looking_aside_leaves_the_question_where_it_was(wish: on.Input, phase: Phase) -> None:
    confident = phase is Phase.HELD
    state, _ = step(fresh(plan(confidence=confident, count=1)), on.Begin())
    given: dict[Phase, list[on.Input]] = {
        Phase.HELD: [WRITE],
        Phase.RETRY: [WRITE, on.Verdict(WRONG)],
        Phase.TOLD: [WRITE, on.Verdict(RIGHT)],
    }
    for one in given.get(phase, []):
        state, _ = step(state, one)
    assert state.phase is phase
    after, effects = step(state, wish)
    assert after.phase is phase
    assert not isinstance(effects[0], do.Refuse)
    assert type(effects[-1]) is type(step(state, on.Repeat())[1][-1])


def test_an_input_after_the_end_is_an_error_of_the_caller() -> None:
    state, effects = step(begun(), on.Quit())
    assert effects == (do.Leave(),)
    with pytest.raises(ValueError, match="LEFT"):
        step(state, PICK)


def test_events_of_a_question_that_left_the_bank_are_passed_over_and_keep_their_turn() -> None:
    gone = Presented(question="c/t/gone", turn=0)
    state = replayed(plan(), [gone])
    assert (state.position, state.turns) == (-1, 1)
