"""The laws of feedback: words before marks, the right answer with its reason, no control characters."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.app.learning.sitting import Posed
from quizkit.model.answer import Chosen, Program
from quizkit.model.code_parts import Case, Check, CodeSolution
from quizkit.model.outcome import (
    AuthorFault,
    CheckResult,
    Graded,
    LearnerFault,
    NotAttempted,
    Outcome,
    SystemFault,
)
from quizkit.model.question import Choice, CodeQuestion, Option, Solution
from quizkit.model.topic import Mistake
from quizkit.session.state import Item, Standing
from quizkit.terminal.console import Console
from quizkit.terminal.feedback import feedback_lines

CHOICE = Choice(
    kind="choice",
    id="q",
    difficulty="easy",
    skills=("s",),
    prompt="?",
    options=(
        Option(id="a", text="A", correct=True, feedback="Since A."),
        Option(id="b", text="B", feedback="No B."),
    ),
    solution=Solution(steps=("One.",), check="Quick."),
    contested="Some say B.",
)
CODE = CodeQuestion(
    kind="code",
    id="q",
    difficulty="easy",
    skills=("s",),
    prompt="?",
    entry="f",
    starter="x",
    cases=(Case(id="c", draws=3),),
    checks=(Check(id="k", observe="return"),),
    solution=CodeSolution(code="SOLVED"),
)
POSED = Posed(CHOICE, None, "?", (("b", "B"), ("a", "A")))
ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format (bidi), surrogates, separators of lines
PROGRAM = Posed(CODE, None, "?", ())


def told(outcome: Outcome, posed: Posed = POSED, closing: bool = True, **more: object) -> list[str]:
    answer = Program(code="one\ntwo\n") if posed is PROGRAM else Chosen(option="b")
    standing = Standing(Item("q"), 0, attempts=1, answer=answer, latest=outcome, **more)  # type: ignore[arg-type]
    return feedback_lines(posed, standing, None, closing, 80)


def test_a_wrong_choice_is_followed_by_the_right_answer_its_reason_the_steps_and_the_note() -> None:
    assert told(Graded(score=0, reason="No B."), confidence=3) == [
        "INCORRECT, and you were very sure. No B.",
        "Right answer: 2) A",
        "Since A.",
        "Steps:",
        "  1. One.",
        "Quick check: Quick.",
        "Note: the key of this question is disputed. Some say B.",
    ]


def test_a_right_choice_is_not_told_its_own_answer_again() -> None:
    lines = told(Graded(score=1, reason="Since A."))
    assert lines[0] == "CORRECT. Since A."
    assert not any("Right answer" in line for line in lines)


@pytest.mark.parametrize(
    ("outcome", "first"),
    [
        (Graded(score=0.5), "PARTLY CORRECT, 50%."),
        (NotAttempted(reason="The starter."), "NOT ATTEMPTED. The starter."),
        (LearnerFault(fault="raised", reason="It raised."), "INCORRECT. It raised."),
        (SystemFault(reason="Gone."), "COULD NOT BE JUDGED, which is not your doing. Gone."),
        (AuthorFault(reason="Broken."), "COULD NOT BE JUDGED, which is not your doing. Broken."),
    ],
)
def test_each_outcome_begins_with_its_word(outcome: Outcome, first: str) -> None:
    assert told(outcome, PROGRAM, closing=False)[0] == first


def test_a_program_is_told_the_line_that_raised_and_what_it_printed_capped() -> None:
    output = "".join(f"row {number}\n" for number in range(100)) + "x" * 1000
    fault = LearnerFault(fault="raised", reason="It raised.", line=2, output=output)
    lines = told(fault, PROGRAM, closing=False)
    assert lines[1:5] == ["Line 2 of your code: two", "", "Your code printed:", "  | row 0"]
    assert lines[-1] == "  … and 61 more lines"


def test_the_first_failing_check_is_told_in_full_and_the_others_by_name() -> None:
    missed = CheckResult(
        id="k", passed=False, points=1, earned=0, says="It differs.", expected="1", actual="2", case="c"
    )
    hidden = missed.model_copy(update={"id": "z"})
    lines = told(Graded(score=0, checks=(missed, hidden)), PROGRAM, closing=False)
    assert lines == [
        "INCORRECT.",
        "  FAILED  k: 0 of 1, first in case c",
        "  FAILED  z: 0 of 1, first in case c",
        "",
        "Check k, case c:",
        "  It differs.",
        "  expected: 1",
        "  yours: 2",
    ]


def test_what_the_first_sentence_says_of_a_fault_is_not_said_again_below() -> None:
    check = CheckResult(id="k", passed=False, points=1, earned=0, says="It broke. The inputs: x=1.", case="c")
    lines = told(LearnerFault(fault="raised", reason="It broke.", checks=(check,)), PROGRAM, closing=False)
    assert lines[0] == "INCORRECT. It broke."
    assert lines[-2:] == ["Check k, case c:", "  The inputs: x=1."]


def test_the_solution_of_a_program_stands_in_closing_words_only() -> None:
    outcome = Graded(score=0, checks=())
    assert not any("SOLVED" in line for line in told(outcome, PROGRAM, closing=False))
    assert any("SOLVED" in line for line in told(outcome, PROGRAM))


def test_a_mistake_made_again_is_counted_in_words() -> None:
    standing = Standing(Item("q"), 0, latest=Graded(score=0, mistake="m"))
    mistake = Mistake(says="Doing it", why="Because.")
    lines = feedback_lines(POSED, standing, (mistake, 3), False, 80)
    assert lines[-1] == "Common mistake: Doing it. This is the third time. Because."


@given(st.text(), st.text())
def test_learners_words_never_break_a_line_or_act_on_the_terminal(reason: str, output: str) -> None:
    fault = LearnerFault(fault="raised", reason=reason, line=1, output=output)
    lines = told(fault, PROGRAM, closing=False)
    screen = io.StringIO()
    Console(io.StringIO(), screen, interactive=False).say_all(lines)
    printed = screen.getvalue()
    assert printed.count("\n") == len(lines)
    assert not {unicodedata.category(character) for character in printed.replace("\n", "")} & ACTING
