"""A plain session in a real terminal when things go wrong around it: a sentence, and nothing lost."""

from __future__ import annotations

import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.support.lines import PROGRAM, Start, answer, consoles, ended

SEVEN = Path(__file__).parents[1] / "golden" / "banks" / "garden" / "seven-kinds.yaml"
RIGHT = "def drop_last(items):\n    return items[:-1]\n"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank that a test may change."""
    (tmp_path / "garden").mkdir()
    for file in SEVEN.parent.glob("seven-kinds*"):
        shutil.copy(file, tmp_path / "garden")
    return tmp_path / "garden" / SEVEN.name


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with consoles(tmp_path / "state", "take", QUIZKIT_PLAIN="1") as started:
        yield started


def at_the_program(child: pexpect.spawn[str]) -> None:
    for _ in range(6):
        answer(child, ":s", "")
    child.expect("pastes")


def test_a_terminal_that_is_closed_loses_no_answer(start: Start, bank: Path) -> None:
    child = start(str(bank))
    answer(child, "1", "", "")
    child.expect("Question 2 of 7")
    child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    assert "Traceback" not in (child.before or "")
    again = start(str(bank))
    again.expect("Resuming at question 2 of 7")


def test_ctrl_z_and_back_goes_on_with_the_same_question(start: Start, bank: Path) -> None:
    shell = start("--norc", "--noprofile", "-i", command="bash")
    shell.sendline(f"{sys.executable} -c '{PROGRAM}' take {bank}")
    shell.expect("Answer 1-3.*: $")
    shell.sendcontrol("z")
    shell.expect("Stopped")
    shell.sendline("fg")
    shell.expect("take")
    shell.sendline("1")
    shell.expect("How sure")
    answer(shell, "2")
    shell.expect("CORRECT, and you were fairly sure")


def test_a_bank_deleted_during_the_session_is_still_asked_to_its_end(start: Start, bank: Path) -> None:
    child = start(str(bank))
    answer(child, "1")
    child.expect("How sure")
    shutil.rmtree(bank.parent)
    answer(child, "2")
    child.expect("CORRECT")
    answer(child, "", ":s")
    child.expect("Press Enter")
    answer(child, "q")
    child.expect("Saved. Go on at question 3 of 7")
    assert ended(child) == 3
    gone = start(str(bank))
    gone.expect("there is no file .*check the path")
    assert ended(gone) == 2


def test_a_question_that_left_the_bank_is_left_out_when_the_session_goes_on(start: Start, bank: Path) -> None:
    child = start(str(bank))
    answer(child, "1", "", "q")
    assert ended(child) == 3
    written = bank.read_text()
    first, rest = written.index("  - id: two-names"), written.index("  - id: changers")
    bank.write_text((written[:first] + written[rest:]).replace("two-names, ", ""))
    again = start(str(bank))
    again.expect("Question 1 of 6")


def test_a_megabyte_is_pasted_and_more_is_refused_in_a_sentence(start: Start, bank: Path) -> None:
    child = start(str(bank))
    at_the_program(child)
    comment = "# " + "x" * 997 + "\n"
    for filler, says in ((1010, "longer than 1 MB"), (960, "CORRECT")):
        answer(child, "p")
        child.expect("Paste the program")
        for _ in range(filler // 10):
            child.send(comment * 10)
            child.expect_exact("\r\n")  # what is echoed is read, or the terminal would stop us
        child.sendline(RIGHT + ".")
        if says == "CORRECT":
            child.expect("How sure")
            answer(child, "")
        child.expect(says)


def test_a_full_disk_is_told_and_the_answer_kept_until_there_is_room(start: Start, bank: Path) -> None:
    child = start(str(bank))
    child.expect("Answer 1-3.*: $")
    limits = resource.prlimit(child.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (1, limits[1]))
    child.sendline("1")
    child.expect("cannot be used; the disk")
    child.expect("Not saved. Press Enter to try again")
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, limits)
    child.sendline("")
    child.expect("How sure")
    answer(child, "q")
    assert ended(child) == 3
    again = start(str(bank))
    again.expect(r"Your answer: 1\)")


@pytest.mark.parametrize("key", ["d", "c"])
def test_leaving_while_the_disk_is_full_claims_nothing_to_be_saved(
    start: Start, bank: Path, key: str
) -> None:
    child = start(str(bank))
    child.expect("Answer 1-3.*: $")
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    child.sendline("1")
    child.expect("Not saved. Press Enter to try again")
    child.sendcontrol(key)
    child.expect("quizkit: the log of answers .* cannot be used; the disk")
    assert "Saved" not in (child.before or "")
    assert ended(child) == 1


def test_a_closed_input_is_an_end_of_input(start: Start, bank: Path) -> None:
    child = start("-c", f"{sys.executable} -c '{PROGRAM}' take {bank} <&-", command="sh")
    child.expect("Saved. Go on at question 1 of 7")
    assert ended(child) == 3


def test_what_an_editor_saved_is_there_again_after_the_terminal_was_closed(
    start: Start, bank: Path, tmp_path: Path
) -> None:
    pen = tmp_path / "pen"
    pen.write_text(
        f"#!{sys.executable}\nimport sys, time\nopen(sys.argv[1], 'w').write({RIGHT!r})\ntime.sleep(60)\n"
    )
    pen.chmod(0o755)
    child = start(str(bank), VISUAL=str(pen))
    at_the_program(child)
    answer(child, "")
    (kept,) = saved(tmp_path)
    assert kept.parent.stat().st_mode & 0o077 == 0
    child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    again = start(str(bank), VISUAL="true")
    again.expect("You began a program here.")
    answer(again, "", "")
    again.expect("it is kept")
    answer(again, "", "y")
    again.expect("How sure")
    assert not kept.exists()
    answer(again, "")
    again.expect("CORRECT")


def saved(folder: Path) -> list[Path]:
    """The drafts, once an editor has written one."""
    end = time.monotonic() + 30
    while not (found := [one for one in folder.glob("state/*.drafts/*/*.py") if one.read_text() == RIGHT]):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found
