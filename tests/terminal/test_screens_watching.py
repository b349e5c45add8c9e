"""`take --watch` on the screen: the verdict at each save beside the question; keys work as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.screens import SEVEN, Terminal, terminals
from tests.terminal.test_screens_at_a_terminal import Start, start

__all__ = ["start"]  # the fixture that starts a terminal

RIGHT = "def drop_last(items):\n    return items[:-1]\n"
WRONG = "def drop_last(items):\n    return items * 2\n"


def to_the_program(terminal: Terminal) -> None:
    """Skip all questions before the program, which is the last."""
    for number in range(1, 7):
        terminal.until(f"Question {number} of 7")
        terminal.settle(0.3)
        if number in (3, 4):
            terminal.send(":s\r")
        else:
            terminal.send("s")
        terminal.until("Skipped.")
        terminal.send("n")
    terminal.until("for a verdict")
    terminal.settle(0.3)


@pytest.mark.parametrize(("columns", "rows"), [(100, 30), (80, 24), (60, 18), (40, 15)])
def test_each_save_gets_its_verdict(start: Start, tmp_path: Path, columns: int, rows: int) -> None:
    file = tmp_path / "mine.py"
    file.write_text("# an old answer to something else\n")
    terminal = start(str(SEVEN), "--watch", str(file), columns=columns, rows=rows)
    to_the_program(terminal)
    assert "def drop_last" in terminal.text  # what it begins with is shown
    assert "an old answer" not in terminal.text
    file.write_text(WRONG)
    terminal.until("How sure are you?")
    terminal.send("2")
    terminal.until("✗ INCORRECT")
    (tmp_path / "new").write_text(RIGHT)
    (tmp_path / "new").replace(file)
    terminal.until("✓ CORRECT")
    terminal.send("n")
    terminal.until("Practice finished.")


def test_a_save_while_the_verdict_is_read_is_taken_next(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    terminal = start(str(SEVEN), "--watch", str(file))
    to_the_program(terminal)
    file.write_text(WRONG)
    terminal.until("How sure are you?")
    file.write_text(RIGHT)
    terminal.settle(0.3)
    assert "How sure are you?" in terminal.text
    terminal.send("1")
    terminal.until("✓ CORRECT")


def test_what_cannot_be_taken_is_said_and_the_keys_work_on(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    terminal = start(str(SEVEN), "--watch", str(file))
    to_the_program(terminal)
    file.write_bytes(b"\xff\xfe\x00")
    terminal.until("not UTF-8 text")
    terminal.send("q")
    assert terminal.ended() == 3
    assert b"Saved. Go on at question 7 of 7 with: quizkit take --watch" in terminal.raw


def test_a_folder_that_goes_away_ends_the_watching_and_nothing_else(start: Start, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    terminal = start(str(SEVEN), "--watch", str(tmp_path / "place" / "mine.py"))
    to_the_program(terminal)
    (tmp_path / "place").rmdir()
    terminal.settle(0.3)
    assert b"Traceback" not in terminal.raw
    terminal.send("s")
    terminal.until("Skipped.")


def test_home_knows_the_file_as_well(tmp_path: Path) -> None:
    with terminals(tmp_path / "state") as begin:
        terminal = begin("--watch", str(tmp_path / "mine.py"), "--path", str(SEVEN), "--mode", "practice")
        terminal.until("Lists in Python")
        terminal.send("\r")
        to_the_program(terminal)
        (tmp_path / "mine.py").write_text(RIGHT)
        terminal.until("How sure are you?")
