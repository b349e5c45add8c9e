"""`quizkit take` on the whole screen of a real pseudo-terminal: sizes, signals, colours, hostile text."""

from __future__ import annotations

import re
import resource
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.screens import SEVEN, Terminal, terminals
from tests.terminal.test_take_at_a_terminal import HOSTILE

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
UNCOLOURED = {"", "0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"}

Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with terminals(tmp_path / "state") as started:
        yield started


def to_the_program(terminal: Terminal) -> None:
    """Skip all questions before the program, which is the last."""
    for number in range(1, 7):
        terminal.until(f"Question {number} of 7")
        if number in (3, 4):
            terminal.until("Esc other keys")
            terminal.send(":s\r")
        else:
            terminal.send("s")
        terminal.until("Skipped.")
        terminal.send("n")
    terminal.until("Ctrl+R run")
    terminal.read(0.3)


@pytest.mark.parametrize(("columns", "rows"), [(100, 30), (80, 24), (60, 18), (40, 15)])
def test_a_session_works_at_every_size(start: Start, columns: int, rows: int) -> None:
    terminal = start(str(SEVEN), columns=columns, rows=rows)
    terminal.until("( ) 1 `[1, 2, 3]`")
    terminal.until("Enter submit")
    terminal.until("q leave" if columns == 40 else "q save and leave")
    terminal.send("2\r3")
    terminal.until("INCORRECT")
    terminal.send("n")
    terminal.until("[ ] 4 `sorted(a)`")
    terminal.send("q")
    assert terminal.ended() == 3
    assert b"Saved. Go on at question 2 of 7 with: quizkit take" in terminal.raw


def test_without_colours_no_code_for_one_is_sent(start: Start) -> None:
    terminal = start(str(SEVEN), NO_COLOR="1")
    terminal.until("( ) 1")
    terminal.send("2\r3")
    assert "✗ INCORRECT" in terminal.until("Right answer: 1)")
    codes = {part for found in SGR.findall(terminal.raw) for part in found.decode().split(";")}
    assert codes <= UNCOLOURED


def test_with_colours_there_are_some(start: Start) -> None:
    terminal = start(str(SEVEN))
    terminal.until("( ) 1")
    codes = {part for found in SGR.findall(terminal.raw) for part in found.decode().split(";")}
    assert not codes <= UNCOLOURED


def test_text_from_a_bank_never_acts_on_the_terminal(start: Start, tmp_path: Path) -> None:
    bank = tmp_path / "hostile.yaml"
    bank.write_text(HOSTILE)
    terminal = start(str(bank))
    assert r"Prompt \x1b[2J" in terminal.until("( ) 2")
    terminal.send("?")
    terminal.until(r"Hint \x1b[3J")
    terminal.send("2\r3")
    terminal.until("INCORRECT")
    terminal.send("n")
    terminal.until("It comes back")
    terminal.send("1\r\r")
    terminal.until("CORRECT. ")
    terminal.send("n")
    terminal.until(r"\u202e reversed")
    for acting in (b"\x1b]0;stolen", b"\x1b[10;10H\x1b[", b"\x1bP", b"\x1b[3J", b"\x9b", "\u202e".encode()):
        assert acting not in terminal.raw


def test_a_terminal_made_tiny_and_large_again_goes_on(start: Start) -> None:
    terminal = start(str(SEVEN))
    terminal.until("( ) 1")
    terminal.resize(10, 3)
    terminal.read(0.5)
    terminal.resize(80, 24)
    terminal.send("1")
    terminal.until("(•) 1")
    terminal.send("\r3")
    terminal.until("✓ CORRECT")


def stopped(pid: int) -> bool:
    """Whether the process is stopped, as `ps` tells it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_stopped_by_ctrl_z_and_brought_back_nothing_is_lost(start: Start) -> None:
    terminal = start(str(SEVEN))
    terminal.until("( ) 1")
    terminal.send("2")
    terminal.until("(•) 2")
    terminal.send("\x1a")
    end = time.monotonic() + 20
    while not stopped(terminal.child.pid):
        terminal.read()
        assert time.monotonic() < end
    terminal.child.kill(signal.SIGCONT)
    terminal.read(0.5)
    terminal.send("\r3")
    terminal.until("INCORRECT, and you were very sure")


def test_a_closed_terminal_loses_neither_answers_nor_a_draft(start: Start) -> None:
    terminal = start(str(SEVEN))
    to_the_program(terminal)
    terminal.send("# mine\r")
    terminal.until("# mine")
    terminal.child.kill(signal.SIGHUP)
    terminal.ended()
    again = start(str(SEVEN))
    assert "7 of 7" in again.until("# mine")


def test_ctrl_c_leaves_as_q_does(start: Start) -> None:
    terminal = start(str(SEVEN))
    terminal.until("( ) 1")
    terminal.send("\x03")
    assert terminal.ended() == 130
    assert b"Saved. Go on at question 1 of 7" in terminal.raw


def test_ones_own_editor_takes_the_program_and_gives_it_back(start: Start, tmp_path: Path) -> None:
    pen = tmp_path / "pen"
    pen.write_text('#!/bin/sh\nsed -i "s/return items$/return items[:-1]/" "$1"\n')
    pen.chmod(0o755)
    terminal = start(str(SEVEN), VISUAL=str(pen))
    to_the_program(terminal)
    terminal.send("\x1bOS")  # F4
    terminal.until("Taken from your editor; Ctrl+R runs it.")
    terminal.send("\x12")
    terminal.until("How sure are you?")
    terminal.send("3")
    terminal.until("✓ CORRECT")


def test_a_log_that_cannot_be_written_is_a_sentence(start: Start, tmp_path: Path) -> None:
    terminal = start(str(SEVEN), "--store", "/proc/nothing/log")
    assert terminal.ended() == 1
    assert b"--store FILE" in terminal.raw


def test_home_leads_to_a_topic_a_mode_and_back(start: Start) -> None:
    terminal = start("--path", str(SEVEN))
    terminal.until("Lists in Python")
    terminal.send("\r")
    terminal.until("practice")
    terminal.send("2")
    terminal.until("· practice")  # in the file's order: its first question is no program, where q is a letter
    terminal.until("Question 1 of 7")
    terminal.until("q save and leave")
    terminal.send("q")
    terminal.until("Saved. Choose practice again to go on at question 1 of 7.")
    terminal.send("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_leaving_while_the_disk_is_full_claims_nothing_to_be_saved(start: Start, key: str) -> None:
    terminal = start(str(SEVEN))
    terminal.until("1-3 choose")
    resource.prlimit(terminal.child.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    terminal.send("1\r")
    terminal.until("Enter try again")
    assert "more below" not in terminal.text
    terminal.send(key)
    assert terminal.ended() == 1
    last = terminal.raw.decode().rpartition("\x1b[?1049l")[2]
    assert "cannot be used; the disk" in last
    assert "Saved" not in last
