"""An exam on the whole screen: any question at any time, a clock, no sign of right or wrong, handed in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.screens import PROGRAM, Terminal, terminals

BLUEPRINT = Path(__file__).parents[2] / "examples" / "blueprint.yaml"

Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with terminals(tmp_path / "state") as started:
        yield started


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A form of the example's exam, packed for a learner."""
    for command in (
        ["exam", "build", str(BLUEPRINT), "-o", "forms"],
        ["exam", "export", "forms", "--take", "-o", "packages"],
    ):
        environment = {**os.environ, "QUIZKIT_STATE": str(tmp_path / "state")}
        subprocess.run([sys.executable, "-c", PROGRAM, *command], cwd=tmp_path, env=environment, check=True)
    return tmp_path / "packages" / "weight-decay-short-A.zip"


def begun(terminal: Terminal) -> Terminal:
    """The terminal with the exam on: what it asks was read before, when no clock ran."""
    shown = terminal.until("Press Enter to begin: the clock starts then.")
    assert "6 questions" in shown
    assert "latest answer counts" in shown
    terminal.send("\r")
    terminal.until("Esc other keys")
    return terminal


def test_who_leaves_before_the_beginning_has_not_begun(start: Start, package: Path, tmp_path: Path) -> None:
    options = ["--learner", "ann", "-o", str(tmp_path / "ann.zip")]
    terminal = start(str(package), *options)
    terminal.until("Press Enter to begin")
    terminal.send("q\r")
    terminal.until("The exam was not begun.")
    assert terminal.ended() == 3
    begun(start(str(package), *options))


def test_an_exam_is_worked_at_in_any_order_and_handed_in(start: Start, package: Path, tmp_path: Path) -> None:
    handed = tmp_path / "ann.zip"
    terminal = begun(start(str(package), "--mode", "exam", "--learner", "ann", "-o", str(handed)))
    assert "left" in terminal.text
    terminal.send("6.48")  # not submitted: what stands in the field counts when the learner goes elsewhere
    terminal.until("6.48")
    terminal.send("\x1b")
    terminal.until("q save and leave")
    terminal.send("n")
    terminal.until("Question 2 of 6")
    terminal.send("f")
    terminal.until("flagged · 2 of 6")
    terminal.send("p")
    terminal.until("6.48")
    terminal.until("Esc other keys")
    terminal.send("\x1b")
    terminal.until("q save and leave")
    terminal.send("h")
    terminal.until("5 unanswered")
    terminal.send("h")
    terminal.until("h hand in for good")
    terminal.send("h")
    terminal.until("1 of 6 answered.")
    terminal.send("\r")
    assert terminal.ended() == 0
    assert handed.is_file()
    assert b"CORRECT" not in terminal.raw


def test_enter_goes_to_the_question_chosen_in_the_list_and_b_back_from_handing_in(
    start: Start, package: Path, tmp_path: Path
) -> None:
    terminal = begun(start(str(package), "--learner", "ann", "-o", str(tmp_path / "ann.zip")))
    terminal.send("\x1b")
    terminal.until("q save and leave")
    terminal.send("b")
    terminal.until("Enter go there")
    terminal.send("\x1b[B\x1b[B\r")
    terminal.until("Question 3 of 6")
    terminal.send("\x1b")
    terminal.until("h hand in")
    terminal.send("h")
    terminal.until("h hand in for good")
    terminal.send("\x1b[A\r")
    terminal.until("Question 2 of 6")
    terminal.send("\x1b")
    terminal.until("h hand in")
    terminal.send("h")
    terminal.until("h hand in for good")
    terminal.send("b")
    terminal.until("Question 2 of 6")
    terminal.send("h")  # asks again: going back was meant
    terminal.until("h hand in for good")


def test_an_exam_that_was_left_goes_on_with_its_answers(start: Start, package: Path, tmp_path: Path) -> None:
    options = ["--mode", "exam", "--learner", "ann", "-o", str(tmp_path / "ann.zip")]
    terminal = begun(start(str(package), *options))
    terminal.send("6.48\r")
    terminal.until("Question 2 of 6")
    terminal.send("\x03")
    assert terminal.ended() == 3
    assert b"Saved. The clock runs on. Go on with: quizkit take" in terminal.raw
    again = start(str(package), *options)
    again.until("Question 2 of 6")


def test_the_end_of_the_time_is_said_and_what_stood_in_the_field_counts(
    start: Start, package: Path, tmp_path: Path
) -> None:
    handed = tmp_path / "ann.zip"
    terminal = begun(start(str(package), "--learner", "ann", "-o", str(handed), "--time-factor", "0.0084"))
    terminal.send("6.48")  # ten seconds: nothing is handed in by hand
    text = terminal.until("The exam is over: 1 of 6 answered.")
    assert "The time is up." in text
    assert "min left" not in text
    terminal.send("\r")
    assert terminal.ended() == 0
    assert handed.is_file()
