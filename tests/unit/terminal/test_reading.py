"""What a learner types is a command, an answer of the question's kind, or a sentence; never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.session import inputs as on
from quizkit.terminal.reading import Misread, command, read_answer

SHOWN = ("x", "y", "z")


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("choice", "2", Chosen(option="y")),
        ("predict", "1", Chosen(option="x")),
        ("multiple", "1 3", ChosenSet(options=frozenset({"x", "z"}))),
        ("multiple", "3,1", ChosenSet(options=frozenset({"x", "z"}))),
        ("multiple", "0", ChosenSet(options=frozenset())),
        ("order", "3 1 2", Ordered(blocks=("z", "x", "y"))),
        ("order", "2", Ordered(blocks=("y",))),
        ("text", "q", Typed(text="q")),
        ("numeric", "0,5", Typed(text="0,5")),
    ],
)
def test_an_answer_names_what_was_shown_under_its_numbers(kind: str, typed: str, answer: Answer) -> None:
    assert read_answer(kind, typed, SHOWN) == answer


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("choice", "0"),
        ("choice", "4"),
        ("choice", "1 2"),
        ("choice", "x"),
        ("choice", ""),
        ("choice", "²"),
        ("multiple", "1 1"),
        ("multiple", "0 1"),
        ("order", "1 4"),
        ("order", "999999999999999999999"),
        ("text", ""),
        ("text", "x" * 10_001),
    ],
)
def test_what_cannot_be_taken_is_a_sentence(kind: str, typed: str) -> None:
    read = read_answer(kind, typed, SHOWN)
    assert isinstance(read, Misread)
    assert read.says.endswith(".")
    assert len(read.says) < 200


@pytest.mark.parametrize("kind", ["choice", "multiple", "order", "predict", "text", "numeric"])
def test_an_empty_line_is_told_what_to_type_and_not_what_is_wrong(kind: str) -> None:
    read = read_answer(kind, "", SHOWN)
    assert isinstance(read, Misread)
    assert read.says.startswith("Type ")


@given(st.sampled_from(["choice", "multiple", "order", "predict", "text", "numeric"]), st.text())
def test_any_text_is_read_without_an_exception(kind: str, typed: str) -> None:
    read_answer(kind, typed, SHOWN)


def test_commands_need_their_colon_where_an_answer_is_typed() -> None:
    assert command("q") == command(":q") == command(" :Q ") == on.Quit()
    assert command("q", bare=False) is None
    assert command(":?", bare=False) == on.Hint()
    assert command(":=", bare=False) is None
    assert command("") is None
