"""Every folder here is one attack: answer.py makes it, attack.yaml says what it tries and how it must end.

`ended` is how the run ends; `got` the value of the variable of that name, where one must come; `raises` the
exception (or any of several); `says` a part of the sentence that the learner is told; `levels` where the
attack means anything; `limits` changes some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Limits, RunResult, Sandbox, Target
from quizkit.model.value import Opaque, Sequence, Value
from quizkit.sandbox import open_sandbox
from quizkit.sandbox.launching import Level

HERE = Path(__file__).parent
ATTACKS = sorted(path.parent.name for path in HERE.glob("*/attack.yaml"))
LIMITS = Limits(cpu_s=0.4, wall_s=10, memory_mb=128, output_kb=16, disk_mb=4, files=64, threads=8)
FIELDS = {"tries", "ended", "got", "raises", "says", "limits", "levels"}


@pytest.fixture(scope="module", params=["L3", "L1"])
def sandbox(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    need_level: Callable[[Level], None],
) -> Iterator[Sandbox]:
    need_level(request.param)
    secret = tmp_path_factory.mktemp("bank")
    (secret / "key.yaml").write_text("the-key-of-this-test")
    with open_sandbox(load_runner("python"), "own", [secret], force=request.param) as opened:
        yield opened


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_as_it_must(name: str, sandbox: Sandbox) -> None:
    attack = yaml.safe_load((HERE / name / "attack.yaml").read_text())
    assert set(attack) <= FIELDS
    if sandbox.level not in attack.get("levels", ["L3", "L1"]):
        pytest.skip(f"only {attack['levels'][0]} stops this")
    result = run(sandbox, (HERE / name / "answer.py").read_text(), attack.get("limits", {}))
    assert result.ended.value == attack["ended"], (result.detail, result.stderr)
    if "got" in attack:
        assert plain(result.values["variable:got"]) == attack["got"]
    if "raises" in attack:
        assert result.values["raises"] in attack["raises"]
    assert attack.get("says", "") in result.detail
    after = run(sandbox, "got = 1", {})
    assert after.values["variable:got"] == 1


def run(sandbox: Sandbox, code: str, limits: dict[str, float]) -> RunResult:
    return sandbox.run(
        Job(
            runner="python",
            target=Target(kind="script"),
            code=code,
            observe=("variable:got", "raises"),
            limits=LIMITS.model_copy(update=limits),
        )
    )


def plain(value: Value) -> object:
    """A value as YAML writes it."""
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    if isinstance(value, Opaque):
        return {"opaque": [value.type, value.repr]}
    return value
