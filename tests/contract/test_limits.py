"""Every limit says what was used, what was allowed and in which line, whatever the code does against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, RunResult, Sandbox, Target
from quizkit.sandbox import levels, open_sandbox
from quizkit.sandbox.launching import Level

LIMITS = Limits(cpu_s=0.3, wall_s=5, memory_mb=64, output_kb=16, disk_mb=4, files=32, threads=4)


@pytest.fixture(scope="module", params=levels.ORDER)
def sandbox(request: pytest.FixtureRequest, need_level: Callable[[Level], None]) -> Iterator[Sandbox]:
    need_level(request.param)
    with open_sandbox(load_runner("python"), "own", force=request.param) as opened:
        yield opened


def run(sandbox: Sandbox, code: str, **limits: float) -> RunResult:
    target, bounds = Target(kind="script"), LIMITS.model_copy(update=limits)
    return sandbox.run(Job(runner="python", target=target, code=code, observe=("variable:x",), limits=bounds))


SPOKEN: dict[str, tuple[str, Ended, set[int | None], str]] = {  # code, end, lines, a part of the sentence
    "a loop": ("x = 0\nwhile True:\n    x += 1\n", Ended.CPU, {2, 3}, "used 0.3 s of 0.3 s of CPU time"),
    "a loop in C": ("x = 0\nsum(iter(int, 1))", Ended.CPU, {2}, "CPU time, last seen in line 2;"),
    "a loop in a function": ("def f():\n    while 1: pass\n\nf()", Ended.CPU, {2}, "last seen in line 2;"),
    "memory bit by bit": ("x = []\nwhile 1:\n    x += [b'y' * 300_000]", Ended.MEMORY, {3}, "of 64 MB"),
    "memory at once": ("\nx = bytearray(1 << 40)", Ended.MEMORY, {2}, "asked for more than its 64 MB"),
    "output": ("import os\nwhile 1:\n    os.write(1, b'x' * 65536)", Ended.OUTPUT, {2, 3}, "64 MB of at"),
    "a crash": ("import ctypes\nctypes.string_at(0)", Ended.EXITED, {2}, "(SIGSEGV) in line 2 before"),
    "too many values": ("x = [0] * 300_000", Ended.RESULT, {None}, "more than 200 000 items"),
    "too large a value": ("x = b'x' * (17 << 20)", Ended.RESULT, {None}, "more than 16 MB of values"),
    "too long a number": ("x = 1 << 50_000", Ended.RESULT, {None}, "more than 10 000 hexadecimal digits"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOKEN)
def test_a_limit_says_how_much_and_where(name: str, sandbox: Sandbox) -> None:
    code, ended, lines, says = SPOKEN[name]
    result = run(sandbox, code)
    assert result.ended is ended, result.detail
    assert result.line in lines
    assert says in result.detail


def test_a_run_that_waits_says_how_little_it_computed(sandbox: Sandbox) -> None:
    result = run(sandbox, "import time\n\ntime.sleep(60)", wall_s=0.3)
    assert (result.ended, result.line) == (Ended.WALL, 3)
    assert "not done after 0.3 s, 0.0 s of them spent computing, last seen in line 3;" in result.detail


def test_the_memory_that_is_told_is_the_codes_own(sandbox: Sandbox) -> None:
    few, many = run(sandbox, "x = 1"), run(sandbox, "y = bytearray(40 << 20)\nx = 1")
    assert few.usage.memory_mb < 8
    assert 36 <= many.usage.memory_mb < 48  # the kernel counts resident pages in batches


HINTS = {
    "files": ("x = [open('/dev/null') for _ in range(99)]", "32 files open at once"),
    "processes": ("import os\nos.fork()", "start no other process"),
    "connections": ("import socket\nsocket.socket()", "open no connection"),
}
HINTS_BEHIND_A_WALL = {
    "disk": (
        "for n in range(9):\n    with open(f'/box/{n}', 'wb', 0) as f:\n        f.write(bytes(999_999))",
        "write 4 MB",
    ),
    "one file": ("with open('/box/a', 'wb', 0) as f:\n    while 1: f.write(bytes(4096))", "write 4 MB"),
    "number of files": ("for n in range(3000): open(f'/box/{n}', 'w').close()", "2048 files and folders"),
    "threads": (
        "import threading\nstop = threading.Event()\n"
        "for _ in range(9): threading.Thread(target=stop.wait, daemon=True).start()",
        "4 threads at once",
    ),
}


def names_its_limit(sandbox: Sandbox, code: str, hint: str) -> None:
    result = run(sandbox, code, cpu_s=2)
    assert result.ended is Ended.RAISED, result.detail
    assert hint in result.hint
    assert result.detail.endswith(result.hint)


@pytest.mark.parametrize("name", HINTS)
def test_an_exception_of_a_limit_names_the_limit(name: str, sandbox: Sandbox) -> None:
    names_its_limit(sandbox, *HINTS[name])


def test_an_exception_of_the_walls_own_limits_names_them(need_level: Callable[[Level], None]) -> None:
    need_level("L3")
    with open_sandbox(load_runner("python"), "own", force="L3") as sandbox:
        for code, hint in HINTS_BEHIND_A_WALL.values():
            names_its_limit(sandbox, code, hint)


OBSTINATE = {
    "a forged line": "import os\nos.write(3, b'File \"<answer>\", line 77 in x')\nwhile 1: pass",
    "endless text": "import os, threading\ndef flood():\n    while 1: os.write(3, b'x' * 9999)\n"
    "threading.Thread(target=flood, daemon=True).start()\nwhile 1: pass",
    "a closed descriptor": "import os\nos.close(3)\nwhile 1: pass",
    "ignored": "import signal\nsignal.signal(signal.SIGUSR2, signal.SIG_IGN)\nwhile 1: pass",
    "blocked": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile 1: pass",
    "another handler": "import signal\nsignal.signal(signal.SIGUSR2, lambda *_: None)\nwhile 1: pass",
}


@pytest.mark.parametrize("name", OBSTINATE)
def test_what_hides_its_line_is_killed_all_the_same(name: str, sandbox: Sandbox) -> None:
    result = run(sandbox, OBSTINATE[name], wall_s=60)
    assert (result.ended, result.line) == (Ended.CPU, None)
    assert "0.3 s of CPU time; look" in result.detail
    assert result.usage.cpu_s < 3
    assert "77" not in result.detail
