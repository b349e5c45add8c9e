"""The laws of feedback: own data alone, hidden checks by name alone, the learner's text only in a fence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.outcome import CheckResult, Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.model.topic import Mistake
from quizkit.report.feedback import Told, feedback_md, file_name
from quizkit.report.table import Row

MISTAKES = {"m": Mistake(says="Doing `m`", why="Because.")}
SHOWN = CheckResult(
    id="settings",
    passed=False,
    points=2,
    earned=1,
    says="Too large.",
    expected="1",
    actual="2",
    difference="1",
)
HIDDEN = CheckResult(
    id="response",
    passed=False,
    points=2,
    earned=0,
    shown=False,
    says="TELLS",
    expected="TELLS",
    actual="TELLS",
)


def feedback(outcome: Outcome | None, told: Told | None = None) -> str:
    row = Row("ada", {"q": outcome}, {"q": 1.0})
    return feedback_md("Title", row, {"q": told or Told("What?", quotes=True)}, MISTAKES)


def test_a_shown_check_tells_expected_yours_and_difference() -> None:
    shown = feedback(Graded(score=0.25, checks=(SHOWN,), reason="Check 'settings' fails."))
    for part in (
        "Partly right: 0.25 of 1.",
        "Check `settings` failed: 1 of 2.",
        "Too large.",
        "expected: 1",
        "yours: 2",
    ):
        assert part in shown


def test_a_hidden_check_tells_its_name_only() -> None:
    shown = feedback(Graded(score=0, checks=(HIDDEN,)))
    assert "Check `response` failed: 0 of 2." in shown
    assert "TELLS" not in shown


def test_a_recognised_mistake_is_told_with_its_reason() -> None:
    assert "Recognised: Doing `m`. Because." in feedback(Graded(score=0, mistake="m"))


def test_whose_fault_it_is_is_said_in_words() -> None:
    assert "Not attempted: 0 of 1." in feedback(NotAttempted(reason="Nothing."))
    assert "Came to no result (cpu-limit): 0 of 1." in feedback(
        LearnerFault(fault="cpu-limit", reason="Slow.")
    )
    assert "Could not be read: 0 of 1." in feedback(LearnerFault(fault="unreadable", reason="A pipe."))
    assert "not your doing" in feedback(SystemFault(reason="The wall fell."))
    assert "Not judged yet." in feedback(None)


def test_the_key_stands_there_only_if_it_is_released() -> None:
    outcome = Graded(score=0)
    assert "THE KEY" not in feedback(outcome)
    assert "THE KEY" in feedback(outcome, Told("What?", quotes=True, key=("THE KEY",)))


def test_an_authors_reason_keeps_its_markup() -> None:
    assert "\nUse `zero_grad`.\n" in feedback(
        Graded(score=0, reason="Use `zero_grad`."), Told("?", quotes=False)
    )


@given(said=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_the_learner_wrote_never_leaves_its_fence(said: str) -> None:
    check = CheckResult(id="c", passed=False, points=1, earned=0, says=said, actual=said)
    shown = feedback(LearnerFault(fault="raised", reason=f"x {said}", checks=(check,), output=said))
    assert outside_fences(shown) == outside_fences(
        feedback(
            LearnerFault(
                fault="raised",
                reason="x x",
                checks=(check.model_copy(update={"says": "x", "actual": "x"}),),
                output="x",
            )
        )
    )


def outside_fences(markdown: str) -> list[str]:
    """The lines that stand in no fence; a fence ends with the very marks that it began with."""
    out: list[str] = []
    marks = ""
    for line in markdown.split("\n"):
        if marks:
            marks = "" if line == marks else marks
        elif line.startswith("```"):
            marks = line
        else:
            out.append(line)
    assert not marks
    return out


@given(names=st.sets(st.text(min_size=1), min_size=2, max_size=2))
def test_learners_never_share_a_file_nor_leave_the_folder(names: set[str]) -> None:
    files = [file_name(name) for name in names]
    assert files[0] != files[1]
    for file in files:
        assert "/" not in file
        assert "\0" not in file
        assert not file.startswith(".")
        assert len(file.encode()) <= 140


def test_ordinary_names_stay_as_they_are() -> None:
    assert file_name("ada-lovelace_2") == "ada-lovelace_2.md"
    assert file_name("李雷") == "李雷.md"
    assert len(file_name("雷" * 80).encode()) <= 140
