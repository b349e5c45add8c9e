"""`quizkit progress` as people run it: shown, carried to another log, forgotten; and with no log at all."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.support.program import QUIZKIT

TOPIC = """\
format: 1
id: loops
title: Loops
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {once: Doing it once, twice: Doing it twice}
mistakes: {one-off: {says: Being off by one, why: It is.}}
questions:
  - {id: q1, kind: choice, difficulty: easy, skills: [once], prompt: Which?,
     options: [{id: a, text: This, correct: true}, {id: b, text: That, mistake: one-off, feedback: No.}],
     solution: {answer: This.}}
  - {id: q2, kind: choice, difficulty: easy, skills: [twice], prompt: Which then?,
     options: [{id: a, text: This, correct: true}, {id: b, text: That, mistake: one-off, feedback: No.}],
     solution: {answer: This.}}
"""


def quizkit(place: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*QUIZKIT, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=place,
        env={**os.environ, "QUIZKIT_STATE": str(place / "state"), "QUIZKIT_PATH": str(place)},
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A bank with one topic, and a state folder in which a quiz of it was taken."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "loops.yaml").write_text(TOPIC)
    taken = quizkit(tmp_path, "take", "c/loops", "--mode", "quiz", "--plain", given="1\n\n1\n\n")
    assert taken.returncode == 0, taken.stderr
    return tmp_path


def shown(place: Path, *arguments: str) -> dict[str, object]:
    done = quizkit(place, "progress", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    assert isinstance(loaded, dict)
    return {**loaded, "at": ""}


def test_progress_tells_strength_in_words_and_numbers(place: Path) -> None:
    lines = quizkit(place, "progress").stdout
    assert "c/loops: Loops" in lines
    assert "once (Doing it once): not yet: " in lines
    assert " of 1, likely " in lines
    assert "Answers by week" not in lines
    assert "Answers by week" in quizkit(place, "progress", "c/loops", "--weeks").stdout
    (topic,) = json.loads(json.dumps(shown(place)["topics"]))
    assert (topic["topic"], topic["given"], topic["answered"]) == ("c/loops", 2, 2)


def test_nothing_answered_is_said_and_a_wrong_store_is_no_new_one(place: Path) -> None:
    (place / "empty").mkdir()
    (place / "empty" / "c").symlink_to(place / "c")
    assert "Nothing is answered yet" in quizkit(place / "empty", "progress").stdout
    done = quizkit(place, "progress", "--store", "slip")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (place / "slip").exists()


def test_progress_carried_to_another_log_is_the_same(place: Path) -> None:
    assert quizkit(place, "progress", "export", "mine.jsonl").returncode == 0
    assert str(place) not in (place / "mine.jsonl").read_text()
    taken = quizkit(place, "progress", "import", "mine.jsonl", "--store", "other")
    assert taken.returncode == 0, taken.stderr
    assert shown(place, "--store", "other") == shown(place)
    again = quizkit(place, "progress", "import", "mine.jsonl", "--store", "other")
    assert "Took in 0 events" in again.stdout


def test_a_file_with_a_wrong_line_is_refused_by_its_line(place: Path) -> None:
    quizkit(place, "progress", "export", "mine.jsonl")
    with (place / "mine.jsonl").open("a") as file:
        file.write('{"id": "\x1b[2J"}\n')
    before = shown(place)
    done = quizkit(place, "progress", "import", "mine.jsonl")
    assert done.returncode == 4
    assert "mine.jsonl:" in done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr
    assert shown(place) == before


def test_forgetting_asks_and_says_what_went(place: Path) -> None:
    refused = quizkit(place, "progress", "forget", "c/loops")
    assert (refused.returncode, "say --yes" in refused.stderr) == (2, True)
    assert shown(place)["topics"]
    done = quizkit(place, "progress", "forget", "loops", "--yes")
    assert done.stdout == "Forgot 2 answers in 1 session of c/loops, and what was computed from them.\n"
    assert shown(place)["topics"] == []
    assert b"loops" not in (place / "state" / "log.sqlite3").read_bytes()


@pytest.mark.parametrize(("typed", "kept"), [("no", 1), ("", 1), ("yes", 0)])
def test_at_a_terminal_only_a_yes_forgets(place: Path, typed: str, kept: int) -> None:
    env = {**os.environ, "QUIZKIT_STATE": str(place / "state"), "QUIZKIT_PATH": str(place)}
    child = pexpect.spawn(QUIZKIT[0], [*QUIZKIT[1:], "progress", "forget", "--all"], env=env, timeout=60)
    child.expect("Type yes to go on: ")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (1 if kept else 0)
    topics = shown(place)["topics"]
    assert isinstance(topics, list)
    assert len(topics) == kept


@pytest.mark.parametrize("arguments", [("forget",), ("forget", "loops", "--all")])
def test_forgetting_needs_one_thing_to_forget(place: Path, arguments: tuple[str, ...]) -> None:
    done = quizkit(place, "progress", *arguments, "--yes")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert shown(place)["topics"]


@pytest.mark.parametrize(
    "verb", [("show",), ("export", "out"), ("forget", "--all", "--yes"), ("import", "in")]
)
def test_a_file_that_is_no_log_is_a_sentence_and_stays_as_it_is(place: Path, verb: tuple[str, ...]) -> None:
    (place / "in").write_text('{"format":"quizkit-progress","version":1,"learner":"00000000000000aa"}\n')
    (place / "notes").write_text("mine, and no database at all\n")
    done = quizkit(place, "progress", *verb, "--store", "notes")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is no log of quizkit" in done.stderr
    assert (place / "notes").read_text() == "mine, and no database at all\n"


def test_an_export_that_cannot_be_written_is_a_sentence(place: Path) -> None:
    done = quizkit(place, "progress", "export", "no/such/folder/file")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Traceback" not in done.stderr
