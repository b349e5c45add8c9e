"""Ctrl-C in the engine, or its sudden death, leaves nothing behind: no process, no file, no mount."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level

ENGINE = """
import sys
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Target
from quizkit.sandbox import open_sandbox

spec = load_runner("python")
code = "import os\\nprint('here', flush=True)\\nwhile True: pass"
job = Job(runner="python", target=Target(kind="script"), code=code, observe=("stdout",), limits=spec.limits)
with open_sandbox(spec, "own", force=sys.argv[1]) as sandbox:
    print("open", flush=True)
    sandbox.run_all([job] * 4)
"""


def descendants(root: int) -> set[int]:
    """Every process below `root`, by the parents that /proc tells."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    return {pid for pid in pids if state(pid) not in ("", "Z")}


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def leftovers(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize("level", levels.ORDER)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind(
    how: signal.Signals, level: Level, tmp_path: Path, need_level: Callable[[Level], None]
) -> None:
    need_level(level)
    mounts = Path("/proc/self/mountinfo").read_text()
    tmp_path.chmod(0o755)
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE, level],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert engine.stdout is not None
    assert engine.stdout.readline() == b"open\n"
    below: set[int] = set()
    until = time.monotonic() + 30
    while (
        len(below) < 3 and time.monotonic() < until
    ):  # the warm process and its jails, perhaps bubblewrap too
        below |= descendants(engine.pid)
    engine.send_signal(how)
    engine.communicate(timeout=30)
    while alive(below) and time.monotonic() < until:
        pass
    assert alive(below) == set()
    assert Path("/proc/self/mountinfo").read_text() == mounts
    if how is signal.SIGINT:  # a killed engine can remove no file; it holds none but an empty folder
        assert leftovers(tmp_path) == []
