"""Verdicts under hypothesis: whatever is typed gets one, and none of them raises."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizkit.grading import judge
from quizkit.grading.code.starter import untouched
from quizkit.grading.numeric import NotANumber, near, read
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.outcome import score_of
from quizkit.model.question import NumericTolerance, Question

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
SHARED = {"id": "q", "difficulty": "easy", "skills": ["s"], "prompt": "?", "solution": {}}
OPTIONS = [{"id": name, "text": name, "correct": name in "ab"} for name in "abcd"]
BLOCKS = [{"id": name, "text": name} for name in "abcd"]
QUESTIONS = [
    QUESTION.validate_python({**SHARED, **fields})
    for fields in (
        {"kind": "choice", "options": OPTIONS[1:]},
        {"kind": "multiple", "options": OPTIONS},
        {"kind": "numeric", "value": 0.5, "unit": "s"},
        {"kind": "text", "accept": ["a"], "normalize": ["nfkc", "case", "spaces"]},
        {"kind": "order", "blocks": BLOCKS, "answer": ["a", "b", "c"]},
        {"kind": "predict", "code": "print(1)", "wrong": [{"mistake": "m", "code": "print(2)"}]},
    )
]
ids = st.sampled_from("abcde")
answers: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Chosen, option=ids),
    st.builds(ChosenSet, options=st.frozensets(ids)),
    st.builds(Ordered, blocks=st.lists(ids, max_size=6).map(tuple)),
    st.builds(Typed, text=st.text(max_size=30)),
    st.builds(Program, code=st.text(max_size=30)),
)
numberlike = st.text(alphabet="0123456789.,eE+-*^/x× ()s½−", max_size=20) | st.text(max_size=20)


@given(st.sampled_from(QUESTIONS), answers)
def test_every_answer_gets_a_verdict_between_nothing_and_full_marks(
    question: Question, answer: Answer
) -> None:
    score = score_of(judge(question, answer))
    assert score is None or 0 <= score <= 1


@given(numberlike, st.none() | st.text(max_size=4))
def test_whatever_is_typed_is_a_finite_number_or_told_why_not(typed: str, unit: str | None) -> None:
    value = read(typed, unit)
    assert value.reason.endswith(".") if isinstance(value, NotANumber) else math.isfinite(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_python_is_read_back_and_near_itself(value: float) -> None:
    back = read(repr(value))
    assert back == value
    for tolerance in ({"absolute": 0}, {"relative": 0}, {"digits": 3}, {}):
        assert near(value, value, NumericTolerance.model_validate(tolerance))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_told_from_any_starter(code: str, starter: str) -> None:
    assert untouched(code, starter) in (True, False)
    assert untouched(code, code)
