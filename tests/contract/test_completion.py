"""Completion by the shell's own protocol: names of topics, questions and modes, and nothing heavy loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = "import sys; from quizkit.cli.main import main; main()"
HEAVY = ("torch", "textual", "jinja2", "rich", "sqlite3", "yaml", "markdown_it")


def completed(line: str, place: Path, program: str = PROGRAM) -> list[str]:
    """What bash is offered for the last word of `line`."""
    words = line.split()
    asked = {
        "_QUIZKIT_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) if line.endswith(" ") else len(words) - 1),
        "QUIZKIT_STATE": str(place / "state"),
    }
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=place,
        env={**os.environ, **asked},
        check=False,
        capture_output=True,
    )
    assert ended.stderr == b""
    return ended.stdout.decode().split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("quizkit take python/al", ["python/aliasing"]),
        ("quizkit take ali", ["aliasing"]),
        ("quizkit check python/aliasing/s", ["python/aliasing/second-list"]),
        ("quizkit check aliasing/w", ["aliasing/with-totals"]),
        ("quizkit check python/al", ["python/aliasing/"]),
        ("quizkit take python/aliasing --mode pr", ["practice", "predict"]),
        ("quizkit take nothing-like-it", []),
    ],
)
def test_names_are_completed(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert completed(line, tmp_path) == expected


def test_all_ten_modes_are_offered(tmp_path: Path) -> None:
    assert len(completed("quizkit take python/aliasing --mode ", tmp_path)) == 10


def test_files_that_can_be_taken_are_offered(tmp_path: Path) -> None:
    for name in ("exam.zip", "own.yaml", "other.txt", ".hidden.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "exams").mkdir()
    assert completed("quizkit take e", tmp_path) == ["exam.zip", "exams/"]
    assert completed("quizkit take ow", tmp_path) == ["own.yaml"]
    assert completed("quizkit take o", tmp_path) == ["own.yaml"]


def test_a_bank_that_cannot_be_listed_is_no_noise(tmp_path: Path) -> None:
    assert completed("quizkit take --path no/such/folder p", tmp_path) == []


def test_nothing_heavy_is_loaded_for_it(tmp_path: Path) -> None:
    program = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print(*[name for name in {HEAVY} if name in sys.modules]))\n{PROGRAM}"
    )
    assert completed("quizkit take python/al", tmp_path, program) == ["python/aliasing"]
