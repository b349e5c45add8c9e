"""The key of a question in words: what is right, what else is accepted, and how it is worked out."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from quizkit.bank.key import accepted, right_answer, right_ids, solution
from quizkit.model.lock import LockedOption, Variant
from quizkit.model.question import Question

READ: TypeAdapter[Question] = TypeAdapter(Question)


def asked(kind: str, **fields: object) -> Question:
    """A question of `kind` with `fields`."""
    common = {
        "id": "x",
        "difficulty": "easy",
        "skills": ["s"],
        "prompt": "?",
        "solution": {"steps": ["Look."]},
    }
    return READ.validate_python({**common, "kind": kind, **fields})


OPTIONS = [{"id": name, "text": name.upper(), "correct": name != "b"} for name in "abc"]


def test_right_options_are_named_as_they_stand_there() -> None:
    letters = {"a": "C", "b": "B", "c": "A"}
    several = asked("multiple", options=OPTIONS)
    assert right_ids(several, None) == ("a", "c")
    assert right_answer(several, None, letters.__getitem__) == "A C"
    none = asked("multiple", options=[{**option, "correct": False} for option in OPTIONS])
    assert right_answer(none, None, letters.__getitem__) == "none of them"


def test_an_order_keeps_its_order() -> None:
    order = asked("order", blocks=[{"id": name, "text": name} for name in "abc"], answer=["c", "a"])
    assert right_answer(order, None, str.upper) == "C A"


def test_computed_keys_come_from_the_variant() -> None:
    locked = Variant(options=(LockedOption(id="o1", text="7"),), key="o1")
    predict = asked("predict", code="print(7)", wrong=[{"mistake": "m", "code": "print(8)"}])
    assert right_ids(predict, locked) == ("o1",)
    assert right_answer(asked("numeric", code="answer = 2.5", unit="m"), Variant(key="2.5"), str) == "2.5 m"


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [
        ({"absolute": 0.005}, "3.925 to 3.935"),
        ({"relative": 0.1}, "3.537 to 4.323"),
        ({"digits": 2}, "3.88 to 3.98"),
        ({"relative": 1e-9}, ""),
        ({"absolute": 0}, ""),
    ],
)
def test_what_else_is_accepted_of_a_number_is_told_where_it_can_be_seen(
    tolerance: dict[str, float], expected: str
) -> None:
    assert accepted(asked("numeric", value=3.93, tolerance=tolerance), None) == expected


def test_nothing_else_is_accepted_of_a_text_or_of_a_number_that_is_not_computed_yet() -> None:
    assert accepted(asked("text", accept=["a"]), None) == ""
    assert accepted(asked("numeric", code="answer = 1"), None) == ""


def test_a_solution_is_its_numbered_steps_the_answer_and_the_check() -> None:
    worked = {"steps": ["Look.", "Say."], "answer": "It.", "check": "Once more."}
    assert solution(asked("text", accept=["a"], solution=worked)) == [
        "1. Look.", "2. Say.", "Answer: It.", "Quick check: Once more.",
    ]  # fmt: skip
