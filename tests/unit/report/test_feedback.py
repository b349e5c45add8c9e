"""The laws of feedback: own data alone, hidden checks by name alone, the learner's text only in a fence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizkit.model.answer import Answer, Program
from quizkit.model.finding import Finding
from quizkit.model.outcome import CheckResult, Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.report.feedback import feedback_md
from quizkit.report.pages.learner import learner_page
from quizkit.report.table import Mark, Row, as_judged
from tests.unit.report.pages import samples


def feedback(mark: Mark | Outcome, question: str = "write", answer: Answer | None = None) -> str:
    """The feedback on one answer to one question."""
    row = Row("ada", {question: mark if isinstance(mark, Mark) else as_judged(mark, 1.0)})
    return feedback_md(
        learner_page("Title", row, samples.told(), {question: answer}, {question: samples.MISTAKES})
    )


def test_a_shown_check_tells_expected_yours_and_difference() -> None:
    shown = feedback(Graded(score=0.25, checks=(samples.SHOWN,), reason="Check 'value' fails."))
    for part in (
        "**Partly right: 0.25 of 1 point.**",
        "Check `value` failed: 0.5 of 1, first in case `usual`.",
        "The shape is [1], not [2].",
        "Expected: tensor([1, 2])",
        "Yours: tensor([1])",
        "Largest difference: 2 at [1]",
    ):
        assert part in shown
    assert "Check 'value' fails." not in shown


def test_a_hidden_check_tells_its_name_only() -> None:
    shown = feedback(Graded(score=0, checks=(samples.HIDDEN,)))
    assert "Check `secret` failed: 0.5 of 1." in shown
    assert "HIDDEN" not in shown
    assert "does not show its values" in shown


def test_a_recognised_mistake_is_told_with_its_reason_and_what_the_question_adds() -> None:
    assert "Recognised: Doing `m`. Because $m^2$. It adds." in feedback(Graded(score=0, mistake="m"))


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (NotAttempted(reason="Nothing."), "Not attempted: 0 of 1 point."),
        (LearnerFault(fault="cpu-limit", reason="Slow."), "Came to no result (cpu-limit): 0 of 1 point."),
        (LearnerFault(fault="unreadable", reason="A pipe."), "Could not be read: 0 of 1 point."),
        (SystemFault(reason="/x fell"), "Could not be judged: left out of the points."),
    ],
)
def test_whose_fault_it_is_is_said_in_words(outcome: Outcome, says: str) -> None:
    assert says in feedback(outcome)


def test_why_the_system_failed_is_no_business_of_the_learner() -> None:
    shown = feedback(SystemFault(reason="/x fell"))
    assert "not your doing" in shown
    assert "/x" not in shown


def test_what_is_not_judged_yet_has_no_points() -> None:
    assert "Not judged yet: no points yet." in feedback(Mark(None, 1.0, None))


def test_what_was_changed_is_told_and_counts() -> None:
    decided = replace(as_judged(Graded(score=0), 2.0), share=0.5, notes=("Your reading was fair.",))
    shown = feedback(decided)
    assert "Not right: 1 of 2 points." in shown
    assert "Changed: Your reading was fair." in shown
    dropped = replace(as_judged(Graded(score=0), 2.0), share=0.0, points=0.0)
    assert "Not right: does not count." in feedback(dropped)


def test_an_authors_reason_keeps_its_markup() -> None:
    assert "\nIt is `not`.\n" in feedback(Graded(score=0, reason="It is `not`."), "pick")


def test_the_line_that_an_error_came_from_is_named() -> None:
    fault = LearnerFault(fault="raised", reason="It raised.", line=2)
    shown = feedback(fault, answer=Program(code="a\nb"))
    assert "The error came from line 2." in shown
    assert "Begin at line 2 of your code" in shown


def test_of_a_huge_program_only_the_beginning_is_shown() -> None:
    shown = feedback(Graded(score=1), answer=Program(code="x" * 900_000))
    assert "880000 more characters are not shown here; all of it was judged." in shown
    assert len(shown) < 30_000


def test_right_answers_are_not_told_what_to_look_at() -> None:
    assert "look at next" not in feedback(Graded(score=1))


def test_the_attempt_that_counts_and_notes_on_files_are_told() -> None:
    note = Finding(code="x", file="/home/x/notes.txt", line=3, message="Odd.", fix="Rename it.")
    row = Row("ada", {}, attempt=2, attempts=3, notes=("Late.",), findings=(note,))
    shown = feedback_md(learner_page("Title", row, {}, {}, {}))
    assert "Attempt 2 of 3 counts.\n\nLate.\n" in shown
    assert "- `notes.txt, line 3: Odd. Rename it.`" in shown
    assert "/home" not in shown
    nothing = replace(row, attempt=0, attempts=0)
    assert "Nothing was handed in." in feedback_md(learner_page("Title", nothing, {}, {}, {}))


@given(said=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_the_learner_wrote_never_leaves_its_fence(said: str) -> None:
    assert outside(quoting(said)) == outside(quoting("x"))


def quoting(said: str) -> str:
    """Feedback in which `said` stands wherever a program can put words."""
    check = CheckResult(id="value", passed=False, points=1, earned=0, says=said, actual=said)
    fault = LearnerFault(fault="raised", reason=f"x {said}", checks=(check,), output=said)
    return feedback(fault, answer=Program(code=said))


def outside(markdown: str) -> list[tuple[str, str]]:
    """What a reader of Markdown finds in no fence."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [(token.type, "" if token.type == "fence" else token.content) for token in tokens]


def test_a_sentence_of_the_engine_is_no_quote_of_the_learner() -> None:
    shown = feedback(Graded(score=0, reason="That is not the number."), "sum")
    assert "\n\nThat is not the number.\n" in shown
    assert "```" not in shown
    assert "```" in feedback(Graded(score=0, reason="'ten' is not a number."), "sum")


def test_what_a_person_decided_has_no_other_word_beside_it() -> None:
    nothing = NotAttempted(reason="Nothing was handed in.")
    for outcome in (nothing, SystemFault(reason="fell"), Graded(score=0)):
        decided = replace(as_judged(outcome, 3.0), share=1.0, notes=("Shown by hand.",), decided=True)
        shown = feedback(decided)
        assert "**Decided by a person: 3 of 3 points.**" in shown
        assert "not your doing" not in shown
