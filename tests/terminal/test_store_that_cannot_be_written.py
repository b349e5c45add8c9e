"""A log of answers that may only be read, or has no room: a sentence, and nothing lost. Needs bubblewrap."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SEVEN = Path(__file__).parents[1] / "golden" / "banks" / "garden" / "seven-kinds.yaml"
QUIZKIT = [sys.executable, "-c", "from quizkit.cli.main import main; main()"]
ANYBODY = ["--unshare-user", "--uid", "1234", "--gid", "1234"]  # not root, whoever runs the tests
ROOM = "600000"  # bytes: a log of a few answers, its journal, and what is left over


def walled(*arguments: str) -> list[str]:
    """The beginning of a command in a view of the machine of its own."""
    return ["bwrap", "--dev-bind", "/", "/", *arguments]


def works() -> bool:
    """Whether such views can be had here."""
    if shutil.which("bwrap") is None:
        return False
    tried = [*walled(*ANYBODY, "--size", ROOM, "--tmpfs", "/mnt"), "true"]
    return subprocess.run(tried, check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not works(), reason="bubblewrap cannot build a view here")


def run(command: list[str], state: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QUIZKIT_STATE": str(state)}
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, check=False, env=environment, timeout=120
    )


def take(*view: str, state: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return run([*view, *QUIZKIT, "take", str(SEVEN)], state, typed)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder in which the first question was answered."""
    folder = tmp_path / "state"
    assert take(state=folder, typed="1\n").returncode == 3
    return folder


def told(done: subprocess.CompletedProcess[str], says: str) -> None:
    """That the program ended with one sentence, which has `says` in it and names the way out."""
    assert done.returncode == 1
    assert says in done.stderr
    assert "--store FILE" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Question" not in done.stdout


@pytest.mark.parametrize("command", [["take", str(SEVEN)], ["take"], ["progress"]])
def test_a_log_on_a_file_system_that_may_only_be_read(state: Path, command: list[str]) -> None:
    before = (state / "log.sqlite3").read_bytes()
    view = walled("--ro-bind", str(state), str(state))
    told(run([*view, *QUIZKIT, *command], state), "Read-only file system")
    assert (state / "log.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "mode", "says"),
    [("log.sqlite3", stat.S_IRUSR, "Permission denied"), (".", stat.S_IRUSR | stat.S_IXUSR, "only be read")],
)
def test_a_log_that_its_owner_may_only_read(state: Path, name: str, mode: int, says: str) -> None:
    (state / name).chmod(mode)
    try:
        told(take(*walled(*ANYBODY), state=state, typed="1 3\n"), says)
    finally:
        (state / name).chmod(stat.S_IRWXU)
    assert "Question 2 of 7" in take(state=state).stdout


def test_a_disk_that_is_full_from_the_start(tmp_path: Path) -> None:
    view = walled("--size", "16384", "--tmpfs", str(tmp_path))
    told(take(*view, state=tmp_path / "state"), "free some space")


def test_a_disk_that_fills_up_loses_no_answer(tmp_path: Path) -> None:
    quizkit = f"{sys.executable} -c 'from quizkit.cli.main import main; main()'"
    script = f"""
        printf '1\\n' | {quizkit} take {SEVEN}
        head -c {ROOM} /dev/zero > {tmp_path}/filler
        printf '1 3\\n' | {quizkit} take {SEVEN} && echo went on
        rm {tmp_path}/filler
        {quizkit} take {SEVEN} < /dev/null
    """
    view = walled("--size", ROOM, "--tmpfs", str(tmp_path))
    done = run([*view, "sh", "-c", script], tmp_path / "state")
    assert "free some space" in done.stderr
    assert "went on" not in done.stdout
    assert done.stdout.rstrip().rpartition("Resuming at ")[2].startswith("question 2 of 7")
