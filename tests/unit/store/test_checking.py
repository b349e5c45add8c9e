"""A large log is read through while it is written to: damage is told, and nobody waits for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.clock import system_clock
from quizkit.errors import StoreError
from quizkit.model.answer import Program
from quizkit.model.event import Answered, Skipped
from quizkit.store.database import CHECKED_BYTES
from quizkit.store.log import open_log

ROWS = 20
WORD, ROT = b'"grade_version"', b"#grade_version#"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A log too large to be read through at each start."""
    path = tmp_path / "log"
    program = Program(code="x" * (2 * CHECKED_BYTES // ROWS))
    with open_log(path, system_clock()) as log:
        for turn in range(ROWS):
            log.append("s", Answered(question="c/t/q", turn=turn, grade_version="v", answer=program))
    assert path.stat().st_size > CHECKED_BYTES
    return path


def spoil(path: Path) -> bytes:
    """Make the first event of the log no JSON any more; what the file holds then."""
    content = path.read_bytes()
    assert WORD in content
    path.write_bytes(content.replace(WORD, ROT, 1))
    return path.read_bytes()


def save_until_it_is_refused(path: Path) -> None:
    with open_log(path, system_clock()) as log:
        for turn in range(3000):
            log.append("t", Skipped(question="c/t/q", turn=turn))
    pytest.fail("nothing was refused")


def test_damage_is_told_to_those_who_save(large: Path) -> None:
    spoil(large)
    with pytest.raises(StoreError, match="damaged: move it away"):
        save_until_it_is_refused(large)


def test_a_log_that_is_only_read_is_not_read_through(large: Path) -> None:
    content = spoil(large)
    with open_log(large, system_clock()) as log:
        assert log.head() == ROWS
    assert large.read_bytes() == content


def test_who_saves_and_leaves_at_once_leaves_a_whole_log(large: Path) -> None:
    for number in range(5):
        with open_log(large, system_clock()) as log:
            log.append(f"t{number}", Skipped(question="c/t/q", turn=0))
    with open_log(large, system_clock()) as log:
        assert log.head() == ROWS + 5
    assert [path.name for path in large.parent.iterdir()] == ["log"]
