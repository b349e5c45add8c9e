"""Every mode from start to end in a real pseudo-terminal and on a pipe, by somebody who answers anything."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

BANK = Path(__file__).parents[1] / "golden" / "banks" / "sessions" / "loops.yaml"
PROGRAM = "from quizkit.cli.main import main; main()"
MODES = ["learn", "practice", "quiz", "test", "drill", "predict", "fix"]
REPLIES = {
    r"Answer 1-\d.*: $": "1",
    r"Number.*: $": "6",
    r"Type the answer.*: $": "seven",
    r"pastes.*: $": "s",
    r"How sure\?.*: $": "2",
    r"Press Enter.*: $": "",
    r"Type 1.*: $": "",
}
ENOUGH = 12  # questions of a drill


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "QUIZKIT_STATE": str(tmp_path),
        "TERM": "xterm",
        "VISUAL": "true",
        "QUIZKIT_PLAIN": "1",
    }


def answered(child: pexpect.spawn[str]) -> Iterator[str]:
    """Reply to one prompt after the other until the program ends; everything that was shown."""
    asked = 0
    patterns = [*REPLIES, pexpect.EOF]
    while (found := child.expect(patterns)) < len(REPLIES):
        yield (child.before or "") + child.after
        asked += found < 4
        child.sendline("q" if found < 4 and asked > ENOUGH else list(REPLIES.values())[found])
    yield child.before or ""


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_from_start_to_end_at_a_terminal(mode: str, environment: dict[str, str]) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, "take", str(BANK), "--mode", mode],
        env=environment,
        encoding="utf-8",
        timeout=60,
    )
    shown = "".join(answered(child))
    child.close()
    assert child.exitstatus == 0, shown
    assert f"{mode.capitalize()} finished." in shown


def on_a_pipe(environment: dict[str, str], typed: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "take", *arguments],
        input=typed,
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_from_start_to_end_on_a_pipe(mode: str, environment: dict[str, str]) -> None:
    ended = on_a_pipe(environment, ":s\n" * 10 + ":q\n", str(BANK), "--mode", mode)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"{mode.capitalize()} finished." in ended.stdout
    assert "How sure?" not in ended.stdout


def test_a_review_takes_no_topic_and_says_so_if_nothing_is_due(environment: dict[str, str]) -> None:
    ended = on_a_pipe(environment, "", "--mode", "review", "--path", str(BANK))
    assert ended.returncode == 0
    assert "Nothing is due" in ended.stdout
    refused = on_a_pipe(environment, "", str(BANK), "--mode", "review")
    assert refused.returncode == 2
    assert "goes over all topics" in refused.stderr


def test_lines_fit_a_window_that_was_made_smaller_during_the_session(environment: dict[str, str]) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", PROGRAM, "take", str(BANK), "--mode", "practice"],
        env=environment,
        dimensions=(30, 100),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(": $")
    child.setwinsize(15, 40)
    child.sendline(":r")
    child.expect_exact(":r\r\n")
    child.expect(": $")
    lines = ((child.before or "") + child.after).splitlines()
    child.close(force=True)
    assert max(len(line) for line in lines) < 40
    assert len(lines) > 3
