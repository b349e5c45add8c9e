"""Every folder with an attack.yaml of these fields is one attack on a layer: README.md tells how to read it.

Each is stopped at every level that it is made for, and succeeds where the layer is taken away that it names.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from quizkit.model.job import Job, Limits, RunResult, Target
from quizkit.model.value import Opaque, Tensor, Value
from quizkit.model.value import Sequence as Items
from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level
from tests.hostile.surgery import Ground, removals

HERE = Path(__file__).parent
LIMITS = Limits(cpu_s=0.4, wall_s=10, memory_mb=128, output_kb=16, disk_mb=4, files=64, threads=8)
Need = Callable[[Level], None]


class Ending(BaseModel):
    """How an attack ends. What is not named may be anything; `alive` is a process name seen afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    ended: str
    got: object = None
    raises: tuple[str, ...] = ()
    says: str = ""
    alive: str = ""
    environment: str = ""

    def mismatch(self, result: RunResult) -> str:
        """What of `result` is otherwise, in words; empty if it ended like this."""
        if result.ended.value != self.ended:
            return f"{result.ended.value}: {result.detail} {result.stderr!r}"
        got = plain(result.values.get("variable:got"))
        if "got" in self.model_fields_set and got != self.got:
            return f"got {got!r}"
        if self.raises and result.values.get("raises") not in self.raises:
            return f"raised {result.values.get('raises')!r}"
        if self.alive and not any(alive(self.alive)):
            return f"no process {self.alive} is left"
        if self.environment and self.environment not in os.environ:
            return f"{self.environment} was not set in the engine"
        return "" if self.says in result.detail else result.detail


class Proof(Ending):
    """How it ends without `layer`. `opened` lets it get as far as that layer, which alone stops it then."""

    layer: str
    opened: tuple[str, ...] = ()
    level: Level = "L3"


class Attack(Ending):
    """What it tries and how it must end, from the lowest level that stops it upwards."""

    tries: str
    stops: Level = "L1"
    limits: Mapping[str, float] = {}
    runs: int = 1
    runner: str = "python"
    proofs: tuple[Proof, ...]


def read(path: Path) -> Attack:
    return Attack.model_validate(yaml.safe_load(path.read_text()))


ATTACKS = {path.parent.name: read(path) for path in sorted(HERE.glob("*/attack.yaml"))}
STOPPED = [
    (name, level)
    for name, attack in ATTACKS.items()
    for level in levels.ORDER
    if level >= attack.stops and (attack.runner == "python" or level == levels.ORDER[0])
]
PROOFS = [
    pytest.param(name, proof, id=f"{name}-{proof.layer}-{proof.level}")
    for name, attack in ATTACKS.items()
    for proof in attack.proofs
]


@pytest.fixture(scope="session")
def echo() -> Iterator[int]:
    """A program of this machine's that answers packets; its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near:
        near.bind(("127.0.0.1", 0))

        def answer() -> None:
            while (packet := near.recvfrom(64)) and packet[0] != b"end":
                near.sendto(b"heard", packet[1])

        thread = threading.Thread(target=answer)
        thread.start()
        yield near.getsockname()[1]
        near.sendto(b"end", near.getsockname())
        thread.join()


@pytest.mark.parametrize(("name", "level"), STOPPED)
def test_an_attack_is_stopped(name: str, level: Level, ground: Ground, need_level: Need, echo: int) -> None:
    need_level(level)
    result = attacked(ground, name, level, (), echo)
    assert not ATTACKS[name].mismatch(result)
    after = ground.run(job("got = 1", {}), level)
    assert after.values["variable:got"] == 1


@pytest.mark.parametrize(("name", "proof"), PROOFS)
def test_it_succeeds_without_the_layer_that_it_names_and_only_then(
    name: str, proof: Proof, ground: Ground, need_level: Need, echo: int
) -> None:
    need_level(proof.level)
    try:
        if proof.opened:
            assert proof.mismatch(attacked(ground, name, proof.level, proof.opened, echo))
        result = attacked(ground, name, proof.level, (*proof.opened, proof.layer), echo)
        assert not proof.mismatch(result)
    finally:
        os.environ.pop(proof.environment or "-", None)
        for pid in alive(proof.alive or "-"):
            os.kill(pid, 9)


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_names_a_layer_and_ends_otherwise_without_it(name: str) -> None:
    attack = ATTACKS[name]
    assert attack.proofs
    for proof in attack.proofs:
        assert set(named_by(proof)) <= removals()
        assert any(getattr(proof, field) != getattr(attack, field) for field in Ending.model_fields)


def test_every_layer_is_named_by_an_attack() -> None:
    assert {proof.layer for attack in ATTACKS.values() for proof in attack.proofs} == removals()


def named_by(proof: Proof) -> tuple[str, ...]:
    return (proof.layer, *proof.opened)


def attacked(ground: Ground, name: str, level: Level, removed: Sequence[str], port: int) -> RunResult:
    """The attack's last run."""
    attack = ATTACKS[name]
    code = (HERE / name / "answer.py").read_text()
    made = job(code, attack.limits, port, f"arguments = {{'bank': {str(ground.bank)!r}}}", attack.runner)
    return [ground.run(made, level, removed) for _ in range(attack.runs)][-1]


def job(
    code: str,
    limits: Mapping[str, float],
    seed: int = 0,
    arguments: str | None = None,
    runner: str = "python",
) -> Job:
    return Job(
        runner=runner,
        target=Target(kind="script"),
        code=code,
        seed=seed,
        arguments=arguments,
        observe=("variable:got", "raises"),
        limits=Limits.model_validate({**LIMITS.model_dump(), **limits}),
    )


def plain(value: Value) -> object:
    """A value as YAML writes it."""
    match value:
        case Items():
            return [plain(item) for item in value.items]
        case Opaque():
            return {"opaque": value.type}
        case Tensor():
            return {"tensor": [value.dtype, *value.shape]}
    return value


def alive(name: str) -> Iterator[int]:
    """The processes of this machine that go by this name."""
    for path in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().strip() == name:
                yield int(path.parent.name)
