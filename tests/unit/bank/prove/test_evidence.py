"""What evidence shows: exactly the answers marked right must turn out true."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import TypeAdapter

from quizkit.bank.prove.answers import answers, put_in
from quizkit.bank.prove.evidence import prove_evidence
from quizkit.bank.prove.proof import Shown
from quizkit.errors import SandboxFault
from quizkit.model.job import Ended, Job, Limits, RunResult
from quizkit.model.question import Question
from quizkit.model.runner import RunnerSpec
from quizkit.model.value import Value
from quizkit.sandbox.fake import FakeSandbox

QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
SPEC = RunnerSpec.model_validate(
    {"id": "plain", "title": "P", "language": "L", "limits": Limits(), "observations": []}
)
Values = dict[str, Value]


def choice(correct: str, **evidence: object) -> Question:
    options = [
        {"id": name, "text": f"text {name}", "code": f"run {name}"} for name in ("one", "two", "three")
    ]
    for option in options:
        if option["id"] == correct:
            option |= {"correct": True}  # type: ignore[dict-item]  # pydantic reads it
    return asked("choice", options=options, evidence=evidence)


def asked(kind: str, **fields: object) -> Question:
    shared = {"id": "q", "difficulty": "easy", "skills": ["s"], "prompt": "?", "solution": {}}
    return QUESTION.validate_python({"kind": kind, **shared, **fields})


def prove(question: Question, run: Callable[[Job], Values | RunResult]) -> Shown:
    def answer(job: Job) -> RunResult:
        came = run(job)
        return came if isinstance(came, RunResult) else RunResult(Ended.OK, came)

    assert question.evidence is not None
    return prove_evidence(question, question.evidence, SPEC, FakeSandbox(answer))


def messages(shown: Shown) -> list[str]:
    return [claim.message for claim in shown.refuted]


OWN = {"code": "${answer}", "claim": {"variable:x": 1}, "fails": {"two": {"raises": "TypeError"}}}


def only_one_works(job: Job) -> Values:
    return {"variable:x": 1} if job.code == "run one" else {"raises": "TypeError"}


def test_options_that_are_code_are_run_one_by_one() -> None:
    assert messages(prove(choice("one", **OWN), only_one_works)) == []


def test_a_key_moved_to_another_option_is_refuted_at_both() -> None:
    shown = prove(choice("three", **OWN), only_one_works)
    assert messages(shown) == [
        "'one' is marked wrong, but all that it claims came on every seed.",
        "'three' is marked right, but on seed 0 there was no 'variable:x'.",
    ]
    assert [claim.path for claim in shown.refuted] == [("options", 0), ("options", 2)]


def test_a_false_answer_must_fail_as_its_evidence_says() -> None:
    def works(job: Job) -> Values:
        return {"variable:x": 1} if job.code == "run one" else {"raises": "ValueError"}

    assert messages(prove(choice("one", **OWN), works)) == [
        "'two' does not fail as 'fails' says: on seed 0 'raises' was 'ValueError', not 'TypeError'."
    ]


def test_evidence_without_a_place_is_run_once_per_seed_for_all_options() -> None:
    expect = {name: {f"variable:{name}": True} for name in ("one", "two", "three")}
    question = choice("one", code="x", expect=expect, seeds=3)
    jobs: list[Job] = []

    def run(job: Job) -> Values:
        jobs.append(job)
        return {"variable:one": True, "variable:two": job.seed > 0, "variable:three": False}

    assert messages(prove(question, run)) == []
    assert [job.seed for job in jobs] == [0, 1, 2]


def test_a_right_option_must_be_true_on_every_seed() -> None:
    expect = {name: {f"variable:{name}": True} for name in ("one", "two", "three")}
    question = choice("one", code="x", expect=expect, seeds=2)
    shown = prove(question, lambda job: {"variable:one": job.seed == 0})
    assert messages(shown) == ["'one' is marked right, but on seed 1 'variable:one' was False, not True."]


def test_an_option_of_which_nothing_is_said_is_not_shown_to_be_wrong() -> None:
    question = choice("one", code="x", expect={"one": {"variable:x": 1}, "two": {"variable:x": 2}})
    assert messages(prove(question, lambda job: {"variable:x": 1})) == [
        "The evidence says nothing of 'three', so it does not show that this is wrong."
    ]


def test_evidence_about_an_unknown_answer_is_refuted() -> None:
    question = choice("one", code="${answer}", claim={"variable:x": 1}, fails={"four": {"raises": None}})
    assert messages(prove(question, only_one_works)) == [
        "The evidence speaks of 'four', which is no answer to this question."
    ]


def test_a_failure_of_the_sandbox_is_no_refutation() -> None:
    with pytest.raises(SandboxFault):
        prove(choice("one", **OWN), lambda job: RunResult(Ended.SYSTEM, detail="lost"))


def test_texts_are_put_in_by_themselves_and_orders_by_their_lines() -> None:
    text = asked("text", accept=["a", "b"], wrong=[{"mistake": "m", "text": "c"}])
    assert [(each.id, each.right) for each in answers(text)] == [("a", True), ("b", True), ("c", False)]
    blocks = [{"id": name, "text": f"`{name.upper()}`" if name == "b" else name.upper()} for name in "abc"]
    order = asked(
        "order", blocks=blocks, answer=list("abc"), wrong=[{"mistake": "m", "order": ["b", "a", "c"]}]
    )
    assert [(each.id, each.text) for each in answers(order)] == [
        ("answer", "A\nB\nC"),
        ("m", "B\nA\nC"),
        ("swapped-2", "A\nC\nB"),
    ]


def test_an_answer_alone_on_its_line_is_indented_as_that_line_is() -> None:
    assert put_in("if x:\n    ${answer}\ny = ${answer}", "a\nb") == "if x:\n    a\n    b\ny = a\nb"
