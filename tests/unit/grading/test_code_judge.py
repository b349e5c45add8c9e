"""The verdict on code from hand-made runs: whose fault it is, points, what is shown, which mistake it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from quizkit.grading.code.judge import judge_runs
from quizkit.grading.code.keys import DrawKey, KeyValues, VariantRuns
from quizkit.grading.code.plan import Grading, draws
from quizkit.model import value as values
from quizkit.model.job import Ended, RunResult
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.value import Raised, Value

SHOWN = {"id": "shown", "observe": "return", "points": 1}
HIDDEN = {"id": "hidden", "observe": "variable:x", "points": 3, "show": "name"}


def question(*checks: Mapping[str, object], draw: int = 2) -> CodeQuestion:
    return CodeQuestion.model_validate(
        {
            "id": "q",
            "kind": "code",
            "difficulty": "easy",
            "skills": ["s"],
            "prompt": "?",
            "entry": "f",
            "starter": "pass",
            "cases": [{"id": "drawn", "draws": draw}],
            "checks": checks or (SHOWN, HIDDEN),
            "solution": {"code": "solution"},
        }
    )


def ok(value: Value, x: Value = 0, stdout: str = "") -> RunResult:
    return RunResult(Ended.OK, {"return": value, "variable:x": x, "raises": None}, stdout=stdout)


def raised(message: str = "bad 7", kind: str = "ValueError", line: int | None = 3) -> RunResult:
    what = Raised(kind, message, line)
    return RunResult(Ended.RAISED, {"raises": kind}, what, stdout="before", detail="it raised")


def keys(asked: CodeQuestion, *expected: RunResult, **variants: tuple[RunResult, ...]) -> KeyValues:
    drawn = draws(asked, Grading("c/t/q", "secret"))
    named = tuple(VariantRuns(name.replace("_", "-"), runs, 1e3) for name, runs in variants.items())
    return KeyValues(tuple(DrawKey(*pair) for pair in zip(drawn, expected, strict=True)), named)


def graded(asked: CodeQuestion, key: KeyValues, *runs: RunResult) -> Graded:
    outcome = judge_runs(asked, key, runs)
    assert isinstance(outcome, Graded)
    return outcome


def test_a_declaration_earns_only_where_some_behaviour_is_right() -> None:
    asked = question(draw=3)
    plain = keys(asked, ok(1), ok(1), ok(1))
    key = KeyValues(plain.draws, declared=frozenset({"shown"}))
    outcome = graded(asked, key, ok(1, x=0), ok(1, x=9), ok(1, x=9))
    assert [round(check.earned, 6) for check in outcome.checks] == [round(1 / 3, 6), 1]
    assert "does not do what it says" in outcome.checks[0].says
    assert graded(asked, key, ok(2), ok(2), ok(2)).checks[0].earned == 0
    assert graded(asked, plain, ok(1, x=9), ok(1, x=9), ok(1, x=9)).checks[0].earned == 1


def test_equal_values_on_every_draw_earn_full_marks() -> None:
    asked = question()
    outcome = graded(asked, keys(asked, ok(1), ok(2)), ok(1), ok(2.0))
    assert (outcome.score, outcome.reason, outcome.mistake) == (1, "", None)
    assert all(check.passed for check in outcome.checks)


def test_points_are_split_evenly_over_the_draws() -> None:
    asked = question()
    outcome = graded(asked, keys(asked, ok(1), ok(2)), ok(1), ok(9))
    assert [check.earned for check in outcome.checks] == [0.5, 3]
    assert outcome.score == pytest.approx(3.5 / 4)


def test_a_draw_that_faults_loses_its_share_and_no_other() -> None:
    asked = question()
    outcome = graded(asked, keys(asked, ok(1), ok(2)), raised(), ok(2))
    assert outcome.score == 0.5
    assert outcome.checks[0].says == "Your code raised ValueError on line 3: bad 7."
    assert outcome.reason.startswith("Check 'shown' fails in case drawn, draw 1 of 2:")


def test_it_is_the_learners_fault_only_if_every_draw_faulted() -> None:
    asked = question()
    outcome = judge_runs(asked, keys(asked, ok(1), ok(2)), [raised(), RunResult(Ended.CPU, detail="slow")])
    assert isinstance(outcome, LearnerFault)
    assert (outcome.fault, outcome.line, outcome.output) == ("raised", 3, "before")
    assert outcome.checks[0].earned == 0


@pytest.mark.parametrize(
    "end", [Ended.CPU, Ended.WALL, Ended.MEMORY, Ended.OUTPUT, Ended.RESULT, Ended.EXITED]
)
def test_each_limit_is_told_by_its_own_name(end: Ended) -> None:
    asked = question(draw=1)
    outcome = judge_runs(asked, keys(asked, ok(1)), [RunResult(end, detail="your code did something.")])
    assert isinstance(outcome, LearnerFault)
    assert (outcome.fault, outcome.reason) == (end.value, "Your code did something.")


def test_a_pipeline_that_breaks_around_the_answer_is_the_learners_fault() -> None:
    asked = question(draw=1)
    broke = RunResult(Ended.AUTHOR, raised=Raised("AttributeError", "no step", 12), detail="x")
    outcome = judge_runs(asked, keys(asked, ok(1)), [broke])
    assert isinstance(outcome, LearnerFault)
    assert outcome.reason == "What your code returned could not be used, AttributeError: no step."


def test_a_failure_of_the_sandbox_in_any_run_leaves_no_number() -> None:
    asked = question()
    outcome = judge_runs(asked, keys(asked, ok(1), ok(2)), [ok(1), RunResult(Ended.SYSTEM, detail="lost")])
    assert outcome == SystemFault(reason="lost")


def test_a_reference_without_a_value_is_the_authors_fault() -> None:
    asked = question(draw=1)
    outcome = judge_runs(asked, keys(asked, RunResult(Ended.OK, {"return": 1})), [ok(1)])
    assert isinstance(outcome, AuthorFault)


def test_a_check_that_shows_its_name_reveals_nothing_else() -> None:
    asked = question()
    secret = ok(1, x="the secret", stdout="the inputs")
    outcome = graded(asked, keys(asked, secret, secret), ok(1, "mine", "the inputs"), ok(1, "mine"))
    assert "secret" not in outcome.model_dump_json()
    assert "mine" not in outcome.model_dump_json()
    assert outcome.output == ""
    check = outcome.checks[1]
    assert (check.shown, check.expected, check.actual, check.difference) == (False, None, None, None)


def test_a_hidden_check_tells_an_exception_without_its_message() -> None:
    asked = question(HIDDEN, draw=1)
    outcome = judge_runs(asked, keys(asked, ok(1)), [raised("inputs were 7")])
    assert isinstance(outcome, LearnerFault)
    assert outcome.reason == "Your code raised ValueError on line 3."
    assert outcome.output == ""


def test_output_is_that_of_the_draw_that_is_told_about_and_capped() -> None:
    asked = question(SHOWN)
    outcome = graded(asked, keys(asked, ok(1), ok(2)), ok(1, stdout="one"), ok(1, stdout="x" * 5000))
    assert outcome.output == "x" * 4000 + "\n… and 1000 more characters"


def test_raising_is_a_value_where_a_check_observes_it() -> None:
    asked = question({"id": "r", "observe": "raises"}, draw=1)
    key = keys(asked, raised())
    assert graded(asked, key, raised("another message")).score == 1
    assert graded(asked, key, ok(1)).score == 0
    assert graded(asked, key, raised(kind="TypeError")).checks[0].actual == "'TypeError'"


def test_a_value_that_did_not_come_is_told_by_name() -> None:
    asked = question({"id": "x", "observe": "variable:x"}, draw=1)
    outcome = graded(asked, keys(asked, ok(1)), RunResult(Ended.OK, {}))
    assert outcome.checks[0].says == "Your code sets no variable 'x'."


def test_inputs_are_told_with_the_failing_draw() -> None:
    asked = question(SHOWN, draw=1)
    drawn = draws(asked, Grading("c/t/q", "secret"))
    outcome = graded(asked, KeyValues((DrawKey(drawn[0], ok(1), values.Mapping((("n", 3),))),)), ok(2))
    assert outcome.checks[0].says.endswith("The inputs: n=3.")


def test_a_mistake_is_recognised_by_its_values_on_every_draw() -> None:
    asked = question()
    key = keys(asked, ok(1), ok(2), doubles=(ok(2), ok(4)), halves=(ok(2), ok(1)))
    assert graded(asked, key, ok(2), ok(4)).mistake == "doubles"
    assert graded(asked, key, ok(2), ok(5)).mistake is None
    assert graded(asked, key, ok(1), ok(2)).mistake is None


def test_a_mistake_is_not_named_if_several_give_the_same() -> None:
    asked = question(draw=1)
    key = keys(asked, ok(1), doubles=(ok(2),), adds_one=(ok(2),))
    assert graded(asked, key, ok(2)).mistake is None


def test_a_mistake_that_raises_is_recognised_by_type_and_message() -> None:
    asked = question(draw=1)
    key = keys(asked, ok(1), forgets=(raised("no x"),))
    for run, mistake in ((raised("no x", line=9), "forgets"), (raised("no y"), None)):
        outcome = judge_runs(asked, key, [run])
        assert isinstance(outcome, LearnerFault)
        assert outcome.mistake == mistake


def called(returned: Value, t: Value) -> Value:
    return values.Mapping((("return", returned), ("arguments", values.Mapping((("t", t),)))))


@pytest.mark.parametrize(
    ("observe", "right", "made", "says"),
    [
        ("call", called(0, 2), called(1, 2), "In what was returned: 1 where 0 was expected"),
        ("call", called(0, 2), called(0, 3), "In the argument t after the call: 3 where 2 was expected"),
        ("arguments", values.Mapping((("t", 2),)), values.Mapping((("t", 3),)), "In the argument t after"),
    ],
)
def test_the_part_of_a_call_that_differs_is_named_in_words(
    observe: str, right: Value, made: Value, says: str
) -> None:
    asked = question({"id": "x", "observe": observe}, draw=1)
    key = keys(asked, RunResult(Ended.OK, {observe: right}))
    assert graded(asked, key, RunResult(Ended.OK, {observe: made})).checks[0].says.startswith(says)


def test_the_line_of_a_syntax_error_is_said_once() -> None:
    asked = question(draw=1)
    run = raised("'(' was never closed (<answer>, line 5)", kind="SyntaxError", line=5)
    outcome = judge_runs(asked, keys(asked, ok(1)), [run])
    assert isinstance(outcome, LearnerFault)
    assert outcome.reason == "Your code raised SyntaxError on line 5: '(' was never closed."


def test_a_limit_is_never_recognised_as_a_mistake() -> None:
    asked = question(draw=1)
    slow = RunResult(Ended.CPU, detail="slow")
    outcome = judge_runs(asked, keys(asked, ok(1), loops=(slow,)), [slow])
    assert isinstance(outcome, LearnerFault)
    assert outcome.mistake is None
