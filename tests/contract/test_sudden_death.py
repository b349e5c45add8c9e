"""kill -9 of anything at any moment, with hostile code running: nothing is left, and nobody is blamed for it.

The moments are drawn from a seed, so that a failure can be had again. This process adopts the orphans of
whatever dies below it, so that nothing can get away unseen.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.sandbox import levels, open_sandbox
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.wall import Wall

Need = Callable[[Level], None]
ROUNDS = int(os.environ.get("QUIZKIT_KILLS", "8"))  # of each kind, at each level
PATIENCE_S = 30
PR_SET_CHILD_SUBREAPER = 36
LIMITS = Limits(cpu_s=0.3, wall_s=10, memory_mb=256, threads=8)
HOSTILE = (
    "while True: pass",
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "import threading\ndef spin():\n    while True: pass\n"
    "for _ in range(5): threading.Thread(target=spin).start()\nspin()",
    "import signal\nfor n in {*signal.valid_signals()} - {9, 19}: signal.signal(n, signal.SIG_IGN)\n"
    "while True: pass",
    "x = bytearray(200 << 20)\nwhile True: pass",
    "n = 0\nwhile True:\n    n += 1\n"
    "    try: open(f'/dev/shm/{n}', 'wb').write(bytes(9999))\n    except OSError: pass",
    "import os\nwhile True: os.write(2, bytes(65536))",
)  # fmt: skip
HOSTILE_ENDS = {Ended.CPU, Ended.OUTPUT, Ended.SYSTEM}
ENGINE = """
import sys
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Limits, Target
from quizkit.sandbox import open_sandbox

spec, target, limits = load_runner("python"), Target(kind="script"), Limits.model_validate_json(sys.argv[2])
fixed = {"runner": "python", "target": target, "observe": ("variable:x",), "limits": limits}
jobs = [Job(code=code, **fixed) for code in sys.argv[3:]]
print("started", flush=True)
with open_sandbox(spec, "own", force=sys.argv[1]) as sandbox:
    print("open", flush=True)
    while True:
        sandbox.run_all(jobs)
"""


def parents() -> dict[int, int]:
    """Every process's parent."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    return found


def below(root: int) -> set[int]:
    """Every process below `root`."""
    of, found = parents(), {root}
    while more := {pid for pid, parent in of.items() if parent in found} - found:
        found |= more
    return found - {root}


def wait_for_end(pid: int, until: float) -> bool:
    """Wait until a process has ended, and take its status if it is an orphan of ours."""
    try:
        pidfd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        if not poll.poll(max(until - time.monotonic(), 0) * 1000):
            return False
        with contextlib.suppress(ChildProcessError):  # its own parent will
            os.waitpid(pid, 0)
        return True
    finally:
        os.close(pidfd)


def survivors(before: set[int]) -> set[int]:
    """What is still below this process after all that was to end had time for it."""
    until = time.monotonic() + PATIENCE_S
    while new := below(os.getpid()) - before:
        if late := {pid for pid in new if not wait_for_end(pid, until)}:
            return late
    return set()


def traces(folder: Path) -> dict[str, object]:
    """What a run could leave on this machine."""
    kept: dict[str, object] = {
        "mounts": Path("/proc/self/mountinfo").read_text(),
        "shared memory": sorted(path.name for path in Path("/dev/shm").iterdir()),
        "files": sorted(path.name for path in folder.iterdir()),
    }
    for kind in ("shm", "msg", "sem"):
        table = Path("/proc/sysvipc") / kind
        kept[kind] = [line.split()[1] for line in table.read_text().splitlines()] if table.exists() else []
    return kept


@pytest.fixture
def orphans(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[set[int]]:
    """Adopt orphans; the processes that are below this one already."""
    tmp_path.chmod(0o755)
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield below(os.getpid())
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def engine(level: Level, folder: Path, codes: tuple[str, ...] = HOSTILE) -> subprocess.Popen[bytes]:
    """A process that runs hostile code without end; "started" has been said when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENGINE, level, LIMITS.model_dump_json(), *codes],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    return process


@pytest.mark.parametrize("level", levels.ORDER)
def test_a_killed_engine_leaves_nothing(
    level: Level, orphans: set[int], tmp_path: Path, need_level: Need
) -> None:
    need_level(level)
    draw = random.Random(f"engine {level}")
    for number in range(ROUNDS):
        before = {**traces(tmp_path), "files": []}
        process = engine(level, tmp_path)
        assert process.stdout is not None
        if number % 2:  # while it runs code; else while it starts
            assert process.stdout.readline() == b"open\n"
        time.sleep(draw.uniform(0, 0.6))
        process.kill()
        process.communicate()
        assert survivors(orphans) == set()
        left = traces(tmp_path)
        if level == "L1" and number % 2 == 0:  # an empty folder, which the next start takes away
            left["files"] = []
        assert left == before


class Killer(threading.Thread):
    """Kills something below this process at drawn moments, until `stop` is called."""

    def __init__(self, seed: str, before: set[int], *, spare_jails: bool) -> None:
        super().__init__()
        self.draw, self.before, self.spare_jails = random.Random(seed), before, spare_jails
        self.over = threading.Event()
        self.kills = 0

    def run(self) -> None:
        while not self.over.wait(self.draw.uniform(0.05, 0.9)) and self.kills < ROUNDS:
            victims = sorted(below(os.getpid()) - self.before)
            if self.spare_jails:
                victims = [pid for pid in victims if not is_jail(pid)]
            if victims:
                self.kills += 1
                try:
                    os.kill(self.draw.choice(victims), signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def stop(self) -> None:
        self.over.set()
        self.join()


def is_jail(pid: int) -> bool:
    """Whether a process is the warm process's child."""
    parent = parents().get(pid, 0)
    return b"warm.py" in command(pid) and command(pid) == command(parent)


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("level", levels.ORDER)
def test_nobody_is_blamed_for_a_killed_sandbox(
    level: Level, orphans: set[int], tmp_path: Path, need_level: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_level(level)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = traces(tmp_path)
    sandbox = Jails(lambda: Wall(launch(level, load_runner("python"), [])), level)
    # Below L3 code can kill itself, so that a jail that was killed may be the code's own doing.
    killer = Killer(f"tree {level}", orphans, spare_jails=level != "L3")
    killer.start()
    target = Target(kind="script")

    def run(number: int, code: str) -> tuple[int, Ended, object]:
        job = Job(runner="python", target=target, code=code, observe=("variable:x",), limits=LIMITS)
        result = sandbox.run(job)
        return number, result.ended, result.values.get("variable:x")

    with ThreadPoolExecutor(3) as pool:
        number = 0
        while killer.is_alive():
            honest = [f"import time\ntime.sleep(0.1)\nx = {number + part}" for part in range(3)]
            codes = [*honest, HOSTILE[number % len(HOSTILE)]]
            for place, ended, value in pool.map(run, range(number, number + 4), codes):
                if place < number + 3:
                    assert (ended, value) in ((Ended.OK, place), (Ended.SYSTEM, None))
                else:
                    assert ended in HOSTILE_ENDS
            number += 4
    killer.stop()
    assert killer.kills == ROUNDS
    assert run(-1, "x = -1") == (-1, Ended.OK, -1)
    sandbox.close()
    assert survivors(orphans) == set()
    assert traces(tmp_path) == before


def test_two_engines_do_not_disturb_each_other(
    orphans: set[int], tmp_path: Path, need_level: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_level("L3")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with open_sandbox(load_runner("python"), "own", force="L3") as sandbox:
        for number in range(4):
            other = engine("L3", tmp_path)
            assert other.stdout is not None
            other.stdout.readline()
            job = Job(
                runner="python",
                target=Target(kind="script"),
                code=f"import time\ntime.sleep(0.2)\nx = {number}",
                observe=("variable:x",),
                limits=LIMITS,
            )
            killing = threading.Timer(0.1, other.kill)
            killing.start()
            results = sandbox.run_all([job] * 4)
            killing.join()
            other.communicate()
            assert [(one.ended, one.values) for one in results] == [(Ended.OK, {"variable:x": number})] * 4
    assert survivors(orphans) == set()
