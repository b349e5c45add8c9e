"""The laws of turning a YAML value into an answer: every kind takes its shape, all else gets a sentence."""

from __future__ import annotations

import pytest

from quizkit.formats.answers import Asked, taken, written
from quizkit.formats.opening import Refusal
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed


@pytest.mark.parametrize(
    ("question", "raw", "answer"),
    [
        ("one", "red", Chosen(option="red")),
        ("some", ["blue", "red", "red"], ChosenSet(options=frozenset({"red", "blue"}))),
        ("some", "red", ChosenSet(options=frozenset({"red"}))),
        ("some", [], ChosenSet(options=frozenset())),
        ("number", 2.5, Typed(text="2.5")),
        ("number", 3, Typed(text="3")),
        ("number", "0,5", Typed(text="0,5")),
        ("word", "yes", Typed(text="yes")),
        ("line-up", ["y", "x"], Ordered(blocks=("y", "x"))),
    ],
)
def test_each_kind_takes_its_shape(
    asked: dict[str, Asked], question: str, raw: object, answer: Answer
) -> None:
    assert taken(asked[question], raw) == answer


@pytest.mark.parametrize("question", ["one", "some", "number", "word", "line-up", "program"])
def test_nothing_written_is_no_answer(asked: dict[str, Asked], question: str) -> None:
    assert taken(asked[question], None) is None


@pytest.mark.parametrize(
    ("question", "raw", "says"),
    [
        ("one", "A", "not among"),
        ("one", ["red"], "One option id"),
        ("one", 1, "a number"),
        ("some", ["red", "green"], "'green'"),
        ("some", {"red": True}, "a mapping"),
        ("some", [["red"]], "a list is not among"),
        ("number", True, "true or false"),
        ("number", [1], "a list"),
        ("word", "   ", "blank"),
        ("word", "x" * 10_001, "longer"),
        ("line-up", ["x", "x"], "twice"),
        ("line-up", "x", "A list of ids"),
        ("program", "def f(): ...", "program.py"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(
    asked: dict[str, Asked], question: str, raw: object, says: str
) -> None:
    refused = taken(asked[question], raw)
    assert isinstance(refused, Refusal)
    assert says in refused.reason
    assert refused.reason.endswith(".")


def test_half_a_character_is_refused(asked: dict[str, Asked]) -> None:
    assert isinstance(taken(asked["word"], "\ud800"), Refusal)


@pytest.mark.parametrize("cell", ["red;blue", "red blue", " blue, red ;", "red\nblue"])
def test_several_ids_are_written_in_one_cell(asked: dict[str, Asked], cell: str) -> None:
    assert written(asked["some"], cell) == ChosenSet(options=frozenset({"red", "blue"}))


def test_a_blank_cell_is_no_answer(asked: dict[str, Asked]) -> None:
    assert written(asked["some"], " \n") is None
    assert written(asked["word"], "") is None
