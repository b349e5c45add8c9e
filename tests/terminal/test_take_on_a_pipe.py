"""`quizkit take` on a pipe: answers in, a readable transcript out, exit codes, no prompt that waits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BANKS = Path(__file__).parents[1] / "golden" / "banks" / "garden"
SEVEN = str(BANKS / "seven-kinds.yaml")
PROGRAM = "from quizkit.cli.main import main; main()"


def take(
    tmp_path: Path, typed: str | bytes, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "take", *arguments],
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        check=False,
        env={**os.environ, "QUIZKIT_STATE": str(tmp_path / "state"), **variables},
    )


def test_a_hint_and_an_answer_on_a_pipe(tmp_path: Path) -> None:
    ended = take(tmp_path, "?\n2\n", SEVEN)
    said = ended.stdout.decode()
    assert ended.returncode == 3
    assert ended.stderr == b""
    assert "Hint: How many lists are made?" in said
    assert "INCORRECT. That would need a copy." in said
    assert "How sure?" not in said
    assert "Press Enter" not in said
    assert "Saved. Go on at question 2 of 7" in said


def test_no_input_at_all_saves_and_leaves(tmp_path: Path) -> None:
    assert take(tmp_path, "", SEVEN).returncode == 3


def test_a_program_whose_paste_the_end_of_input_cut_is_not_lost(tmp_path: Path) -> None:
    program = "def drop_last(items):\n    return items[:-1]\n"
    said = take(tmp_path, ":s\n" * 6 + f"p\n{program}", SEVEN).stdout.decode()
    assert "CORRECT.\n  passed  result: 1 of 1\n" in said
    assert "Practice finished." in said


def test_an_end_of_input_before_anything_was_pasted_leaves_the_question_open(tmp_path: Path) -> None:
    ended = take(tmp_path, ":s\n" * 6 + "p\n\n", SEVEN)
    assert ended.returncode == 3
    assert b"Go on at question 7 of 7" in ended.stdout


def test_only_file_and_a_space_open_a_file(tmp_path: Path) -> None:
    said = take(tmp_path, ":s\n" * 6 + ":files x.py\n:file\n", SEVEN).stdout.decode()
    assert "':files x.py' is not understood" in said
    assert "Type the path behind it" in said


@pytest.mark.parametrize("typed", [b"\xff\xfe\x00\n" * 20, b"1" * 100_000 + b"\n", b"\x1b[2J\n", b"\r\n\r\n"])
def test_whatever_is_typed_is_answered_in_words(tmp_path: Path, typed: bytes) -> None:
    ended = take(tmp_path, typed, SEVEN)
    assert ended.returncode == 3
    assert ended.stderr == b""
    assert b"\x1b" not in ended.stdout
    assert b"\x00" not in ended.stdout


def test_an_output_that_knows_no_unicode_gets_escapes(tmp_path: Path) -> None:
    ended = take(tmp_path, ":s\n:s\n12\n", SEVEN, PYTHONIOENCODING="ascii")
    assert ended.returncode == 3
    assert rb"\u2212" in ended.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"printf '1\\n1\\n1\\n' | {sys.executable} -c '{PROGRAM}' take {SEVEN} | head -1"
    environment = {**os.environ, "QUIZKIT_STATE": str(tmp_path / "state")}
    ended = subprocess.run(["sh", "-c", command], capture_output=True, check=True, env=environment)
    assert ended.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["pytorch/weight-decy"], 2, "Did you mean"),
        (["no-such-file.yaml"], 2, "check the path"),
        ([SEVEN, "--mode", "quizz"], 2, "Did you mean 'quiz'?"),
        ([SEVEN, "--store", "/proc/nothing/log"], 1, "--store FILE"),
    ],
)
def test_a_wrong_call_is_one_sentence(tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    ended = take(tmp_path, "", *arguments)
    assert ended.returncode == code
    assert says in ended.stderr.decode()
    assert ended.stderr.count(b"\n") == 1


def test_without_a_topic_the_topics_are_listed(tmp_path: Path) -> None:
    ended = take(tmp_path, "", "", "--path", SEVEN)
    assert ended.returncode == 0
    assert "Lists in Python, about 5 minutes (garden/seven-kinds)" in ended.stdout.decode()
    assert "quizkit take" in ended.stdout.decode()


def test_a_program_comes_as_a_file_and_is_judged(tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text("def drop_last(items):\n    return items[:-1]\n")
    (tmp_path / "latin.py").write_bytes(b"# \xe9\n")
    skipped = ":s\n" * 6
    typed = f"{skipped}:file\n:file {tmp_path}\n:file {tmp_path}/latin.py\n:file {tmp_path}/right.py\n"
    ended = take(tmp_path, typed, SEVEN)
    said = ended.stdout.decode()
    assert ended.returncode == 0
    assert "This is a folder" in said
    assert "not UTF-8" in said
    assert "running...\nCORRECT." in said


def test_home_asks_and_the_session_that_is_chosen_reads_on(tmp_path: Path) -> None:
    ended = take(tmp_path, "python/aliasing\nquiz\nq\n")
    assert ended.returncode == 3
    assert ended.stderr == b""
    assert "Saved. Go on at question 1 of 3" in ended.stdout.decode()
