"""Whoever neither works nor ends: a stopped warm process is replaced at once, an endless promise is left.

No deadline ends these tests: those that could are put out of reach first.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, RunResult, Target
from quizkit.sandbox import levels, open_sandbox, running, service_care, service_client, service_place
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.wall import Wall
from tests.contract.processes import alive, below, until

NEVER = 1500.0
LIMITS = Limits(cpu_s=60, wall_s=NEVER, memory_mb=128)


def script(code: str) -> Job:
    target = Target(kind="script")
    return Job(runner="python", target=target, code=code, observe=("variable:x",), limits=LIMITS)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else notices."""
    monkeypatch.setattr(running, "SEAL_S", NEVER)
    monkeypatch.setattr(running, "PROOF_S", NEVER)


@pytest.fixture(params=levels.ORDER)
def jails(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Iterator[Jails]:
    need_level(request.param)
    opened = Jails(lambda: Wall(launch(request.param, load_runner("python"), [])), request.param)
    yield opened
    opened.close()


def frozen(jails: Jails) -> set[int]:
    """Stop the warm process; everything that it started, and itself."""
    wall = jails.pool.wall
    assert isinstance(wall, Wall)
    assert wall.process is not None
    everything = {wall.process.pid, *below(wall.process.pid)}
    assert wall.pid in everything
    assert not wall.stopped
    os.kill(wall.pid, signal.SIGSTOP)
    assert until(lambda: wall.stopped)
    return everything


def test_one_that_was_stopped_before_a_run_is_replaced(jails: Jails, patient: None) -> None:
    everything = frozen(jails)
    assert jails.run(script("x = 4")).values == {"variable:x": 4}
    assert until(lambda: not any(map(alive, everything)))


def test_one_that_was_stopped_after_sealing_ahead_is_replaced(jails: Jails, patient: None) -> None:
    jails.run_all([script("x = 1")] * 3)
    assert until(lambda: all(jail.fit() and jail.sealed for jail in jails.pool.idle))
    everything = frozen(jails)
    assert jails.run(script("x = 4")).values == {"variable:x": 4}
    assert until(lambda: not any(map(alive, everything)))


def test_one_that_is_stopped_during_a_run_is_replaced(
    jails: Jails, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    results: list[RunResult] = []
    delivering = threading.Event()
    deliver = running.Run._deliver

    def seen(run: running.Run) -> None:
        deliver(run)
        delivering.set()

    monkeypatch.setattr(running.Run, "_deliver", seen)
    waiting = threading.Thread(
        target=lambda: results.append(jails.run(script("import time\ntime.sleep(2)\nx = 4")))
    )
    waiting.start()
    delivering.wait()
    everything = frozen(jails)
    waiting.join()
    assert [result.values for result in results] == [{"variable:x": 4}]
    assert until(lambda: not any(map(alive, everything)))


def test_one_that_is_only_slow_is_waited_for(jails: Jails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LOOK_S", 0.0)
    wall = jails.pool.wall
    result = jails.run(script("import time\nfor x in range(20): time.sleep(0.01)"))
    assert (result.ended, jails.pool.wall) == (Ended.OK, wall)


@contextmanager
def promising(name: str, runtime: Path) -> Iterator[None]:
    """An impostor of the same user, who says for ever that it is warming up."""
    with (
        service_place.Place(runtime / service_place.NAME, create=True) as place,
        place.listen(name) as listener,
    ):
        threading.Thread(target=promise, args=(listener,), daemon=True).start()
        yield


def promise(listener: socket.socket) -> None:
    """Promise the next who comes, as long as he listens."""
    line, _ = listener.accept()
    with suppress(OSError), line:
        line.recv(100)
        while True:
            line.send(json.dumps({"is": "warming"}).encode())


def test_a_service_that_only_promises_is_left_for_a_wall_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = levels.current().level
    if level not in levels.ORDER:
        pytest.skip("no sandbox can be had here")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("QUIZKIT_SERVICE", "1")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(service_client, "WARM_S", 0.2)
    tmp_path.chmod(0o700)
    spec = load_runner("python")
    name = service_client.name_of(spec, launch(level, spec, []), [])
    with promising(name, tmp_path):
        with open_sandbox(spec, "own", shared=True) as sandbox:
            assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
        assert service_care.services() == [], "nobody waits for it again"


def test_what_a_service_tells_about_its_warm_process_is_kept(tmp_path: Path) -> None:
    line, service = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for told, pid, runs in (
        ({"pid": 7, "runs": str(tmp_path)}, 7, tmp_path),
        ({"pid": "7", "runs": None}, None, None),
    ):
        warm = service_client.SharedWall(near.dup(), line.dup(), told)
        assert (warm.pid, warm.runs and warm.runs.path) == (pid, runs)
        warm.close()
    for each in (line, service, near, far):
        each.close()
