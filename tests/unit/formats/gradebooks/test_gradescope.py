"""Gradescope gets one file per learner that has a number; hidden checks show their names alone."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from quizkit import text
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
    assert made["output"] == "<p>\\x1b[31m \\u202e</p>"
    assert made["test_name_format"] == "text"
    assert made["tests"][0]["name"] == "q\\n\\x00"


def test_the_text_of_a_hostile_answer_is_no_element() -> None:
    checks = (CheckLine("<b>", 0, 1, shown=True, says=text.markdown_inline("<script>*x*`y`")),)
    made = json.loads(
        gradescope.results_json(GradeLine("l", 1, 1, questions=(QuestionLine("q", 1, 1, checks=checks),)))
    )
    shown = made["tests"][0]["output"]
    assert made["output_format"] == made["test_output_format"] == "html"
    assert "&lt;script&gt;*x*`y`" in shown
    assert set(re.findall(r"<(/?\w+)", shown)) == {"ul", "/ul", "li", "/li"}


def test_a_right_answer_that_was_late_has_not_failed() -> None:
    late = QuestionLine("q", 1.8, 2, right=True)
    made = json.loads(gradescope.results_json(GradeLine("l", 1.8, 2, questions=(late,))))
    assert (made["tests"][0]["score"], made["tests"][0]["status"]) == (1.8, "passed")


def test_the_index_tells_whose_each_file_is_and_holds_no_formula() -> None:
    lines = [GradeLine("=a", 1, 1, name="@x", aliases=frozenset({"7", "a@b.example"})), GradeLine("b", 1, 1)]
    made = gradescope.results(lines)
    rows = list(csv.reader(io.StringIO(gradescope.index_csv(made, lines))))
    assert rows[0] == ["file", "learner", "name", "ids"]
    assert [row[1:] for row in rows[1:]] == [["'=a", "'@x", "7 a@b.example"], ["b", "", ""]]
    assert [row[0] for row in rows[1:]] == list(made.files)
