"""The warm service: shared by commands, kept from everybody else, gone without a trace, and never in the way.

Real processes, on the plain Python runner, in a runtime folder of their own.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import jails, levels, service_care, service_client, service_place
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.opening import open_sandbox
from quizkit.sandbox.service_care import Service
from quizkit.sandbox.wall import Launch, WarmProcess
from tests.contract.processes import PATIENCE_S, alive, below, until
from tests.support.program import QUIZKIT

LIMITS = Limits(cpu_s=60, wall_s=60, memory_mb=128)
LOOPING = """
import sys
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Limits, Target
from quizkit.sandbox import open_sandbox

limits = Limits(cpu_s=60, wall_s=60, memory_mb=128)
code = "while True: pass"
job = Job(runner="python", target=Target(kind="script"), code=code, observe=("stdout",), limits=limits)
force = sys.argv[1] if sys.argv[1:] else None
with open_sandbox(load_runner("python"), "own", shared=True, force=force) as sandbox:
    print("open", flush=True)
    sandbox.run_all([job] * 2)
"""


def script(code: str) -> Job:
    return Job(
        runner="python", target=Target(kind="script"), code=code, observe=("variable:x",), limits=LIMITS
    )


@pytest.fixture
def spec() -> RunnerSpec:
    return load_runner("python")


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of our own, in which services may be started; every one is stopped at the end."""
    if levels.current().level == "L0":
        pytest.skip("no sandbox can be had here")
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("QUIZKIT_SERVICE", "1")
    monkeypatch.delenv("CI", raising=False)
    yield folder
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    service_care.stop()


@pytest.fixture
def started(runtime: Path, spec: RunnerSpec) -> Service:
    """A service that runs, with nobody in it."""
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
    assert until(lambda: only().clients == 0)
    return only()


def only() -> Service:
    """The one service that there is."""
    (service,) = service_care.services()
    return service


def shared(spec: RunnerSpec, idle_s: float = 600.0) -> WarmProcess | None:
    """What an engine gets of the service."""
    return service_client.reach(spec, launch_here(spec), idle_s=idle_s)


def launch_here(spec: RunnerSpec) -> Launch:
    """How a wall is started here."""
    level = levels.current().level
    assert level in levels.ORDER
    return launch(level, spec, [])


def test_the_second_command_finds_what_the_first_has_warmed_up(started: Service, spec: RunnerSpec) -> None:
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.level == started.level == levels.current().level
        results = sandbox.run_all([script(f"x = {number}") for number in range(6)])
        assert only().clients == 1
    assert [result.values["variable:x"] for result in results] == list(range(6))
    assert (only().pid, only().state) == (started.pid, "warm")
    assert only().runs > started.runs


def test_commands_at_the_same_time_share_one_service(runtime: Path) -> None:
    code = LOOPING.replace("while True: pass", "x = 1")
    engines = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [engine.communicate(timeout=60)[1] for engine in engines] == [b""] * 3
    assert only().state == "warm"


def test_it_is_detached_from_whoever_started_it(started: Service) -> None:
    process = Path(f"/proc/{started.pid}")
    assert os.getsid(started.pid) == started.pid
    assert (process / "cwd").readlink() == Path("/")
    assert {(process / f"fd/{fd}").readlink() for fd in range(3)} == {Path("/dev/null")}


def test_other_peoples_code_never_goes_there(runtime: Path, spec: RunnerSpec) -> None:
    try:
        with open_sandbox(spec, "others", shared=True) as sandbox:
            assert sandbox.run(script("x = 4")).ended is Ended.OK
    except SandboxUnavailable:  # this machine serves nobody else's code
        pass
    assert service_care.services() == []


@pytest.mark.parametrize(
    ("name", "value"), [("CI", "true"), ("QUIZKIT_SERVICE", "0"), ("QUIZKIT_SERVICE", "")]
)
def test_it_is_not_started_where_it_is_not_wanted(
    name: str, value: str, runtime: Path, spec: RunnerSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value == "" and os.geteuid() != 0:
        pytest.skip("an ordinary user need not ask")
    monkeypatch.setenv(name, value)
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.run(script("x = 4")).ended is Ended.OK
    assert list(runtime.iterdir()) == []


def test_other_private_paths_and_other_code_are_another_service(started: Service, spec: RunnerSpec) -> None:
    started_by = launch_here(spec)
    names = {
        service_client.name_of(spec, started_by, []),
        service_client.name_of(spec, started_by, [Path("/elsewhere")]),
        service_client.name_of(spec.model_copy(update={"digest": "other"}), started_by, []),
        service_client.name_of(spec.model_copy(update={"preload": ("json",)}), started_by, []),
    }
    assert len(names) == 4
    again = spec.model_copy(update={"digest": "other"})
    with open_sandbox(again, "own", shared=True):
        assert until(lambda: not alive(started.pid)), "the one that is out of date ends"
        assert only().pid != started.pid


def test_one_that_is_out_of_date_serves_on_until_it_is_left(started: Service, spec: RunnerSpec) -> None:
    newer = spec.model_copy(update={"digest": "other"})
    with open_sandbox(spec, "own", shared=True) as sandbox, open_sandbox(newer, "own", shared=True):
        assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
        assert alive(started.pid)
    assert until(lambda: not alive(started.pid))


def refused(spec: RunnerSpec) -> None:
    """No service is used or started, and the command works."""
    assert shared(spec) is None
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
    assert {service.state for service in service_care.services()} == {"refused"}


def test_a_folder_that_others_may_enter_is_refused(started: Service, runtime: Path, spec: RunnerSpec) -> None:
    (runtime / "quizkit").chmod(0o750)
    refused(spec)
    (runtime / "quizkit").chmod(0o700)


def test_a_socket_that_others_may_write_to_is_refused(
    started: Service, runtime: Path, spec: RunnerSpec
) -> None:
    (socket,) = (runtime / "quizkit").iterdir()
    socket.chmod(0o666)
    refused(spec)
    socket.chmod(0o600)


def test_links_are_refused(started: Service, runtime: Path, spec: RunnerSpec) -> None:
    (socket,) = (runtime / "quizkit").iterdir()
    socket.rename(runtime / "elsewhere")
    socket.symlink_to(runtime / "elsewhere")
    refused(spec)
    socket.unlink()
    (runtime / "quizkit").rename(runtime / "other")
    (runtime / "quizkit").symlink_to(runtime / "other")
    refused(spec)
    (runtime / "quizkit").unlink()
    assert until(lambda: not alive(started.pid)), "it ends once nobody can find it"


@pytest.mark.parametrize("word", [b"[]", b"7", b'"ready"', b"{", b'{"is": "ready"}'])
def test_whatever_answers_in_its_place_no_command_is_lost(
    started: Service, runtime: Path, spec: RunnerSpec, word: bytes
) -> None:
    service_care.stop()
    with service_place.Place(runtime / service_place.NAME) as place:
        with place.listen(service_client.name_of(spec, launch_here(spec), [])) as listener:
            answering = threading.Thread(target=answer, args=(listener, word), daemon=True)
            answering.start()
            with open_sandbox(spec, "own", shared=True) as sandbox:
                assert sandbox.run(script("x = 4")).values == {"variable:x": 4}
            assert service_care.services() == []
            answering.join(PATIENCE_S)
        for name in place.names():
            place.remove(name)


def answer(listener: socket.socket, word: bytes) -> None:
    """Say `word` to the next two who come, and hear them out."""
    for _ in range(2):
        line, _ = listener.accept()
        with line:
            line.recv(100)
            line.send(word)
            line.recv(100)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_somebody_else_is_refused(started: Service, runtime: Path, spec: RunnerSpec) -> None:
    (socket,) = (runtime / "quizkit").iterdir()
    os.chown(socket, 65_534, 65_534)
    refused(spec)
    os.chown(socket, 0, 0)
    os.chown(runtime / "quizkit", 65_534, 65_534)
    refused(spec)
    os.chown(runtime / "quizkit", 0, 0)


def test_a_runtime_folder_that_is_not_private_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for open_to_all in ("/tmp", "", "relative"):
        monkeypatch.setenv("XDG_RUNTIME_DIR", open_to_all)
        assert service_place.folder(tmp_path) == tmp_path / "service"


@pytest.mark.parametrize("level", levels.ORDER)
def test_a_killed_commands_endless_loops_die(
    level: Level, runtime: Path, spec: RunnerSpec, need_level: Callable[[Level], None]
) -> None:
    need_level(level)
    with open_sandbox(spec, "own", shared=True, force=level) as sandbox:
        assert sandbox.run(script("x = 4")).level == level
    service = only()
    assert until(lambda: only().clients == 0)
    resting = below(service.pid)
    engine = subprocess.Popen([sys.executable, "-c", LOOPING, level], stdout=subprocess.PIPE)
    assert engine.stdout is not None
    assert engine.stdout.readline() == b"open\n"
    assert until(lambda: len(below(service.pid)) >= len(resting) + 2), "no jail was started"
    running = below(service.pid) - resting
    engine.kill()
    engine.communicate()
    assert until(lambda: not any(alive(pid) for pid in running))
    assert until(lambda: only().clients == 0)
    assert (only().pid, below(service.pid)) == (service.pid, resting)


def test_interrupting_a_command_ends_what_it_runs_there_and_no_more(started: Service) -> None:
    resting = below(started.pid)
    engine = subprocess.Popen([sys.executable, "-c", LOOPING], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert engine.stdout is not None
    assert engine.stdout.readline() == b"open\n"
    engine.send_signal(signal.SIGINT)
    engine.communicate(timeout=PATIENCE_S)
    assert until(lambda: only().clients == 0)
    assert until(lambda: below(started.pid) == resting)


def test_a_killed_service_leaves_nothing_and_the_next_command_works(
    started: Service, spec: RunnerSpec
) -> None:
    with open_sandbox(spec, "own", shared=True) as sandbox:
        everything = below(started.pid)
        assert everything
        os.kill(started.pid, signal.SIGKILL)
        assert until(lambda: not any(alive(pid) for pid in {started.pid, *everything}))
        assert sandbox.run(script("x = 5")).values == {"variable:x": 5}, "within the same command"
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.run(script("x = 6")).values == {"variable:x": 6}
        assert only().pid != started.pid


def test_a_service_that_hangs_is_left_at_once_and_for_good(started: Service, spec: RunnerSpec) -> None:
    os.kill(started.pid, signal.SIGSTOP)
    assert until(lambda: only().state == "silent")
    with open_sandbox(spec, "own", shared=True) as sandbox:
        assert sandbox.run(script("x = 5")).values == {"variable:x": 5}
    os.kill(started.pid, signal.SIGCONT)
    assert until(lambda: not alive(started.pid))


def test_a_service_that_hangs_is_stopped(started: Service) -> None:
    os.kill(started.pid, signal.SIGSTOP)
    assert service_care.stop() == 1
    assert until(lambda: not alive(started.pid))
    assert service_care.services() == []


def test_it_ends_itself_when_nobody_comes(runtime: Path, spec: RunnerSpec) -> None:
    warm = shared(spec, idle_s=0.5)
    assert warm is not None
    pid = only().pid
    time.sleep(1)
    assert alive(pid), "somebody is in it"
    everything = below(pid)
    warm.close()
    assert until(lambda: not any(alive(each) for each in {pid, *everything}))
    assert list((runtime / "quizkit").iterdir()) == []


def test_it_ends_itself_when_its_socket_is_gone(started: Service, runtime: Path) -> None:
    (socket,) = (runtime / "quizkit").iterdir()
    socket.unlink()
    assert until(lambda: not alive(started.pid))


def test_a_warm_process_that_cannot_be_relied_on_is_replaced_for_everybody(
    started: Service, spec: RunnerSpec
) -> None:
    one, other = shared(spec), shared(spec)
    assert one is not None
    assert other is not None
    old = below(started.pid)
    one.kill()
    assert until(lambda: other.broken)
    third = shared(spec)
    assert third is not None
    assert not third.broken
    assert only().pid == started.pid
    assert not old & below(started.pid)
    for each in (one, other, third):
        each.close()


def test_a_warm_process_serves_only_so_many_runs(
    runtime: Path, spec: RunnerSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jails, "RUNS_PER_WARM_PROCESS", 5)
    warm = shared(spec)
    assert warm is not None
    warm.close()
    monkeypatch.undo()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("QUIZKIT_SERVICE", "1")
    monkeypatch.delenv("CI", raising=False)
    pid, first = only().pid, below(only().pid)
    with open_sandbox(spec, "own", shared=True) as sandbox:
        results = [sandbox.run(script(f"x = {number}")) for number in range(12)]
        assert [result.values["variable:x"] for result in results] == list(range(12))
        assert only().pid == pid
        assert until(lambda: not first & below(pid)), "the first warm process has ended"


def test_a_wall_that_does_not_start_is_told_by_the_commands_own(
    runtime: Path, spec: RunnerSpec, tmp_path: Path
) -> None:
    broken = tmp_path / "python"
    broken.mkdir()
    (broken / "runner.py").write_text("raise ValueError('broken runner')\n")
    launched = launch_here(spec.model_copy(update={"folder": str(broken)}))
    with pytest.raises(SandboxUnavailable, match="broken runner"):
        service_client.reach_or_start(spec, [], launched)
    assert until(lambda: service_care.services() == [])


def test_the_doctor_shows_and_stops_it(started: Service) -> None:
    command = [*QUIZKIT, "doctor"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"python at {started.level}, process {started.pid}, idle" in shown
    stopped = subprocess.run([*command, "--stop-service"], capture_output=True, text=True, check=True).stdout
    assert stopped == "Warm services stopped: 1.\n"
    assert until(lambda: not alive(started.pid))
    assert "none." in subprocess.run(command, capture_output=True, text=True, check=True).stdout
