"""The laws of what is said of questions: by number on one form, by address on many."""

from __future__ import annotations

from quizkit.exam.saying import Saying, by_addresses


def test_a_sentence_names_its_questions_if_it_has_any() -> None:
    told = [str(Saying("it is so.", numbers)) for numbers in ((), (4,), (1, 3))]
    assert told == ["it is so.", "Question 4: it is so.", "Questions 1, 3: it is so."]


def test_of_many_addresses_the_first_are_named_and_the_others_counted() -> None:
    told = [
        by_addresses("it is so.", [f"c/t/{name}" for name in names])
        for names in ("a", "abc", "abcd", "abcde")
    ]
    assert told == [
        "c/t/a: it is so.",
        "c/t/a, c/t/b, c/t/c: it is so.",
        "c/t/a, c/t/b, c/t/c and 1 other question: it is so.",
        "c/t/a, c/t/b, c/t/c and 2 other questions: it is so.",
    ]
