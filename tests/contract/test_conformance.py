"""One suite for every Sandbox: wall at L3 and L2, container as the wall (L1), own code (L0), fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, RunResult, Sandbox, Usage
from quizkit.model.value import Raised, Sequence, Value
from quizkit.sandbox import FakeSandbox, conformance, levels, open_sandbox
from quizkit.sandbox.conformance import CHECKS, HEADING, Check, X
from quizkit.sandbox.own import OwnCode
from quizkit.sandbox.policy import Level

KINDS = (*levels.ORDER, "own-code", "fake")
USED = Usage(0.01, 0.02, 1.0)


def found(value: Value) -> RunResult:
    return RunResult(Ended.OK, {X: value, "y": 3}, usage=USED)


SCRIPT: dict[str, Callable[[Job], RunResult]] = {  # what a sandbox would see of each check's jobs
    "values": lambda job: RunResult(Ended.OK, {X: Sequence("list", (1, 2)), "variable:y": 3}, stdout="hi\n"),
    "level": lambda job: found(1),
    "usage": lambda job: found(1),
    "order": lambda job: found(job.seed),
    "threads": lambda job: found(job.seed),
    "alone": lambda job: found(Sequence("list", (False, True))),
    "no-file-left": lambda job: found(False),
    "seed": lambda job: found(job.seed),
    "raised": lambda job: RunResult(Ended.RAISED, raised=Raised("KeyError", "'k'", 3)),
    "author": lambda job: RunResult(Ended.AUTHOR, raised=Raised("ValueError", "mine", 1)),
    "asked": lambda job: found(1),
    "output": lambda job: RunResult(Ended.OK, {X: 1}, stdout="x" * 1_000_000 + "\n"),
    "not-text": lambda job: RunResult(Ended.OK, {X: 1}, stdout="a\ufffdb"),
    "limits": lambda job: found(job.limits.files),
    "environment": lambda job: found(Sequence("list", ())),
    "exit": lambda job: RunResult(Ended.EXITED, {X: 1}),
    "crash": lambda job: RunResult(Ended.EXITED),
    "cpu": lambda job: RunResult(Ended.CPU),
    "memory": lambda job: RunResult(Ended.MEMORY),
    "wall": lambda job: RunResult(Ended.WALL),
    "forged": lambda job: RunResult(Ended.RESULT),
    "after": lambda job: found(5),
    "second-process": lambda job: RunResult(Ended.RAISED, raised=Raised("PermissionError", "", 3)),
    "network": lambda job: RunResult(Ended.RAISED, raised=Raised("PermissionError", "", 3)),
    "first-process": lambda job: found(1),
}


def scripted(job: Job) -> RunResult:
    return SCRIPT[job.code.splitlines()[0].removeprefix(HEADING)](job)


@contextmanager
def opened(kind: str, need: Callable[[Level], None]) -> Iterator[Sandbox]:
    level = next((known for known in levels.ORDER if known == kind), None)
    if level is not None:
        need(level)
        with open_sandbox(load_runner("python"), "own", force=level) as sandbox:
            yield sandbox
    else:
        yield OwnCode(load_runner("python")) if kind == "own-code" else FakeSandbox(scripted)


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Iterator[Sandbox]:
    with opened(request.param, need_level) as found:
        yield found


LEVEL_OF = {"own-code": "L0", "fake": "L3"}  # the fake claims everything
LAWS = [
    pytest.param(kind, check, id=f"{kind}-{check.name}")
    for kind in KINDS
    for check in CHECKS
    if check.level <= LEVEL_OF.get(kind, kind)
]


@pytest.mark.parametrize(("sandbox", "check"), LAWS, indirect=["sandbox"])
def test_every_sandbox_keeps_every_law_of_its_level(check: Check, sandbox: Sandbox) -> None:
    assert check.broken(sandbox) == ""


def test_own_code_runs_at_no_level() -> None:
    assert OwnCode(load_runner("python")).level == "L0"


BAD: dict[str, Callable[[Job], RunResult]] = {  # each breaks the law of its name, and some others
    "values": lambda job: found(2),
    "order": lambda job: found(0),
    "alone": lambda job: found(Sequence("list", (True, True))),
    "no-file-left": lambda job: found(True),
    "seed": lambda job: found(0),
    "raised": lambda job: found(1),
    "author": lambda job: RunResult(Ended.RAISED, raised=Raised("ValueError", "mine", 1)),
    "limits": lambda job: found(1 << 20),
    "environment": lambda job: found(Sequence("list", ("QUIZKIT_STATE",))),
    "exit": lambda job: found(1),
    "second-process": lambda job: found(1),
    "first-process": lambda job: found(77),
}


@pytest.mark.parametrize("name", BAD)
def test_a_sandbox_that_breaks_a_law_is_told_so(name: str) -> None:
    wrong = FakeSandbox(BAD[name])
    findings = {finding.name: finding.wrong for finding in conformance.examine(wrong)}
    assert findings[name]


def test_what_begins_at_a_higher_level_means_nothing_below() -> None:
    findings = {f.name: f.wrong for f in conformance.examine(FakeSandbox(scripted, level="L2"))}
    assert findings["first-process"] is None
    assert findings["network"] == ""
