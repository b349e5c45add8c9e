"""The laws of the pools: skill after skill, another question when due, all variants, the rarest first."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import source_hash
from quizkit.model.code_parts import Case, Check, CodeSolution, Wrong
from quizkit.model.event import Served
from quizkit.model.lock import Lock, LockedQuestion, Variant
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Numeric,
    Option,
    Predict,
    PredictWrong,
    Question,
    Solution,
)
from quizkit.model.topic import Topic
from quizkit.session.modes import MODES
from quizkit.session.pools import Earlier, Recall
from quizkit.session.selection import select
from quizkit.source import LineMap

STEPS = Solution(steps=("One.", "Two."))


def choice(name: str, *skills: str, solution: Solution = STEPS, contested: str | None = None) -> Choice:
    options = (Option(id="a", text="A", correct=True), Option(id="b", text="B"))
    return Choice(
        kind="choice",
        id=name,
        difficulty="easy",
        skills=skills,
        prompt="?",
        options=options,
        solution=solution,
        contested=contested,
    )


def numeric(name: str, skill: str) -> Numeric:
    return Numeric(
        kind="numeric", id=name, difficulty="easy", skills=(skill,), prompt="?", value=1.0, solution=STEPS
    )


def predict(name: str, skill: str) -> Predict:
    wrong = (PredictWrong(mistake="m", code="pass"),)
    return Predict(
        kind="predict",
        id=name,
        difficulty="easy",
        skills=(skill,),
        prompt="?",
        code="print(1)",
        wrong=wrong,
        solution=STEPS,
    )


def code(name: str, skill: str, *mistakes: str) -> CodeQuestion:
    return CodeQuestion(
        kind="code",
        id=name,
        difficulty="easy",
        skills=(skill,),
        prompt="?",
        entry="f",
        starter="def f(): ...",
        cases=(Case(id="c"),),
        checks=(Check(id="k", observe="return"),),
        solution=CodeSolution(steps=("One.",), code="def f(): return 1"),
        wrong=tuple(Wrong(mistake=mistake, code=f"def f(): return {mistake!r}") for mistake in mistakes),
    )


def topic(name: str, *questions: Question, variants: int = 0, skills: str = "st") -> LoadedTopic:
    made = Topic(
        format=1,
        id=name,
        title="T",
        authors=("A",),
        license="CC0-1.0",
        minutes=1,
        insight="I",
        skills={skill: skill for skill in skills},
        questions=questions,
    )
    built = tuple(Variant() for _ in range(variants))
    locked = {
        one.id: LockedQuestion(source=source_hash(one, None), variants=built)
        for one in questions
        if isinstance(one, Numeric | Predict)
    }
    lock = Lock(format=1, questions=locked)
    return LoadedTopic(f"c/{name}", Path("t.yaml"), made, LineMap(), lock)


def ids(served: tuple[Served, ...]) -> list[str]:
    return [one.question.rpartition("/")[2] for one in served]


def test_learning_goes_skill_after_skill_and_begins_each_with_steps_to_show() -> None:
    made = topic(
        "t",
        choice("t1", "t"),
        choice("s1", "s", solution=Solution()),
        code("s2", "s"),
        choice("s3", "s"),
        choice("s4", "s"),
    )
    served = select([made], MODES["learn"], "0")
    assert ids(served) == ["s3", "s1", "s2", "t1"]
    assert [one.skill for one in served] == ["c/t#s"] * 3 + ["c/t#t"]


@given(st.integers(0, 100))
def test_a_due_skill_gets_another_question_than_last_time(seed: int) -> None:
    made = topic("t", choice("q1", "s"), choice("q2", "s"), choice("q3", "s", contested="disputed"))
    served = select([made], MODES["review"], str(seed), recalls=[Recall("c/t#s", "c/t/q1")])
    assert ids(served) == ["q2"]
    assert served[0].skill == "c/t#s"


@given(st.integers(0, 100))
def test_a_due_skill_with_one_question_gets_another_variant_of_it(seed: int) -> None:
    made = topic("t", numeric("q", "s"), variants=3)
    served = select([made], MODES["review"], str(seed), recalls=[Recall("c/t#s", "c/t/q", 1)])
    assert served[0].variant in (0, 2)


def test_a_due_skill_with_nothing_else_gets_the_same_again() -> None:
    made = topic("t", choice("q", "s"))
    assert ids(select([made], MODES["review"], "0", recalls=[Recall("c/t#s", "c/t/q")])) == ["q"]


def test_one_question_serves_all_due_skills_that_it_exercises() -> None:
    made = topic("t", choice("q", "s", "t"), choice("other", "t"))
    recalls = [Recall("c/t#s", "c/t/x"), Recall("c/t#t", "c/t/x")]
    assert ids(select([made], MODES["review"], "0", recalls=recalls)) == ["q"]


def test_a_review_goes_from_topic_to_topic() -> None:
    topics = [
        topic(name, *(choice(f"{name}-{skill}", skill) for skill in "stu"), skills="stu") for name in "ab"
    ]
    recalls = [Recall(f"c/{name}#{skill}") for name in "ab" for skill in "stu"]
    served = select(topics, MODES["review"], "0", recalls=recalls)
    assert len(served) == 6
    assert all(one.question.split("/")[1] != other.question.split("/")[1] for one, other in pairwise(served))


def test_what_is_due_but_left_the_bank_is_passed_over() -> None:
    made = topic("t", choice("q", "s"))
    gone = [Recall("c/gone#s"), Recall("c/t#gone"), Recall("c/t#s")]
    assert ids(select([made], MODES["review"], "0", recalls=gone)) == ["q"]


def test_a_drill_is_every_variant_of_what_has_several() -> None:
    made = topic("t", choice("plain", "s"), numeric("n", "s"), predict("p", "s"), variants=3)
    served = select([made], MODES["drill"], "0", Earlier(presented={("c/t/n", 1): 2}))
    assert {(one.question, one.variant) for one in served} == {
        (f"c/t/{name}", variant) for name in "np" for variant in range(3)
    }
    assert {one.variant: one.before for one in served if one.question == "c/t/n"} == {0: 0, 1: 2, 2: 0}
    assert select([topic("t", numeric("n", "s"), variants=1)], MODES["drill"], "0") == ()


def test_predictions_are_the_variants_that_came_least_often() -> None:
    made = topic("t", choice("plain", "s"), predict("p", "s"), variants=12)
    first = select([made], MODES["predict"], "0")
    assert len(first) == 10
    second = select([made], MODES["predict"], "1", Earlier([first]))
    left = {one.variant for one in second[:2]}
    assert left == set(range(12)) - {one.variant for one in first}


def test_repairs_are_the_code_of_each_mistake_those_that_came_least_often_first() -> None:
    made = topic("t", choice("plain", "s"), code("c1", "s", "m1", "m2", "m1"), code("c2", "s", "m3"))
    served = select([made], MODES["fix"], "0")
    assert {(one.question, one.mistake) for one in served} == {
        ("c/t/c1", "m1"),
        ("c/t/c1", "m2"),
        ("c/t/c2", "m3"),
    }
    again = select([made], MODES["fix"], "1", Earlier([served[:1]]))
    assert again[-1].mistake == served[0].mistake or again[0].question != served[0].question


@pytest.mark.parametrize("mode", ["quiz", "test", "predict"])
def test_a_question_comes_in_the_variant_that_came_least_often(mode: str) -> None:
    made = topic("t", predict("p", "s"), variants=3)
    had: list[tuple[Served, ...]] = []
    for turn in range(3):
        had.append(select([made], MODES[mode], str(turn), Earlier(had))[:1])
    assert {served[0].variant for served in had} == {0, 1, 2}
