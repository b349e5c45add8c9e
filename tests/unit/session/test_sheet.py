"""The laws of an exam: go anywhere, nothing is told, handed in only when meant, and the clock ends it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.model.answer import Chosen
from quizkit.model.event import Answered, Ended, What
from quizkit.model.outcome import Graded
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Phase, Plan, State, fresh, replayed

ITEMS = tuple(Item(f"c/t/q{number}", hints=1, options=("a", "b")) for number in range(3))
PLAN = Plan("exam", MODES["exam"], "seed", ITEMS)
PICK = on.Give(Chosen(option="a"), "v1")


def after(*inputs: on.Input) -> tuple[State, list[do.Effect]]:
    state, effects = step(fresh(PLAN), on.Begin())
    seen = list(effects)
    for one in inputs:
        state, effects = step(state, one)
        seen += effects
    return state, seen


def test_an_answer_is_noted_and_the_next_question_follows() -> None:
    state, effects = after(PICK)
    assert state.current.item == ITEMS[1]
    assert not any(isinstance(effect, do.ShowFeedback | do.Judge | do.AskConfidence) for effect in effects)
    assert any(isinstance(effect, do.ShowNoted) for effect in effects)


def test_after_the_last_question_all_of_them_are_shown() -> None:
    state, effects = after(on.GoTo(2), PICK)
    assert state.current.item == ITEMS[2]
    assert effects[-2:] == [do.ShowOverview(state), do.AskAnswer(ITEMS[2])]


def test_an_answer_can_be_changed_until_the_exam_is_handed_in() -> None:
    state, _ = after(PICK, on.GoTo(0), on.Give(Chosen(option="b"), "v1"))
    assert state.standings[0].answer == Chosen(option="b")
    assert state.standings[0].latest is None


@pytest.mark.parametrize("turn", [-1, 3])
def test_there_is_no_way_to_a_question_that_is_not_there(turn: int) -> None:
    state, effects = after(on.GoTo(turn))
    assert do.Refuse("The questions go from 1 to 3.") in effects
    assert state.current.item == ITEMS[0]


def test_handing_in_is_asked_back_with_what_is_open() -> None:
    state, effects = after(on.Flag(), PICK, on.HandIn())
    assert state.phase is Phase.HANDING
    assert effects[-1] == do.AskHandIn(unanswered=2, flagged=1)
    back, _ = step(state, on.Again())
    assert (back.phase, back.current.item) == (Phase.ASKED, ITEMS[1])
    ended, effects_at_end = step(state, on.HandIn())
    assert effects_at_end == (do.Save(Ended(how="handed-in")), do.ShowSummary(ended))


@pytest.mark.parametrize("before", [(), (PICK,), (on.HandIn(),)])
def test_when_time_is_up_the_exam_is_over_wherever_one_is(before: tuple[on.Input, ...]) -> None:
    state, effects = after(*before, on.TimeUp())
    assert state.phase is Phase.ENDED
    assert do.Save(Ended(how="time-up")) in effects


@pytest.mark.parametrize("wish", [on.Hint(), on.Reveal(), on.Verdict(Graded(score=1)), on.Sure(3)])
def test_there_is_no_help_and_no_judgement(wish: on.Input) -> None:
    _, effects = after(wish)
    assert isinstance(effects[-2], do.Refuse)


def test_coming_back_shows_the_question_that_was_left() -> None:
    _, effects = after(PICK, on.GoTo(2), on.Flag())
    log: list[What] = [effect.what for effect in effects if isinstance(effect, do.Save)]
    again = replayed(PLAN, log)
    state, shown = step(again, on.Begin())
    assert state.current.item == ITEMS[2]
    assert isinstance(shown[0], do.ShowQuestion)
    assert not any(isinstance(effect, do.Save) for effect in shown)


INPUTS = st.sampled_from(
    [PICK, on.GoTo(0), on.GoTo(2), on.Next(), on.Skip(), on.Flag(), on.Overview(), on.HandIn(), on.Again()]
)


@settings(deadline=None)
@given(st.lists(INPUTS, max_size=20))
def test_whatever_is_done_nothing_is_judged_and_every_answer_is_logged(inputs: list[on.Input]) -> None:
    state, seen = step(fresh(PLAN), on.Begin())
    effects = list(seen)
    given_answers = 0
    for one in inputs:
        if state.over:
            break
        given_answers += isinstance(one, on.Give) and state.phase is Phase.ASKED
        state, seen = step(state, one)
        effects += seen
    logged = [e.what for e in effects if isinstance(e, do.Save) and isinstance(e.what, Answered)]
    assert len(logged) == given_answers
    assert all(standing.latest is None for standing in state.standings)
