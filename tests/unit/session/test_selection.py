"""The laws of the draw: mixed, no enemies together, nothing contested, not the same ten again; sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.bank.loaded import LoadedTopic
from quizkit.model.event import Served
from quizkit.model.question import Choice, Option, Solution
from quizkit.model.topic import Topic
from quizkit.session.modes import MODES
from quizkit.session.pools import Earlier
from quizkit.session.selection import select
from quizkit.source import LineMap

LEVELS: tuple[Literal["easy", "medium", "hard"], ...] = ("easy", "medium", "hard")


def question(number: int, enemies: tuple[str, ...] = (), contested: str | None = None) -> Choice:
    return Choice(
        kind="choice",
        id=f"q{number}",
        difficulty=LEVELS[number % 3],
        skills=("s",),
        prompt="?",
        enemies=enemies,
        contested=contested,
        options=(Option(id="a", text="A", correct=True), Option(id="b", text="B")),
        solution=Solution(),
    )


def topic(*questions: Choice, **sections: tuple[str, ...]) -> LoadedTopic:
    made = Topic(
        format=1,
        id="t",
        title="T",
        authors=("A",),
        license="CC0-1.0",
        minutes=1,
        insight="I",
        skills={"s": "S"},
        sections=sections,
        questions=questions,
    )
    return LoadedTopic("c/t", Path("t.yaml"), made, LineMap(), None)


def bank(count: int) -> LoadedTopic:
    return topic(*(question(number) for number in range(count)))


def names(served: Sequence[Served]) -> tuple[str, ...]:
    return tuple(one.question.removeprefix("c/t/") for one in served)


def draw(given_topic: LoadedTopic, *earlier: tuple[Served, ...], seed: int = 0) -> tuple[Served, ...]:
    return select([given_topic], MODES["test"], f"test {seed}", Earlier(earlier))


@given(st.integers(0, 500))
def test_a_test_is_ten_different_questions_mixed_over_the_difficulties(seed: int) -> None:
    drawn = names(draw(bank(30), seed=seed))
    assert len(set(drawn)) == 10
    assert Counter(int(name[1:]) % 3 for name in drawn) == {0: 3, 1: 4, 2: 3}


def test_equal_seeds_draw_equal_tests() -> None:
    assert draw(bank(30), seed=1) == draw(bank(30), seed=1) != draw(bank(30), seed=2)


@given(st.integers(0, 200))
def test_the_next_test_prefers_questions_that_the_last_one_did_not_have(seed: int) -> None:
    first = draw(bank(30), seed=seed)
    assert not set(names(first)) & set(names(draw(bank(30), first, seed=seed + 1)))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 100))
def test_never_the_same_ten_while_the_bank_allows(seed: int) -> None:
    served: list[tuple[Served, ...]] = []
    for turn in range(6):
        served.append(select([bank(12)], MODES["test"], f"{seed} {turn}", Earlier(served)))
    assert len({frozenset(names(drawn)) for drawn in served}) == 6


def test_the_same_ten_come_again_when_there_are_no_others() -> None:
    assert set(names(draw(bank(10), draw(bank(10))))) == set(names(draw(bank(10))))


@given(st.integers(0, 200))
def test_enemies_never_meet_whichever_of_them_says_so(seed: int) -> None:
    questions = [
        question(number, enemies=(f"q{number + 1}",) if number % 2 == 0 else ()) for number in range(24)
    ]
    drawn = names(draw(topic(*questions), seed=seed))
    assert len({int(name[1:]) // 2 for name in drawn}) == len(drawn) == 10


def test_contested_questions_are_left_out() -> None:
    questions = [question(number, contested="disputed" if number < 4 else None) for number in range(14)]
    assert set(names(draw(topic(*questions)))) == {f"q{number}" for number in range(4, 14)}


def test_the_pool_outside_the_sections_goes_first_while_it_is_large_enough() -> None:
    questions = [question(number) for number in range(15)]
    held = ("q0", "q1", "q2")
    assert not set(names(draw(topic(*questions, practice=held)))) & set(held)
    assert len(draw(topic(*questions[:11], practice=held))) == 10


def test_practice_and_quiz_serve_their_sections_in_their_order() -> None:
    made = topic(*(question(number) for number in range(5)), practice=("q3", "q1"), quiz=("q4",))
    assert names(select([made], MODES["practice"], "0")) == ("q3", "q1")
    assert names(select([made], MODES["quiz"], "0")) == ("q4",)


def test_without_a_section_practice_serves_everything_and_a_quiz_three() -> None:
    assert names(select([bank(5)], MODES["practice"], "0")) == ("q0", "q1", "q2", "q3", "q4")
    assert len(select([bank(5)], MODES["quiz"], "0")) == 3
