"""Gradescope gets one file per learner that has a number; hidden checks show their names alone."""

from __future__ import annotations

import json

import pytest

from quizkit.formats.gradebooks import CheckLine, GradeLine, QuestionLine, gradescope


def test_the_learners_total_is_the_score_and_questions_are_tests() -> None:
    questions = (QuestionLine("a", 2, 2), QuestionLine("b", 0.5, 3), QuestionLine("c", None, 1))
    made = json.loads(gradescope.results_json(GradeLine("l", 2.25, 6, questions=questions)))
    assert made["score"] == 2.25
    assert [test.get("score") for test in made["tests"]] == [2, 0.5, None]
    assert [test.get("max_score") for test in made["tests"]] == [2, 3, None]
    assert [test.get("status") for test in made["tests"]] == ["passed", "failed", None]


def test_what_a_hidden_check_saw_is_in_no_file() -> None:
    checks = (
        CheckLine("open", 1, 1, shown=True, says="saw 5"),
        CheckLine("shut", 0, 1, shown=False, says="expected 42"),
    )
    made = gradescope.results([GradeLine("l", 1, 2, questions=(QuestionLine("q", 1, 2, checks=checks),))])
    content = made.files["l.json"]
    assert "saw 5" in content
    assert "shut (hidden): 0 of 1" in content
    assert "42" not in content


def test_a_learner_without_a_number_has_no_file_and_is_listed() -> None:
    made = gradescope.results([GradeLine("a", None, 1), GradeLine("b", 0, 1)])
    assert list(made.files) == ["b.json"]
    assert "a" in made.findings[0].message
    with pytest.raises(ValueError, match="no number"):
        gradescope.results_json(GradeLine("a", None, 1))


@pytest.mark.parametrize("learner", ["../x", "=a", "é", "a b", ".hidden", "x" * 70, "-o"])
def test_an_id_that_is_no_plain_file_name_is_opaque(learner: str) -> None:
    made = gradescope.results([GradeLine(learner, 1, 1)])
    (name,) = made.files
    assert len(name) == 16 + len(".json")
    assert made.learners == {name: learner}


def test_ids_equal_but_for_case_have_files_of_their_own_everywhere() -> None:
    made = gradescope.results([GradeLine("Ada", 1, 1), GradeLine("ada", 0, 1)])
    assert len({name.casefold() for name in made.files}) == 2


def test_texts_of_others_stay_texts() -> None:
    line = GradeLine("l", 1, 1, comment="\x1b[31m \u202e", questions=(QuestionLine("q\n\x00", 1, 1),))
    made = json.loads(gradescope.results_json(line))
    assert made["output"] == "\\x1b[31m \\u202e"
    assert made["output_format"] == made["test_output_format"] == made["test_name_format"] == "text"
    assert made["tests"][0]["name"] == "q\\n\\x00"
