"""What must hold of the plain Python topic: it is small, and shows that banks are not about one runner."""

from __future__ import annotations

from quizkit.bank.catalogue import open_topic
from quizkit.model.question import CodeQuestion

TOPIC = open_topic("python/aliasing").topic


def test_four_questions_of_four_kinds_on_the_python_runner() -> None:
    assert TOPIC.runner == "python"
    assert [question.kind for question in TOPIC.questions] == ["choice", "predict", "numeric", "code"]


def test_the_executable_one_draws_three_cases_for_a_function() -> None:
    [code] = [question for question in TOPIC.questions if isinstance(question, CodeQuestion)]
    assert code.entry == "with_totals"
    assert sum(case.draws for case in code.cases) == 3


def test_nothing_is_argued() -> None:
    assert not any(question.argued for question in TOPIC.questions)
