"""What is run to get expected values: draws, seeds, skipped draws, faults, and once per question and seed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading, answer_job, draw, draws, inputs_job, reference_job
from quizkit.grading.expected import prepare
from quizkit.grading.keystore import KeyStore
from quizkit.model.job import Ended, Job, Limits, RunResult
from quizkit.model.outcome import AuthorFault, SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec
from quizkit.model.value import Mapping as Pairs
from quizkit.model.value import Value
from quizkit.sandbox.fake import FakeSandbox

GRADING = Grading("c/t/q", "secret")


def question(**fields: object) -> CodeQuestion:
    base: dict[str, object] = {
        "id": "q",
        "kind": "code",
        "difficulty": "easy",
        "skills": ["s"],
        "prompt": "?",
        "entry": "f",
        "starter": "pass",
        "cases": [{"id": "drawn", "draws": 3}],
        "checks": [{"id": "c", "observe": "return"}],
        "solution": {"code": "right"},
        "wrong": [{"mistake": "slips", "code": "slip"}],
    }
    return CodeQuestion.model_validate({**base, **fields})


def spec(measures: str = "behaviour") -> RunnerSpec:
    stage = {"function": "f", "signature": "f()", "says": "F.", "file": "f.py"}
    return RunnerSpec.model_validate(
        {
            "id": "plain",
            "title": "Plain",
            "language": "Python",
            "limits": Limits(cpu_s=9),
            "stages": [{**stage, "name": name, "source": f"{name} source"} for name in ("one", "two")],
            "observations": [
                {"name": "return", "says": "R.", "measures": measures, "targets": ["entry", "stage"]}
            ],
        }
    )


def world(**programs: Callable[[int], Value]) -> FakeSandbox:
    """A sandbox in which the code `NAME` returns what `programs` say for the job's seed."""

    def answer(job: Job) -> RunResult:
        if job.code not in programs:
            return RunResult(Ended.RAISED, detail=f"no program {job.code}")
        return RunResult(Ended.OK, {"return": programs[job.code](job.seed)})

    return FakeSandbox(answer)


def prepared(asked: CodeQuestion, sandbox: FakeSandbox, runner: RunnerSpec | None = None) -> KeyValues:
    keys = prepare(asked, runner or spec(), GRADING, sandbox)
    assert isinstance(keys, KeyValues)
    return keys


def refused(asked: CodeQuestion, sandbox: FakeSandbox, runner: RunnerSpec | None = None) -> str:
    fault = prepare(asked, runner or spec(), GRADING, sandbox)
    assert isinstance(fault, AuthorFault)
    return fault.reason


def test_seeds_follow_from_the_secret_and_the_name_of_the_draw() -> None:
    asked = question(cases=[{"id": "a", "draws": 2}, {"id": "b"}])
    seeds = [each.seed for each in draws(asked, GRADING)]
    assert len(set(seeds)) == 3
    assert seeds == [each.seed for each in draws(asked, GRADING)]
    other = [each.seed for each in draws(asked, Grading("c/t/q", "another"))]
    assert [one == two for one, two in zip(seeds, other, strict=True)] == [False, False, True]


def test_a_case_without_draws_runs_once() -> None:
    assert [each.label for each in draws(question(cases=[{"id": "two"}]), GRADING)] == ["two"]


def test_an_answer_for_a_stage_never_gets_the_stage_it_stands_in_for() -> None:
    asked = question(entry=None, replaces="one")
    job = answer_job(asked, spec(), "mine", draws(asked, GRADING)[0])
    assert job.stages == {"two": "two source"}
    assert (job.target.kind, job.target.name) == ("stage", "one")


def test_only_the_reference_of_a_function_gets_the_stages_that_it_names() -> None:
    asked = question(reference="x = stages.two(1)")
    first = draws(asked, GRADING)[0]
    assert reference_job(asked, spec(), first).stages == {"two": "two source"}
    assert answer_job(asked, spec(), "mine", first).stages == {}


def test_limits_of_a_question_only_lower_the_runners() -> None:
    asked = question(limits={"cpu_s": 2, "memory_mb": 9999})
    limits = answer_job(asked, spec(), "mine", draws(asked, GRADING)[0]).limits
    assert (limits.cpu_s, limits.memory_mb) == (2, 1024)


def test_every_draw_gets_the_references_value_and_the_mistakes() -> None:
    keys = prepared(question(), world(right=lambda seed: seed, slip=lambda seed: -seed))
    assert [key.expected.values["return"] for key in keys.draws] == [key.draw.seed for key in keys.draws]
    assert [variant.mistake for variant in keys.variants] == ["slips"]
    assert len(keys.variants[0].runs) == 3


def test_a_draw_on_which_a_mistake_comes_close_is_drawn_anew() -> None:
    first = draw(GRADING, question().cases[0], 1).seed
    sandbox = world(right=lambda seed: 1.0, slip=lambda seed: 1.0 if seed == first else 2.0)
    keys = prepared(question(), sandbox)
    assert first not in [key.draw.seed for key in keys.draws]
    assert [key.draw.index for key in keys.draws] == [0, 1, 2]
    assert len(sandbox.jobs) == 6 + 2


def test_a_mistake_that_shows_in_another_case_only_skips_no_draw() -> None:
    asked = question(cases=[{"id": "drawn", "draws": 2}, {"id": "edge"}])
    edge = draws(asked, GRADING)[2].seed
    keys = prepared(asked, world(right=lambda seed: 1, slip=lambda seed: 2 if seed == edge else 1))
    assert [key.draw.seed for key in keys.draws] == [each.seed for each in draws(asked, GRADING)]


def test_a_mistake_that_no_draw_tells_apart_is_the_authors_fault() -> None:
    said = refused(question(), world(right=lambda seed: 1.0, slip=lambda seed: 1.0000001))
    assert said.startswith("The wrong variant 'slips' cannot be told from the key: only ")


def test_a_declaration_tells_nothing_apart() -> None:
    sandbox = world(right=lambda seed: 1, slip=lambda seed: 2)
    assert "cannot be told" in refused(question(), sandbox, spec("declaration"))


def test_a_failing_reference_is_the_authors_fault() -> None:
    assert refused(question(), world()) == "The solution fails in case drawn, draw 1 of 3: no program right."


def test_a_solution_that_contradicts_the_reference_is_the_authors_fault() -> None:
    asked = question(reference="ref", wrong=[])
    said = refused(asked, world(ref=lambda seed: 1, right=lambda seed: 2))
    assert said == (
        "The solution does not do what the reference does in case drawn, draw 1 of 3: "
        "check 'c', 2 where 1 was expected, a difference of 1."
    )


def test_inputs_are_shown_as_a_call_shows_them() -> None:
    asked = question(cases=[{"id": "one", "arguments": "inputs"}], wrong=[])
    arguments = Pairs((("n", 3), ("name", "x")))

    def answer(job: Job) -> RunResult:
        values: Mapping[str, Value] = {"return": 1, "variable:arguments": arguments}
        return RunResult(Ended.OK, {name: values[name] for name in job.observe})

    assert inputs_job(asked, spec(), draws(asked, GRADING)[0]) is not None
    assert prepared(asked, FakeSandbox(answer)).draws[0].inputs == "n=3, name='x'"


def test_two_threads_that_ask_for_the_same_prepare_it_once() -> None:
    store, together = KeyStore(), threading.Barrier(2, timeout=10)
    sandbox = world(right=lambda seed: 1, slip=lambda seed: 2)

    def ask(_: int) -> object:
        together.wait()
        return store.prepare(question(), spec(), GRADING, sandbox)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(ask, range(2))
    assert one is two
    assert len(sandbox.jobs) == 6


def test_another_seed_or_another_wording_of_the_question_is_prepared_apart() -> None:
    store, sandbox = KeyStore(), world(right=lambda seed: 1, slip=lambda seed: 2, other=lambda seed: 3)
    for asked, grading in (
        (question(), GRADING),
        (question(), Grading("c/t/q", "another")),
        (question(wrong=[{"mistake": "slips", "code": "other"}]), GRADING),
        (question(), GRADING),
    ):
        store.prepare(asked, spec(), grading, sandbox)
    assert len(sandbox.jobs) == 3 * 6


def test_a_failure_of_the_sandbox_is_told_and_not_remembered() -> None:
    store = KeyStore()
    broken = FakeSandbox(lambda job: RunResult(Ended.SYSTEM, detail="lost"))
    assert store.prepare(question(), spec(), GRADING, broken) == SystemFault(reason="lost")
    whole = world(right=lambda seed: 1, slip=lambda seed: 2)
    assert isinstance(store.prepare(question(), spec(), GRADING, whole), KeyValues)


def test_threads_that_wait_hear_of_what_went_wrong() -> None:
    store = KeyStore()

    def fail(job: Job) -> RunResult:
        raise RuntimeError("gone")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="gone"):
            store.prepare(question(), spec(), GRADING, FakeSandbox(fail))
