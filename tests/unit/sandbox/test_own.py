"""Own code where no sandbox can be had: run by one flag, for nobody else, and the result says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.model.job import Ended
from quizkit.sandbox import levels, machine, open_sandbox
from quizkit.sandbox.conformance import X, script
from quizkit.sandbox.levels import Report
from quizkit.sandbox.own import OwnCode

LEFT_S = 15.0
ENGINE = """
import sys
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Limits, Target
from quizkit.sandbox.own import OwnCode

limits = Limits(cpu_s=1, wall_s=2)
target = Target(kind="script")
job = Job(runner="python", target=target, code=sys.argv[1], observe=("stdout",), limits=limits)
OwnCode(load_runner("python")).run(job)
"""


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "current", lambda: Report("L0", reason="this kernel has no Landlock"))


@pytest.mark.usefixtures("nowhere")
def test_without_the_flag_nothing_is_run() -> None:
    with pytest.raises(SandboxUnavailable, match="--own-code"), open_sandbox(load_runner("python"), "own"):
        pass


@pytest.mark.usefixtures("nowhere")
def test_with_the_flag_the_result_says_that_there_was_no_sandbox() -> None:
    with open_sandbox(load_runner("python"), "own", own_code=True) as sandbox:
        result = sandbox.run(script("values", "x = 6 * 7"))
    assert (result.level, sandbox.level, result.values) == ("L0", "L0", {X: 42})


@pytest.mark.usefixtures("nowhere")
def test_other_peoples_code_is_refused_whatever_is_said() -> None:
    for own_code in (True, False):
        with (
            pytest.raises(SandboxUnavailable),
            open_sandbox(load_runner("python"), "others", own_code=own_code),
        ):
            pass


def test_it_serves_on_a_machine_that_is_no_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path))
    monkeypatch.setattr(machine, "unsupported", lambda: "this is Darwin on arm64")
    with open_sandbox(load_runner("python"), "own", own_code=True) as sandbox:
        assert sandbox.level == "L0"
    assert not (tmp_path / levels.CACHE).exists()


def test_what_it_leaves_behind_is_killed_as_a_group() -> None:
    code = "import os, time\nx = os.fork()\nif x == 0:\n    time.sleep(600)"
    pid = OwnCode(load_runner("python")).run(script("values", code)).values[X]
    assert isinstance(pid, int)
    until = time.monotonic() + 5
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(pid)


def test_nobody_waits_for_what_leaves_the_group_and_goes_on_printing() -> None:
    code = f"""
import os, time
left, leaving = os.pipe()
x = os.fork()
if x == 0:
    os.setsid()
    os.write(leaving, b".")
    until = time.monotonic() + {LEFT_S}
    while time.monotonic() < until:
        os.write(1, b".")
        time.sleep(0.005)
    os._exit(0)
os.read(left, 1)
"""
    begun = time.monotonic()
    result = OwnCode(load_runner("python")).run(script("values", code))
    pid = result.values[X]
    assert isinstance(pid, int)
    still_there = alive(pid)
    with suppress(ProcessLookupError):  # it is not ours to wait for; it also ends by itself
        os.kill(pid, signal.SIGKILL)
    assert result.ended is Ended.OK
    assert still_there
    assert time.monotonic() - begun < LEFT_S


def test_what_only_waits_ends_itself_when_its_engine_was_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()) + '.')\ntime.sleep(60)"
    engine = subprocess.Popen([sys.executable, "-c", ENGINE, code])
    try:
        assert until(lambda: note.exists() and note.read_text().endswith("."))
    finally:
        engine.kill()
        engine.wait()
    pid = int(note.read_text().rstrip("."))
    assert until(lambda: not alive(pid))


def until(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold soon."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_its_folder_is_gone_and_was_private() -> None:
    code = "import os\nopen('mine', 'w').close()\nx = [os.getcwd(), os.stat('.').st_mode & 0o777]"
    seen = OwnCode(load_runner("python")).run(script("values", code)).values[X]
    folder, mode = getattr(seen, "items", (None, None))
    assert mode == 0o700
    assert not Path(str(folder)).exists()


def test_a_runner_that_cannot_start_is_the_systems_fault(tmp_path: Path) -> None:
    spec = load_runner("python").model_copy(update={"folder": str(tmp_path)})
    result = OwnCode(spec).run(script("values", "x = 1"))
    assert (result.ended, result.values) == (Ended.SYSTEM, {})
