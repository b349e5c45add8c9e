"""What every sandbox must do, at the level with a wall and at the one without."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, RunResult, Sandbox, Target
from quizkit.model.value import Raised, Sequence, Value
from quizkit.sandbox import FakeSandbox, levels, open_sandbox
from quizkit.sandbox.launching import Level

LIMITS = Limits(cpu_s=2, wall_s=10, memory_mb=128, output_kb=16, disk_mb=4, files=64, threads=8)
LEVELS = levels.ORDER
EXPECTED = os.environ.get("QUIZKIT_EXPECT_LEVEL", "")


def script(code: str, *observe: str, limits: Limits = LIMITS, **more: object) -> Job:
    wanted = observe or ("variable:x",)
    target = Target(kind="script")
    return Job.model_validate(
        {"runner": "python", "target": target, "code": code, "observe": wanted, "limits": limits, **more}
    )


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Iterator[Sandbox]:
    need_level(request.param)
    with open_sandbox(load_runner("python"), "own", force=request.param) as opened:
        yield opened


def test_the_level_is_the_expected_one() -> None:
    if not EXPECTED:
        pytest.skip("QUIZKIT_EXPECT_LEVEL is not set")
    assert levels.probed().level >= EXPECTED


def test_a_run_gives_values_usage_and_level(sandbox: Sandbox) -> None:
    result = sandbox.run(script("x = [1, 2]\nprint('hi')", "variable:x", "stdout", "raises"))
    expected: dict[str, Value] = {"variable:x": Sequence("list", (1, 2)), "stdout": "hi\n", "raises": None}
    assert (result.ended, result.values, result.detail) == (Ended.OK, expected, "")
    assert result.usage.cpu_s > 0
    assert result.level == sandbox.level


def test_results_come_in_the_order_of_the_jobs(sandbox: Sandbox) -> None:
    results = sandbox.run_all([script(f"x = {number}") for number in range(12)])
    assert [result.values["variable:x"] for result in results] == list(range(12))


def test_threads_may_share_a_sandbox(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(sandbox.run, [script(f"x = {number}") for number in range(12)]))
    assert [result.values["variable:x"] for result in results] == list(range(12))


def test_no_run_sees_another(sandbox: Sandbox) -> None:
    first = script("import json, sys\njson.mark = 1\nsys.modules['math'].pi = 3\nx = 1")
    second = script("import json, math\nx = [hasattr(json, 'mark'), math.pi > 3]")
    results = [sandbox.run(job) for job in (first, second)]
    assert results[1].values["variable:x"] == Sequence("list", (False, True))


def test_the_same_seed_draws_the_same_and_another_does_not(sandbox: Sandbox) -> None:
    code = "import random\nx = [rng.random(), random.random()]"
    drawn = [sandbox.run(script(code, seed=seed)).values["variable:x"] for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_an_exception_is_the_learners_with_its_line(sandbox: Sandbox) -> None:
    result = sandbox.run(script("x = 1\n\nraise KeyError('k')", "variable:x", "raises"))
    assert result.ended is Ended.RAISED
    assert result.raised == Raised("KeyError", "'k'", 3)
    assert result.values == {"raises": "KeyError"}


def test_what_the_arguments_raise_is_the_authors(sandbox: Sandbox) -> None:
    result = sandbox.run(script("x = 1", arguments="raise ValueError('mine')"))
    assert result.ended is Ended.AUTHOR
    assert result.raised is not None
    assert result.raised.message == "mine"


def test_a_sandbox_goes_on_after_every_bad_end(sandbox: Sandbox) -> None:
    bad = [
        "import os; os._exit(3)",
        "while True: pass",
        "x = bytearray(1 << 40)",
        "import ctypes; ctypes.string_at(0)",
    ]
    short = LIMITS.model_copy(update={"cpu_s": 1})
    ends = [sandbox.run(script(code, limits=short)).ended for code in bad]
    assert ends == [Ended.EXITED, Ended.CPU, Ended.MEMORY, Ended.EXITED]
    assert sandbox.run(script("x = 5")).values == {"variable:x": 5}


def test_a_run_that_only_waits_ends_by_the_clock(sandbox: Sandbox) -> None:
    quick = LIMITS.model_copy(update={"wall_s": 0.3})
    result = sandbox.run(script("import time\ntime.sleep(60)", limits=quick))
    assert result.ended is Ended.WALL
    assert "0.3 s" in result.detail


def test_output_is_kept_up_to_its_cap_and_the_run_goes_on(sandbox: Sandbox) -> None:
    result = sandbox.run(script("print('x' * 1_000_000)\nx = 1"))
    assert (result.ended, result.values) == (Ended.OK, {"variable:x": 1})
    assert result.stdout.startswith("x" * (16 << 10) + "\n[")
    assert len(result.stdout) < 17 << 10


def test_text_that_is_no_text_is_replaced(sandbox: Sandbox) -> None:
    result = sandbox.run(script("import os\nos.write(1, b'a\\xffb')\nx = 1"))
    assert result.stdout == "a\ufffdb"


def test_the_code_is_read_by_nobody_before_the_seal(sandbox: Sandbox) -> None:
    """What the job says about its own limits cannot loosen them: they went to the warm process before."""
    result = sandbox.run(script("import resource\nx = resource.getrlimit(resource.RLIMIT_NOFILE)[1]"))
    assert result.values == {"variable:x": LIMITS.files}


def test_a_path_to_be_kept_out_cannot_be_read(tmp_path: Path, need_level: Callable[[Level], None]) -> None:
    need_level("L1")
    (tmp_path / "key").write_text("secret")
    with open_sandbox(load_runner("python"), "own", [tmp_path]) as opened:
        result = opened.run(script(f"x = open({str(tmp_path / 'key')!r}).read()", "raises"))
    assert result.values["raises"] in ("PermissionError", "FileNotFoundError")


def test_the_fake_answers_and_remembers() -> None:
    fake = FakeSandbox(lambda job: RunResult(Ended.OK, {"variable:x": job.seed}), level="L1")
    jobs = [script("", seed=seed) for seed in (4, 5)]
    assert [result.values["variable:x"] for result in fake.run_all(jobs)] == [4, 5]
    assert fake.jobs == jobs
    assert fake.level == "L1"
