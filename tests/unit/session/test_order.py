"""The laws of what comes next: returns, rounds without repetition, worked examples whose steps fade."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.answer import Chosen
from quizkit.model.event import Presented, Revealed
from quizkit.model.outcome import AuthorFault, Graded, SystemFault
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.order import GAP, MOST, Place, place_to_go_on, upcoming
from quizkit.session.state import Item, Plan, State, fresh, replayed
from tests.unit.session.learners import hopeless, perfect, plan, play, shown

PICK = on.Give(Chosen(option="a"), "v")
WRONG, RIGHT = on.Verdict(Graded(score=0)), on.Verdict(Graded(score=1))


def practice(count: int) -> State:
    items = tuple(Item(f"c/t/q{number}") for number in range(count))
    state, _ = step(fresh(Plan("c/t", MODES["practice"], "seed", items, asks_confidence=True)), on.Begin())
    return state


def answer(state: State, verdict: on.Verdict, sure: int | None = None) -> State:
    for one in (PICK, on.Sure(sure), verdict):
        state, _ = step(state, one)
    return state


def served(state: State, *verdicts: tuple[on.Verdict, int | None]) -> list[str]:
    """The questions in the order served when the answers are judged so, and right from then on."""
    waiting = iter(verdicts)
    order = []
    while not state.over:
        order.append(state.current.item.question.rpartition("/")[2])
        state = answer(state, *next(waiting, (RIGHT, None)))
        state, _ = step(state, on.Next())
    return order


def test_a_wrong_answer_comes_back_when_nothing_new_is_left() -> None:
    assert served(practice(4), (WRONG, None)) == ["q0", "q1", "q2", "q3", "q0"]


def test_sure_but_wrong_comes_back_first_and_after_a_few_others() -> None:
    order = served(practice(8), (WRONG, None), (WRONG, 3))
    assert order == ["q0", "q1", "q2", "q3", "q4", "q1", "q5", "q6", "q7", "q0"]
    assert order.index("q1", 2) - 1 > GAP


def test_of_what_waits_the_one_just_seen_comes_last() -> None:
    assert served(practice(2), (WRONG, None), (WRONG, None), (WRONG, None)) == ["q0", "q1", "q0", "q1", "q0"]


def test_nobody_is_held_for_ever() -> None:
    state, log = play(fresh(plan("practice")), hopeless(0))
    assert state.over
    counts = Counter(what.question for what in shown(log))
    assert max(counts.values()) == MOST


def test_what_was_skipped_or_could_not_be_judged_does_not_come_back() -> None:
    state, _ = step(practice(2), on.Skip())
    state, _ = step(state, on.Next())
    state = answer(state, on.Verdict(SystemFault(reason="gone")))
    assert upcoming(state) is None


def test_an_answer_that_was_shown_has_to_be_given_later() -> None:
    state, _ = step(practice(2), on.Reveal())
    state, _ = step(state, on.Next())
    state = answer(state, RIGHT)
    following = upcoming(state)
    assert following is not None
    assert following.question == "c/t/q0"


def test_the_place_to_go_on_with_is_the_next_question_once_this_one_is_done() -> None:
    state = practice(3)
    assert place_to_go_on(state) == Place(1, 3)
    assert place_to_go_on(answer(state, RIGHT)) == Place(2, 3)
    last = answer(practice(1), WRONG)
    assert place_to_go_on(last) == Place(1, 1, again=1)


@given(st.integers(0, 200), st.integers(2, 12))
def test_a_drill_repeats_no_variant_before_all_were_served(seed: int, count: int) -> None:
    items = tuple(Item(f"c/t/q{number % 3}", variant=number // 3) for number in range(count))
    made = Plan("c/t", MODES["drill"], str(seed), items)
    _, log = play(fresh(made), perfect(0))
    variants = [(what.question, what.variant) for what in shown(log)]
    for start in range(0, len(variants) - count, count):
        assert len(set(variants[start : start + count])) == count


def test_a_drill_does_not_serve_one_question_twice_running_if_there_is_another() -> None:
    items = tuple(Item(f"c/t/q{number % 2}", variant=number // 2) for number in range(8))
    _, log = play(fresh(Plan("c/t", MODES["drill"], "seed", items)), perfect(0))
    served = [what.question for what in shown(log)]
    assert all(one != other for one, other in pairwise(served))


def test_a_drill_begins_with_the_variants_that_earlier_ones_did_not_get_to() -> None:
    items = tuple(Item("c/t/q", variant=number, before=1 if number < 5 else 0) for number in range(8))
    _, log = play(fresh(Plan("c/t", MODES["drill"], "seed", items)), perfect(0))
    assert {what.variant for what in shown(log)[:3]} == {5, 6, 7}


def test_a_drill_of_what_nobody_can_judge_comes_to_an_end() -> None:
    items = tuple(Item("c/t/q", variant=number) for number in range(3))
    state, _ = step(fresh(Plan("c/t", MODES["drill"], "seed", items)), on.Begin())
    for _ in range(3):
        state, _ = step(state, on.Verdict(AuthorFault(reason="changed")))
        state, _ = step(state, on.Next())
    assert state.over


def learn(steps: int = 4) -> Plan:
    items = tuple(Item(f"c/t/q{number}", skill="c/t#s", steps=steps) for number in range(4))
    return Plan("c/t", MODES["learn"], "seed", items)


def test_the_first_question_of_a_skill_is_a_worked_example_and_is_asked_at_the_end() -> None:
    state, effects = step(fresh(learn()), on.Begin())
    assert isinstance(effects[1], do.ShowInsight)
    question = next(effect for effect in effects if isinstance(effect, do.ShowQuestion))
    assert question.worked
    assert do.Save(Revealed(question="c/t/q0", turn=0)) in effects
    assert effects[-1] == do.AskNext(last=False)
    _, log = play(state, perfect(0))
    assert [what.question[-2:] for what in shown(log)] == ["q1", "q2", "q3", "q0"]


def test_steps_fade_with_every_right_answer_and_are_gone_when_a_question_comes_back() -> None:
    _, log = play(fresh(learn()), perfect(0))
    assert [what.steps for what in shown(log)] == [4, 3, 2, 1, 0]


def test_steps_stay_while_answers_are_wrong() -> None:
    _, log = play(fresh(learn()), hopeless(0))
    assert [what.steps for what in shown(log)][:4] == [4, 3, 3, 3]


@pytest.mark.parametrize("steps", [0, 1])
def test_no_question_shows_its_last_step_but_the_example(steps: int) -> None:
    _, log = play(fresh(learn(steps)), hopeless(0))
    assert all(what.steps == 0 for what in shown(log)[1:])


@pytest.mark.parametrize("mode", ["practice", "drill", "exam"])
def test_a_step_compares_no_item_with_another_however_many_there_are(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(one: Item, other: object = None) -> bool:
        raise AssertionError("thousands of items would be compared at every key")

    items = tuple(Item(f"c/t/q{number}") for number in range(50))
    state = fresh(Plan("c/t", MODES[mode], "seed", items))
    monkeypatch.setattr(Item, "__eq__", refuse)
    monkeypatch.setattr(Item, "__hash__", refuse)
    state, effects = step(state, on.Begin())
    for _ in range(60):
        match effects[-1]:
            case do.AskAnswer():
                state, effects = step(state, PICK)
            case do.Judge():
                state, effects = step(state, WRONG)
            case do.AskNext():
                state, effects = step(state, on.Next())
        assert place_to_go_on(state).number


def test_a_turn_is_found_again_in_whatever_order_a_log_has_them() -> None:
    items = tuple(Item(f"c/t/q{number}") for number in range(3))
    made = Plan("c/t", MODES["practice"], "seed", items)
    order = [(7, "q0"), (9, "q1"), (0, "q2"), (9, "q1"), (7, "q0"), (0, "q2")]
    state = replayed(made, [Presented(question=f"c/t/{name}", turn=turn) for turn, name in order])
    assert [standing.turn for standing in state.standings] == [7, 9, 0]
    assert state.current.turn == 0
    assert state.turns == 10
