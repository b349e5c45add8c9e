"""The log of answers while its writers are killed with SIGKILL, and while several use it at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizkit.app.learning.progress_file import export
from quizkit.clock import system_clock
from quizkit.model.event import Skipped, Started
from quizkit.rng import Stream
from quizkit.store.forgetting import forget
from quizkit.store.history import answers_per_question
from quizkit.store.log import open_log
from tests.support.program import QUIZKIT

# Appends for ever, and says the number of each event once it is committed.
WRITER = """
import sys
from pathlib import Path
from quizkit.clock import system_clock
from quizkit.model.answer import Program
from quizkit.model.event import Answered, Started
from quizkit.store.log import open_log

with open_log(Path(sys.argv[1]), system_clock()) as log:
    known = len(log.read(sys.argv[2]))
    if not known:
        log.append(sys.argv[2], Started(topic="c/t", mode="quiz", items=(), seed="s"))
    for turn in range(known, 10_000):
        answer = Program(code="x" * (turn * 37 % 5000))
        log.append(sys.argv[2], Answered(question="c/t/q", turn=turn, grade_version="v", answer=answer))
        print(turn, flush=True)
"""
KILLS = 12
EVENTS = 3000


def killed_after(command: list[str], seconds: float) -> bytes:
    """What a process said until it was killed, that long after it said its first."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = os.read(process.stdout.fileno(), 1)
        time.sleep(seconds)
        process.kill()
        return said + process.stdout.read()


def sound(path: Path) -> None:
    """The file is whole, and what is derived from the events is what the events say."""
    with open_log(path, system_clock()) as log:
        assert log.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        answers = sum(event.what.type == "answered" for event in log.everything())
        assert log.connection.execute("SELECT coalesce(sum(answers), 0) FROM turn").fetchone() == (answers,)


def test_whenever_a_writer_is_killed_every_event_it_was_told_of_is_there(tmp_path: Path) -> None:
    path = tmp_path / "log"
    stream = Stream("when to kill")
    for _ in range(KILLS):
        said = killed_after([sys.executable, "-c", WRITER, str(path), "s"], stream.below(60) / 1000)
        last = int(said.decode().splitlines()[-1])
        with open_log(path, system_clock()) as log:
            turns = [event.what.turn for event in log.read("s") if event.what.type == "answered"]
        assert turns[-1] >= last, "what was said to be saved is saved"
        assert turns == sorted(set(turns))
        sound(path)


def test_writers_and_readers_side_by_side_disturb_nobody(tmp_path: Path) -> None:
    path = tmp_path / "log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stdout=subprocess.PIPE)
        for name in ("one", "two")
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline()
        for _ in range(3):
            shown = subprocess.run(
                [*QUIZKIT, "progress", "--store", str(path)], capture_output=True, check=False
            )
            assert shown.returncode == 0, shown.stderr
        assert [writer.poll() for writer in writers] == [None, None]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    sound(path)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """An export of so many events that taking it in, or forgetting it, can be killed half-way."""
    with open_log(tmp_path / "source", system_clock()) as log:
        log.connection.execute("PRAGMA synchronous = OFF")
        log.append("00000000000000aa", Started(topic="c/t", mode="quiz", items=(), seed="s"))
        for turn in range(EVENTS):
            log.append("00000000000000aa", Skipped(question="c/t/q", turn=turn))
        export(log, tmp_path / "file", with_code=False)
    return tmp_path


def held(path: Path) -> int:
    with open_log(path, system_clock()) as log:
        return log.head()


@pytest.mark.parametrize("verb", ["import", "forget"])
def test_a_killed_import_or_forget_is_done_or_was_never_begun(large: Path, verb: str) -> None:
    arguments = ["import", str(large / "file")] if verb == "import" else ["forget", "--all", "--yes"]
    path = large / ("other" if verb == "import" else "source")
    seen = set()
    for step in range(1, 25):
        if verb == "forget" and held(path) == 0:
            break
        with subprocess.Popen(
            [*QUIZKIT, "progress", *arguments, "--store", str(path)], stdout=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(step * 0.05)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        seen.add(held(path))
        sound(path)
        assert seen <= {0, EVENTS + 1}
        if verb == "import" and EVENTS + 1 in seen:
            break
    assert seen, "it was tried"


def test_what_was_forgotten_while_a_session_ran_stays_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "s"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline()
        with open_log(path, system_clock()) as log:
            forget(log)
        _, complaint = writer.communicate()
    assert b"SessionMovedOn" in complaint
    assert held(path) == 0


TOPIC = """\
format: 1
id: many
title: Many
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {once: Doing it once}
questions:
"""
QUESTION = """\
  - {id: qNUMBER, kind: choice, difficulty: easy, skills: [once], prompt: Which is number NUMBER?,
     options: [{id: a, text: This, correct: true}, {id: b, text: That, feedback: No.}],
     solution: {answer: This.}}
"""
QUESTIONS = 5


def test_a_learner_whose_session_is_killed_after_each_verdict_answers_no_question_twice(
    tmp_path: Path,
) -> None:
    (tmp_path / "c").mkdir()
    questions = (QUESTION.replace("NUMBER", str(number)) for number in range(QUESTIONS))
    (tmp_path / "c" / "many.yaml").write_text(TOPIC + "".join(questions))
    path = tmp_path / "log"
    take = [*QUIZKIT, "take", "c/many", "--plain", "--store", str(path), "--path", str(tmp_path)]
    for number in range(QUESTIONS):
        with subprocess.Popen(take, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"1\n")
            process.stdin.flush()
            said = b""
            while b"CORRECT" not in said and (more := os.read(process.stdout.fileno(), 1 << 16)):
                said += more
            process.kill()
        assert f"Which is number {number}?".encode() in said
        with open_log(path, system_clock()) as log:
            assert answers_per_question(log) == {f"c/many/q{past}": 1 for past in range(number + 1)}
    sound(path)
