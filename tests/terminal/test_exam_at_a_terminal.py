"""An exam in a real pseudo-terminal: taken, killed, out of time, handed in, graded with its program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from quizkit import source
from quizkit.bank.loaded import load_topic, usable
from quizkit.bank.version import version_in
from quizkit.model.exam import Form, FormItem
from tests.support.lines import PROGRAM, Start, answer, consoles, ended

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
runner: python
insight: Something.
skills: {s: S}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "One?", options: [
       {id: key, text: First, correct: true}, {id: lure, text: Second}], solution: {}}
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: "Which?", accept: [h], solution: {}}
  - {id: program, kind: code, difficulty: easy, skills: [s], prompt: "Write it.", entry: double,
     starter: "def double(n): ...",
     cases: [{id: drawn, draws: 2, arguments: "arguments = {'n': rng.randint(1, 9)}"}],
     checks: [{id: value, observe: return}], solution: {code: "def double(n): return 2 * n"}}
"""
RIGHT = "def double(n):\n    return 2 * n\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    path = tmp_path / "c" / "t.yaml"
    path.write_text(TOPIC)
    loaded = usable(load_topic(path))
    items = tuple(
        FormItem(
            question=f"c/t/{question.id}",
            grade_version=version_in(loaded, question, None),
            points=1,
            options=("lure", "key") if question.id == "one" else (),
        )
        for question in loaded.topic.questions
    )
    form = Form(
        format=1, exam="e", title="An exam", form="A", minutes=1, blueprint="0" * 64, engine="0", items=items
    )
    (tmp_path / "form-A.yaml").write_text(source.dump(form.model_dump(mode="json", exclude_none=True)))
    quizkit(tmp_path, "exam", "export", "form-A.yaml", "--take", "-o", "e.zip", "--path", ".")
    return tmp_path


def quizkit(place: Path, *arguments: str) -> str:
    """What a command prints that ends well."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(
        command, cwd=place, env=environment(place), check=True, capture_output=True
    ).stdout.decode()


def environment(place: Path) -> dict[str, str]:
    return {**os.environ, "QUIZKIT_STATE": str(place / "state"), "TERM": "xterm", "QUIZKIT_PLAIN": "1"}


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Start the exam in a terminal of its own."""
    exam = ("take", "e.zip", "--mode", "exam")
    with consoles(place / "state", *exam, cwd=place, QUIZKIT_PLAIN="1") as started:
        yield started


def test_an_exam_from_its_first_line_to_its_grade(start: Start, place: Path) -> None:
    (place / "mine.py").write_text(RIGHT)
    child = start()
    answer(child, "", "Ana Maria")  # a name is asked for until one is given
    child.expect("Question 1 of 3, 1 point")
    answer(child, "f", "g 3")
    child.expect("Question 3 of 3")
    answer(child, ":file mine.py", "b")
    child.expect("1. One.: not answered, flagged")
    child.expect("3. Write it.: answered, you are here")
    answer(child, "g 1", "2", "h", ":b")  # "h" is the answer to the second question, not a wish
    child.expect("2. Which.: answered")
    answer(child, "h", "", "h", "h")
    child.expect("Handed in for Ana Maria: e-A-Ana-Maria.zip")
    assert ended(child) == 0
    graded = quizkit(
        place, "exam", "grade", "form-A.yaml", "e-A-Ana-Maria.zip", "-o", "graded", "--path", "."
    )
    assert "3 of 3" in graded


def test_a_killed_exam_goes_on_with_its_clock_running(start: Start) -> None:
    child = start("--learner", "Ana", "--time-factor", "10")
    child.expect("10 minutes left")
    answer(child, "1")
    child.expect("Question 2 of 3")
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    again = start("--learner", "Ana")
    again.expect("Going on at question 2 of 3; the clock was running all the time.")
    again.expect("Question 2 of 3.* 10 minutes left")


def test_when_the_time_is_up_the_answers_are_handed_in_by_themselves(start: Start, place: Path) -> None:
    child = start("--learner", "Ana", "--time-factor", "0.05")  # three seconds
    answer(child, "2")
    child.expect("Question 2 of 3")
    child.send("half a wo")
    child.expect("The time is up")
    child.expect("1 of 3 answered")
    assert ended(child) == 0
    assert (place / "e-A-Ana.zip").is_file()


@pytest.fixture
def pen(place: Path) -> Path:
    """An editor that saves a right program at once and, when an exam of seconds is over, another one."""
    pen = place / "pen"
    pen.write_text(
        f"#!{sys.executable}\nimport sys, time\n"
        f"open(sys.argv[1], 'w').write({RIGHT!r})\n"
        f"open({str(place / 'saved')!r}, 'w')\n"
        "time.sleep(8)\nopen(sys.argv[1], 'w').write('too late')\n"
    )
    pen.chmod(0o755)
    return pen


def graded(place: Path) -> str:
    return quizkit(place, "exam", "grade", "form-A.yaml", "e-A-Ana.zip", "-o", "graded", "--path", ".")


def test_what_an_editor_saved_in_time_is_handed_in(start: Start, place: Path, pen: Path) -> None:
    child = start("--learner", "Ana", "--time-factor", "0.08", VISUAL=str(pen))
    answer(child, "g 3", "e")
    child.expect("The time ran out while your editor was open")
    child.expect("The time is up")
    assert ended(child) == 0
    assert "1 of 3" in graded(place)


def test_on_screens_the_same_is_handed_in(start: Start, place: Path, pen: Path) -> None:
    more = {"QUIZKIT_PLAIN": "0", "TERM": "xterm-256color", "VISUAL": str(pen)}
    child = start("--learner", "Ana", "--time-factor", "0.12", **more)
    answer(child, "")
    child.expect("First")
    for asked in ("Which", "Write"):
        time.sleep(0.5)  # what is sent together with Esc would be a key with Alt
        child.send("\x1b")
        time.sleep(0.5)
        child.send("n")
        child.expect(asked)
    child.send("\x1bOS")  # F4
    child.expect("The time ran out while your")
    child.send("\r")
    assert ended(child) == 0
    assert "1 of 3" in graded(place)


def test_what_a_killed_editor_saved_in_time_is_handed_in_later(start: Start, place: Path, pen: Path) -> None:
    child = start("--learner", "Ana", "--time-factor", "0.08", VISUAL=str(pen))
    answer(child, "g 3", "e")
    while not (place / "saved").exists():
        time.sleep(0.05)
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    time.sleep(5)
    again = start("--learner", "Ana")
    again.expect("The time is up")
    assert ended(again) == 0
    assert "1 of 3" in graded(place)


def test_a_hand_in_that_cannot_be_written_is_written_later(start: Start, place: Path) -> None:
    (place / "stick").mkdir()
    child = start("--learner", "Ana", "--out", "stick/ana.zip")
    answer(child, "1", "g 1", "h")
    (place / "stick").rmdir()
    answer(child, "h")
    child.expect("could not be written")
    assert ended(child) == 1
    again = start("--learner", "Ana")
    again.expect("Handed in for Ana: e-A-Ana.zip")
    assert ended(again) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--time-factor", "99"], "cannot be meant"),
        (["--watch", "a.py"], "leave --watch out"),
        (["--out", "c"], "is a folder"),
        (["--out", "nowhere/ana.zip"], "there is no folder"),
    ],
)
def test_a_wrong_call_is_one_sentence(place: Path, arguments: list[str], says: str) -> None:
    command = [sys.executable, "-c", PROGRAM, "take", "e.zip", "--mode", "exam", "--learner", "A", *arguments]
    tried = subprocess.run(command, cwd=place, env=environment(place), check=False, capture_output=True)
    assert tried.returncode == 2
    assert says in tried.stderr.decode()
    assert tried.stderr.count(b"\n") == 1


def test_whose_exam_it_is_need_not_be_asked(start: Start, place: Path) -> None:
    form = place / "form-A.yaml"
    form.write_text(form.read_text().replace("form: A\n", "form: A-1\nlearner: ana\n"))
    quizkit(place, "exam", "export", "form-A.yaml", "--take", "-o", "e.zip", "--path", ".")
    child = start()
    child.expect("form A-1 for ana.")
    child.expect("Question 1 of 3")
    answer(child, "h", "h")
    child.expect("Handed in for ana: e-A-1-ana.zip")
    assert ended(child) == 0
