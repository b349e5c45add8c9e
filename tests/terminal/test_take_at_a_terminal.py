"""`quizkit take` in a real pseudo-terminal: leaving, killing, editors, hostile text, sizes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.support.lines import Start, answer, consoles, ended

BANKS = Path(__file__).parents[1] / "golden" / "banks" / "garden"
SEVEN = BANKS / "seven-kinds.yaml"
HOSTILE = """
format: 1
id: hostile
title: "Title \\e[2J\\e[1;1H moved"
authors: [A]
license: CC0-1.0
minutes: 1
insight: "Insight \\e]0;stolen\\a \\u202E reversed"
skills: {s: S}
mistakes:
  m: {says: "Says \\e[31m", why: "Why \\e[5A"}
questions:
  - id: q
    kind: choice
    difficulty: easy
    skills: [s]
    prompt: "Prompt \\e[2J\\r\\b\\b `code \\e[1m` \\u2066"
    options:
      - {id: a, text: "A \\e[10;10H", correct: true, feedback: "Feedback \\x9b2J"}
      - {id: b, text: "B \\e[K", mistake: m, feedback: "No \\a"}
    hint: "Hint \\e[3J"
    solution: {steps: ["Step \\e[?1049h"], check: "Check \\eP"}
    argued: none
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with consoles(tmp_path / "state", "take", QUIZKIT_PLAIN="1") as started:
        yield started


def test_leaving_saves_and_coming_back_resumes(start: Start) -> None:
    child = start(str(SEVEN))
    answer(child, "1", "3", "", "q")
    assert ended(child) == 3
    again = start(str(SEVEN))
    again.expect("Resuming at question 2 of 7")
    again.expect("Question 2 of 7")
    answer(again, "q")
    assert ended(again) == 3
    new = start(str(SEVEN), "--new")
    new.expect("Question 1 of 7")


def test_end_of_input_saves_and_leaves(start: Start) -> None:
    child = start(str(SEVEN))
    child.expect("Answer 1-3")
    child.sendeof()
    child.expect("Saved. Go on at question 1 of 7")
    assert ended(child) == 3


def test_ctrl_c_saves_and_says_so(start: Start) -> None:
    child = start(str(SEVEN))
    answer(child, "1", "")
    child.expect("Press Enter")
    child.sendintr()
    child.expect("Saved. Go on at question 2 of 7")
    assert ended(child) == 130


def test_a_killed_session_goes_on_after_the_last_answer(start: Start) -> None:
    child = start(str(SEVEN))
    answer(child, "1")
    child.expect("How sure")  # the answer is given, but not judged
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    again = start(str(SEVEN))
    again.expect("Resuming at question 1 of 7")
    again.expect(r"Your answer: 1\) `\[1, 2, 3\]`")
    again.expect("How sure")
    again.sendline("2")
    again.expect("CORRECT, and you were fairly sure")


@pytest.mark.parametrize("encoding", ["ascii", "iso8859-1"])
def test_a_terminal_without_the_signs_of_the_screens_gets_lines(start: Start, encoding: str) -> None:
    child = start(str(SEVEN), QUIZKIT_PLAIN="0", PYTHONIOENCODING=encoding)
    child.expect_exact("save and quit: ")
    child.sendline("q")
    assert ended(child) == 3


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_is_enough(start: Start, term: str) -> None:
    child = start(str(SEVEN), TERM=term, QUIZKIT_PLAIN="")
    answer(child, "1", "", "q")
    assert ended(child) == 3


def test_an_editor_takes_the_starter_and_gives_the_program(start: Start, tmp_path: Path) -> None:
    pen = tmp_path / "pen"
    pen.write_text('#!/bin/sh\nsed -i "s/return items$/return items[:-1]/" "$2"\n')
    pen.chmod(0o755)
    child = start(str(SEVEN), VISUAL=f"'{pen}' --quiet")
    for _ in range(6):
        answer(child, ":s", "")
    child.expect("Enter opens pen")
    answer(child, "", "")
    child.expect("running...")
    child.expect("CORRECT")
    child.expect("Key insight")
    answer(child, "")
    assert ended(child) == 0


def test_an_editor_that_is_not_there_is_a_sentence(start: Start) -> None:
    child = start(str(SEVEN), VISUAL="no-such-editor")
    for _ in range(6):
        answer(child, ":s", "")
    answer(child, "")
    child.expect("The editor 'no-such-editor' cannot be started")
    answer(child, "q")
    assert ended(child) == 3


def test_text_from_a_bank_never_acts_on_the_terminal(start: Start, tmp_path: Path) -> None:
    bank = tmp_path / "hostile.yaml"
    bank.write_text(HOSTILE)
    child = start(str(bank))
    seen: list[str] = []
    for line in ("?", "r", "b", "2", "3", "", "1", "", ""):
        child.expect(": $")
        seen += [child.before or "", child.after]
        child.sendline(line)
    child.expect(pexpect.EOF)
    seen.append(child.before or "")
    raw = "".join(seen)
    assert not {character for character in raw if not character.isprintable()} - {"\r", "\n"}
    assert "INCORRECT" in raw
    assert r"\x1b[2J" in raw


@pytest.mark.parametrize(("columns", "rows"), [(100, 30), (80, 24), (60, 18), (40, 15)])
def test_a_question_fits_the_terminal(start: Start, columns: int, rows: int) -> None:
    child = start(str(SEVEN), rows=rows, columns=columns)
    child.expect(": $")
    screen = pyte.Screen(columns, 200)
    stream = pyte.Stream(screen)
    stream.feed((child.before or "") + child.after)
    text = "\n".join(line.rstrip() for line in screen.display)
    assert "Question 1 of 7, easy." in text
    words = " ".join(text.split())
    assert "Answer 1-3, ? hint, v answer, r repeat, s skip, q save and quit:" in words
    # Only code may be broken by the terminal itself, and none here is that long.
    shown = ((child.before or "") + child.after).replace("\r", "").split("\n")
    assert [line for line in shown if len(line) >= columns] == []


def test_the_test_is_offered_after_the_practice(start: Start, tmp_path: Path) -> None:
    bank = tmp_path / "hostile.yaml"
    bank.write_text(HOSTILE)
    child = start(str(bank))
    answer(child, "1", "")
    child.expect("To go on")
    answer(child, "2")
    child.expect("Test, 1 question")
    answer(child, "1", "3")
    child.expect("(0 of 1, likely 3-78|1 of 1, likely 22-97) %")
    child.expect("Not yet")
    assert ended(child) == 0


def test_ctrl_c_while_a_program_runs_keeps_the_answer_and_judges_it_later(
    start: Start, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("def drop_last(items):\n    while True: pass\n")
    child = start(str(SEVEN))
    for _ in range(6):
        answer(child, ":s", "")
    answer(child, f":file {endless}", "")
    child.expect("running...")
    child.sendintr()
    child.expect("Saved. Go on at question 7 of 7")
    assert ended(child) == 130
    again = start(str(SEVEN))
    again.expect("Resuming at question 7 of 7")
    # How sure the learner is was not answered, so it is asked once more; then the same program is run.
    answer(again, "")
    again.expect("running...")
    again.expect("INCORRECT")
    answer(again, "q")
    assert ended(again) == 3
