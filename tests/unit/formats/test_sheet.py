"""The laws of `answers.yaml`: each answer stands for itself, and what it should not hold has its line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from quizkit.formats.answers import Asked
from quizkit.formats.opening import Refusal
from quizkit.formats.sheet import read_sheet
from quizkit.formats.sought import Sought
from quizkit.model.answer import Answer, Chosen
from quizkit.model.finding import Finding


def read(
    sheet: str | Refusal, asked: dict[str, Asked]
) -> tuple[Mapping[str, Answer | Refusal], list[Finding]]:
    return read_sheet(sheet, "ada", Sought(list(asked.values()), [*asked, "not-graded"]))


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("format: 1\nanswers:\n  one: red\n  one: blue\n", "answers.yaml line 4"),
        (Refusal("It is a link."), "answers.yaml: It is a link."),
    ],
)
def test_a_sheet_that_cannot_be_read_costs_its_questions_and_not_the_programs(
    asked: dict[str, Asked], sheet: str | Refusal, says: str
) -> None:
    answers, _ = read(sheet, asked)
    assert set(answers) == set(asked) - {"program"}
    assert all(isinstance(answer, Refusal) and says in answer.reason for answer in answers.values())


def test_one_bad_answer_leaves_the_others(asked: dict[str, Asked]) -> None:
    answers, _ = read("format: 1\nanswers: {some: A, one: red, word: null}\n", asked)
    assert isinstance(answers["some"], Refusal)
    assert answers["one"] == Chosen(option="red")
    assert "word" not in answers


@pytest.mark.parametrize(
    ("sheet", "code", "says"),
    [
        ("{on: red}", "unknown-question", "Did you mean 'one'?"),
        ("{not-graded: red}", "not-asked", "not part of this grading"),
        ("{program: x}", "code-in-sheet", "program.py"),
        ('{"\\e[2J": red}', "unknown-question", "\\x1b[2J"),
    ],
)
def test_what_the_sheet_should_not_hold_is_a_finding_with_its_line(
    asked: dict[str, Asked], sheet: str, code: str, says: str
) -> None:
    _, (finding,) = read(f"format: 1\n\nanswers: {sheet}\n", asked)
    assert (finding.code, finding.file, finding.line) == (code, "ada/answers.yaml", 3)
    assert says in str(finding)
