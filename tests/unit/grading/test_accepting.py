"""What is accepted after the fact: by the question's own idea of being the same, and never for less."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from quizkit.grading.accepting import judge_accepting
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, score_of
from quizkit.model.question import Question

COMMON = {"id": "q", "difficulty": "easy", "skills": ["s"], "prompt": "What?", "solution": {"steps": ["x"]}}
OPTIONS = [{"id": "a", "text": "A", "correct": True}, {"id": "b", "text": "B", "mistake": "m"},
           {"id": "c", "text": "C", "correct": True}]  # fmt: skip
BLOCKS = [{"id": name, "text": name} for name in ("x", "y", "z")]


def question(kind: str, **fields: object) -> Question:
    found: Question = TypeAdapter(Question).validate_python({**COMMON, "kind": kind, **fields})
    return found


CHOICE = question("choice", options=OPTIONS[:2])
MULTIPLE = question("multiple", options=OPTIONS)
NUMBER = question("numeric", value=1.0, tolerance={"relative": 0.1}, unit="m")
WORD = question("text", accept=["It"], normalize=["nfkc", "case", "spaces"])
ORDER = question("order", blocks=BLOCKS, answer=["x", "y", "z"])


def chosen(*options: str) -> ChosenSet:
    return ChosenSet(options=frozenset(options))


def typed(text: str) -> Typed:
    return Typed(text=text)


@pytest.mark.parametrize(
    ("asked", "answer", "accepted"),
    [
        (CHOICE, Chosen(option="b"), Chosen(option="b")),
        (MULTIPLE, chosen("b", "a"), chosen("a", "b")),
        (MULTIPLE, chosen(), chosen()),
        (NUMBER, typed("5"), typed("5")),
        (NUMBER, typed("5,4 m"), typed("5")),  # within the question's tolerance of what is accepted
        (WORD, typed("  THAT   one "), typed("that one")),
        (ORDER, Ordered(blocks=("z", "y", "x")), Ordered(blocks=("z", "y", "x"))),
    ],
)
def test_what_says_the_same_as_an_accepted_answer_has_full_marks(
    asked: Question, answer: Answer, accepted: Answer
) -> None:
    assert score_of(judge_accepting(asked, answer, None, ())) != 1
    outcome = judge_accepting(asked, answer, None, (Chosen(option="no"), accepted))
    assert outcome == Graded(score=1, reason="This answer was accepted after the fact.")


@pytest.mark.parametrize(
    ("asked", "answer", "accepted"),
    [
        (CHOICE, Chosen(option="b"), Chosen(option="c")),
        (MULTIPLE, chosen("b"), chosen("a", "b")),
        (NUMBER, typed("5.6"), typed("5")),
        (NUMBER, typed("5 kg"), typed("5")),
        (WORD, typed("that"), typed("that one")),
        (ORDER, Ordered(blocks=("z", "x", "y")), Ordered(blocks=("z", "y", "x"))),
        (ORDER, Ordered(blocks=("z", "y")), Ordered(blocks=("z", "y", "x"))),
    ],
)
def test_what_says_something_else_keeps_its_verdict(
    asked: Question, answer: Answer, accepted: Answer
) -> None:
    assert judge_accepting(asked, answer, None, (accepted,)) == judge_accepting(asked, answer, None, ())


def test_what_is_right_anyway_keeps_the_questions_own_words() -> None:
    right = question("text", accept=["it"], feedback="Well found.")
    assert judge_accepting(right, typed("it"), None, (typed("it"),)) == Graded(score=1, reason="Well found.")


def test_what_was_right_stays_right_beside_what_is_accepted() -> None:
    assert score_of(judge_accepting(CHOICE, Chosen(option="a"), None, (Chosen(option="b"),))) == 1


def test_a_blank_and_the_wrong_shape_are_never_accepted() -> None:
    assert score_of(judge_accepting(WORD, typed("  "), None, (typed("that"),))) == 0
    assert isinstance(judge_accepting(NUMBER, Chosen(option="a"), None, (typed("5"),)), LearnerFault)


def test_an_accepted_number_counts_even_where_the_key_is_broken() -> None:
    keyless = question("numeric", code="answer = 1")
    assert isinstance(judge_accepting(keyless, typed("5"), None, ()), AuthorFault)
    assert score_of(judge_accepting(keyless, typed("5"), None, (typed("5"),))) == 1
