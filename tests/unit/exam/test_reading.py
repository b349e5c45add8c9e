"""The laws of reading paper: letters mean what this form printed, and what is no letter gets a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.version import grade_version
from quizkit.errors import ContentError
from quizkit.exam.reading import answer_on, may_mean_ids
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.exam import Form, FormItem

Bank = dict[str, LoadedTopic]
PRINTED = {
    "easy-0": ("wrong", "right", "none"),
    "several": ("right", "wrong", "none"),
    "line-up": ("z", "x", "y"),
    "number": (),
    "word": (),
}


def form(bank: Bank, **changed: str) -> Form:
    main = bank["c/main"]
    items = [
        FormItem(
            question=f"c/main/{name}",
            grade_version=changed.get(name, grade_version(main.question(name), None, None)),
            points=1,
            options=options,
        )
        for name, options in PRINTED.items()
    ]
    return Form(
        format=1, exam="e", title="E", form="A", minutes=5, blueprint="b", engine="0", items=tuple(items)
    )


def shown(bank: Bank, name: str) -> ShownItem:
    items = shown_items(form(bank), lambda address: bank[address])
    return next(item for item in items if item.question.id == name)


@pytest.mark.parametrize(
    ("question", "written", "answer"),
    [
        ("easy-0", "B", Chosen(option="right")),
        ("easy-0", " b ", Chosen(option="right")),
        ("easy-0", "right", Chosen(option="right")),
        ("several", "AC", ChosenSet(options=frozenset({"right", "none"}))),
        ("several", "c, a", ChosenSet(options=frozenset({"right", "none"}))),
        ("several", "right none", ChosenSet(options=frozenset({"right", "none"}))),
        ("several", "-", ChosenSet(options=frozenset())),
        ("line-up", "C B", Ordered(blocks=("y", "x"))),
        ("line-up", "c>b", Ordered(blocks=("y", "x"))),
        ("line-up", "cb", Ordered(blocks=("y", "x"))),
        ("easy-0", "(B)", Chosen(option="right")),
        ("easy-0", " [ b ] ", Chosen(option="right")),
        ("easy-0", "b.", Chosen(option="right")),
        ("several", "A), (C)", ChosenSet(options=frozenset({"right", "none"}))),
        ("several", "B:", ChosenSet(options=frozenset({"wrong"}))),
        ("line-up", "C) > B)", Ordered(blocks=("y", "x"))),
        ("number", "2,5 m", Typed(text="2,5 m")),
        ("word", "yes", Typed(text="yes")),
    ],
)
def test_letters_become_the_ids_printed_there(
    bank: Bank, question: str, written: str, answer: Answer
) -> None:
    assert answer_on(shown(bank, question), written) == answer


@pytest.mark.parametrize(
    ("question", "written", "says"),
    [
        ("easy-0", "D", "'D' is no option of question 1"),
        ("easy-0", "A B", "takes one letter"),
        ("easy-0", "(D)", "'(D)' is no option of question 1"),
        ("easy-0", "(A", "'(A' is no option"),
        ("easy-0", "A?", "'A?' is no option"),
        ("several", "A. bac", "'A. bac' is no option"),
        ("several", "A.C.", "'A.C.' is no option"),
        (
            "easy-0",
            "\u0412",
            "this form: its '\u0412' is a Cyrillic letter that looks like 'B'; write letters",
        ),
        ("several", "(\u0391), C", "its '\u0391' is a Greek letter that looks like 'A'"),
        ("several", "\u0411", "on this form; write letters from A to C."),
        ("easy-0", "?", "letters from A to C"),
        ("easy-0", ",", "',' is no option"),
        ("several", ";", "';' is no option"),
        ("word", "x" * 10_001, "longer than 10000 characters"),
        ("several", "A E", "from A to C"),
        ("line-up", "A A", "twice"),
    ],
)
def test_what_is_no_letter_of_this_form_gets_a_sentence(
    bank: Bank, question: str, written: str, says: str
) -> None:
    said = answer_on(shown(bank, question), written)
    assert isinstance(said, str)
    assert says in said


def with_ids(bank: Bank, *ids: str) -> ShownItem:
    """A question for several picks whose options have these ids, in the order of their letters."""
    one = shown(bank, "several")
    options = tuple(zip("ABCDEFGHI", ids, ids, strict=False))
    return replace(one, options=options, item=one.item.model_copy(update={"options": ids}))


def test_what_may_be_letters_or_an_id_is_not_guessed(bank: Bank) -> None:
    one = with_ids(bank, "bad", "add", "good", "x")
    said = answer_on(one, "bad")
    assert isinstance(said, str)
    assert "may be letters or an option's id" in said
    assert (
        answer_on(one, "BAD") == answer_on(one, "b a d") == ChosenSet(options=frozenset({"add", "bad", "x"}))
    )
    assert answer_on(one, "good") == ChosenSet(options=frozenset({"good"}))


def test_one_letter_is_the_printed_one_and_may_be_told_to_be_an_id_too(bank: Bank) -> None:
    one = with_ids(bank, "b", "a", "c")
    assert answer_on(one, "a") == answer_on(one, "A") == ChosenSet(options=frozenset({"b"}))
    assert [may_mean_ids(one, cell) for cell in ("a", "a b", "A", "c", "B a")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert may_mean_ids(one, "a c")


@pytest.mark.parametrize(
    ("name", "update", "says"),
    [
        ("several", {"grade_version": "0" * 64}, "c/main/several (the text of an option, or which is right"),
        ("word", {"grade_version": "0" * 64}, "c/main/word (the texts that it accepts changed)"),
        ("number", {"grade_version": "0" * 64}, "c/main/number (its value, tolerance"),
        ("easy-0", {"options": ("right", "wrong", "old")}, "its options are now without old and with none"),
        ("line-up", {"question": "c/main/line-out"}, "c/main/line-out (it is gone)"),
        ("word", {"variant": 2}, "it has no variant 3 any more"),
    ],
)
def test_what_changed_since_is_said(bank: Bank, name: str, update: dict[str, object], says: str) -> None:
    whole = form(bank)
    items = tuple(
        item.model_copy(update=update) if item.question == f"c/main/{name}" else item for item in whole.items
    )
    changed = whole.model_copy(update={"items": items})
    with pytest.raises(ContentError) as caught:
        shown_items(changed, lambda address: bank[address])
    assert says in str(caught.value)


def test_all_questions_that_changed_since_are_named(bank: Bank) -> None:
    with pytest.raises(ContentError, match=r"c/main/several \(.*\), c/main/word"):
        shown_items(form(bank, several="0" * 64, word="0" * 64), lambda address: bank[address])
