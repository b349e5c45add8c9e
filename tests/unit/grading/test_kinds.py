"""Verdicts on the six kinds of question that need no run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import TypeAdapter

from quizkit.grading import judge
from quizkit.grading.numeric import NotANumber, near, read
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.lock import LockedOption, Variant
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted
from quizkit.model.question import NumericTolerance, Question

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
OPTIONS = [
    {"id": "right", "text": "R", "correct": True, "feedback": "Yes."},
    {"id": "also", "text": "A", "correct": True},
    {"id": "slip", "text": "S", "mistake": "slips", "feedback": "No."},
    {"id": "fall", "text": "F", "mistake": "falls"},
]


def question(kind: str, **fields: object) -> Question:
    shared = {"id": "q", "difficulty": "easy", "skills": ["s"], "prompt": "?", "solution": {}}
    return QUESTION.validate_python({"kind": kind, **shared, **fields})


def graded(asked: Question, answer: Answer, variant: Variant | None = None) -> Graded:
    outcome = judge(asked, answer, variant)
    assert isinstance(outcome, Graded)
    return outcome


CHOICE = question("choice", options=[OPTIONS[0], *OPTIONS[2:]])
MULTIPLE = question("multiple", options=OPTIONS)


def test_the_right_option_earns_full_marks_and_its_feedback() -> None:
    assert graded(CHOICE, Chosen(option="right")) == Graded(score=1, reason="Yes.")


def test_a_wrong_option_names_its_mistake() -> None:
    assert graded(CHOICE, Chosen(option="slip")) == Graded(score=0, mistake="slips", reason="No.")


@pytest.mark.parametrize("answer", [Chosen(option="none"), Typed(text="right")])
def test_what_is_no_option_cannot_be_taken(answer: Answer) -> None:
    outcome = judge(CHOICE, answer)
    assert isinstance(outcome, LearnerFault)
    assert outcome.fault == "unreadable"


@pytest.mark.parametrize(
    ("picked", "score", "mistake"),
    [
        ({"right", "also"}, 1.0, None),
        ({"right"}, 0.5, None),
        ({"right", "also", "slip"}, 0.5, "slips"),
        ({"right", "slip"}, 0.0, "slips"),
        ({"slip", "fall"}, 0.0, None),
        (set(), 0.0, None),
    ],
)
def test_wrong_picks_take_away_what_right_picks_give_down_to_nothing(
    picked: set[str], score: float, mistake: str | None
) -> None:
    outcome = graded(MULTIPLE, ChosenSet(options=frozenset(picked)))
    assert (outcome.score, outcome.mistake) == (score, mistake)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        (" -3 ", -3.0),
        ("−3", -3.0),
        ("1e-3", 1e-3),
        ("2·10⁻³", 2e-3),
        ("2*10^-3", 2e-3),
        ("2 × 10^(3)", 2000.0),
        ("1/2", 0.5),
        ("½", 0.5),
        ("3 ms", 3.0),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: float) -> None:
    assert read(typed, "ms") == pytest.approx(value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "five",
        "1,234.5",
        "1 000",
        "1_000",
        "nan",
        "inf",
        "1e999",
        "1/0",
        "0x10",
        "3 s",
        "1" * 200,
        "--3",
        "10³",
        "٣",
    ],
)
def test_what_is_not_one_number_is_told_so(typed: str) -> None:
    assert isinstance(read(typed, "ms"), NotANumber)


def test_a_unit_is_refused_where_none_belongs() -> None:
    refused = read("3 kg")
    assert refused == NotANumber("'kg' behind the number is not understood; only the number is asked for.")


@pytest.mark.parametrize(
    ("tolerance", "inside", "outside"),
    [
        ({"absolute": 0.1}, 2.1, 2.11),
        ({"relative": 0.1}, 2.2, 2.21),
        ({"digits": 3}, 2.005, 2.006),
        ({"digits": 1}, 2.5, 2.6),
    ],
)
def test_a_tolerance_is_absolute_relative_or_in_significant_digits(
    tolerance: Mapping[str, float], inside: float, outside: float
) -> None:
    allowed = NumericTolerance.model_validate(tolerance)
    assert near(inside, 2.0, allowed)
    assert not near(outside, 2.0, allowed)


@pytest.mark.parametrize(
    ("end", "key", "digits"), [(1.09999995, 1.1, 8), (0.30000005, 0.3, 7), (1024.00005, 1024, 8)]
)
def test_the_ends_of_a_tolerance_are_within_it_however_floats_round(
    end: float, key: float, digits: int
) -> None:
    assert near(end, key, NumericTolerance(digits=digits))
    assert not near(end + (end - key) / 1000, key, NumericTolerance(digits=digits))


def test_a_wrong_number_names_its_mistake() -> None:
    asked = question("numeric", value=4, wrong=[{"mistake": "halves", "value": 2, "feedback": "Twice that."}])
    assert graded(asked, Typed(text="4,0")).score == 1
    assert graded(asked, Typed(text="2")) == Graded(score=0, mistake="halves", reason="Twice that.")


def test_a_computed_number_is_judged_by_its_variant() -> None:
    asked = question("numeric", code="answer = ${n}", params={"n": [3]})
    variant = Variant(params={"n": 3}, key="3", wrong={"doubles": "6"})
    assert graded(asked, Typed(text="3"), variant).score == 1
    assert graded(asked, Typed(text="6"), variant).mistake == "doubles"
    assert isinstance(judge(asked, Typed(text="3")), AuthorFault)


def test_text_is_compared_under_the_named_normalisations() -> None:
    loose = question("text", accept=["Weight decay"], normalize=["nfkc", "case", "spaces"])
    exact = question("text", accept=["Adam"], normalize=[], wrong=[{"mistake": "shouts", "text": "ADAM"}])
    assert graded(loose, Typed(text=" weight   DECAY\u00a0")).score == 1
    assert graded(exact, Typed(text="Adam")).score == 1
    assert graded(exact, Typed(text="Adam ")).score == 0
    assert graded(exact, Typed(text="ADAM")).mistake == "shouts"


def test_an_order_is_all_or_nothing_and_the_first_wrong_place_is_named() -> None:
    blocks = [{"id": name, "text": name} for name in "abcd"]
    asked = question(
        "order", blocks=blocks, answer=list("abc"), wrong=[{"mistake": "swaps", "order": ["b", "a", "c"]}]
    )
    assert graded(asked, Ordered(blocks=tuple("abc"))).score == 1
    swapped = graded(asked, Ordered(blocks=tuple("bac")))
    assert (swapped.score, swapped.mistake) == (0, "swaps")
    assert graded(asked, Ordered(blocks=tuple("acb"))).reason == "The first place that differs is place 2."
    assert "ends after place 2" in graded(asked, Ordered(blocks=tuple("ab"))).reason
    assert "up to place 3" in graded(asked, Ordered(blocks=tuple("abcd"))).reason
    assert isinstance(judge(asked, Ordered(blocks=tuple("aab"))), LearnerFault)


def test_a_prediction_is_judged_by_the_key_in_the_lock() -> None:
    asked = question("predict", code="print(1)", wrong=[{"mistake": "off", "code": "print(2)"}])
    options = (LockedOption(id="o1", text="1"), LockedOption(id="o2", text="2", mistake="off"))
    variant = Variant(options=options, key="o1")
    assert graded(asked, Chosen(option="o1"), variant).score == 1
    assert graded(asked, Chosen(option="o2"), variant).mistake == "off"
    assert isinstance(judge(asked, Chosen(option="o1")), AuthorFault)


@pytest.mark.parametrize(
    ("kind", "fields"), [("numeric", {"value": 1}), ("text", {"accept": ["a"]})], ids=["numeric", "text"]
)
def test_nothing_typed_is_not_attempted(kind: str, fields: dict[str, object]) -> None:
    assert isinstance(judge(question(kind, **fields), Typed(text="  ")), NotAttempted)
