"""The walk in plain mode: within the terminal's width, deaf to what a bank would do to it, left in words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.walk import ReferenceRun
from quizkit.bank.catalogue import open_topic
from quizkit.errors import SandboxFault, UsageError
from quizkit.terminal.console import Console
from quizkit.terminal.walking import PlainWalk
from tests.golden.slopes import BANK, desk_at_the_slope

HOSTILE = "\\e[2J\\u202Ebad"


class Enter:
    """Somebody at a terminal that echoes no more than the ends of lines."""

    def __init__(self, typed: str, screen: io.StringIO) -> None:
        self._typed = io.StringIO(typed)
        self._screen = screen

    def readline(self) -> str:
        line = self._typed.readline()
        self._screen.write("\n" * bool(line))
        return line


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = desk_at_the_slope()
    yield made
    made.close()


def walk(desk: Desk, bank: Path, typed: str, width: int = 80, seed: int | None = None) -> tuple[bool, str]:
    """Whether the walk was finished, and what was printed."""
    screen = io.StringIO()
    console = Console(Enter(typed, screen), screen, interactive=True, measure=lambda: width)
    run = ReferenceRun(open_topic(bank), desk, "secret", seed)
    return PlainWalk(run, console, "quizkit again").walk(), screen.getvalue()


SHOWN = "\ns\n" * 60  # goes on, and is shown whatever is asked; the other of the two is refused


@pytest.mark.parametrize("width", [30, 39, 59, 79, 100])
def test_no_line_is_wider_than_the_terminal(desk: Desk, width: int) -> None:
    finished, told = walk(desk, BANK, SHOWN, width)
    assert finished
    assert max(len(line) for line in told.splitlines()) <= width


def test_commands_may_have_a_colon_and_capitals(desk: Desk) -> None:
    _, told = walk(desk, BANK, "\n\n:?\nR\n:S\n:q\n")
    assert told.count("Stage 2 of 4") == 2
    assert "Hint: " in told
    assert "Shown. Right answer: 20 x 2." in told
    assert "Left at stage 2 of 4." in told


def test_another_seed_is_said_to_be_another(desk: Desk) -> None:
    assert "these figures belong to seed 8" in " ".join(walk(desk, BANK, "q\n", seed=8)[1].split())
    assert "Note:" not in walk(desk, BANK, "q\n")[1]


def test_a_bank_s_control_characters_are_shown_and_not_sent(desk: Desk, tmp_path: Path) -> None:
    hostile = BANK.read_text()
    for word in ("Data in", "Twenty rows.", "It starts high.", "Hidden,", "With the brake and without"):
        assert word in hostile
        hostile = hostile.replace(word, f'"{word.rstrip(",")}{HOSTILE}"' + "," * word.endswith(","))
    bank = tmp_path / "slopes.yaml"
    bank.write_text(hostile)
    finished, told = walk(desk, bank, SHOWN)
    assert finished
    assert r"\x1b[2J\u202ebad" in told
    assert all(character.isprintable() or character == "\n" for character in told)


def test_a_topic_without_a_pipeline_is_refused_before_anything_is_run(desk: Desk) -> None:
    bank = BANK.parents[1] / "garden" / "seven-kinds.yaml"
    with pytest.raises(UsageError, match="has no pipeline"):
        walk(desk, bank, "")


def test_a_sandbox_that_breaks_in_the_background_is_told_where_the_run_is_needed() -> None:
    def broken(_: str) -> Examiner:
        raise SandboxFault("it broke.")

    desk = Desk(broken)
    with pytest.raises(SandboxFault, match="it broke"):
        walk(desk, BANK, "\n")
