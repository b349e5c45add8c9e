"""What plain mode sounds like, frozen: the contract with whoever listens. Runs programs in the sandbox."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.desk import Desk
from quizkit.app.examiner import Examiner
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.session.modes import MODES
from quizkit.store.log import open_log
from quizkit.terminal.console import Console
from quizkit.terminal.taking import Taking, take

BANK = Path(__file__).with_name("banks") / "garden" / "seven-kinds.yaml"
RIGHT = "def drop_last(items):\n    return items[:-1]\n"
WRONG = "def drop_last(items):\n    return items[:]\n"
RAISES = "def drop_last(items):\n    print('\\x1b[2J', items)\n    return items[len(items)]\n"


class Typist:
    """Somebody at a terminal: what is typed shows up in the output, as a terminal echoes it."""

    def __init__(self, lines: Sequence[str], screen: io.StringIO) -> None:
        self._lines = iter(lines)
        self._screen = screen

    def readline(self) -> str:
        line = next(self._lines, None)
        if line is None:
            return ""
        self._screen.write(f"{line}\n")
        return f"{line}\n"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk(lambda secret: Examiner("own", secret))
    yield made
    made.close()


@pytest.fixture
def run(desk: Desk, tmp_path: Path) -> Callable[..., str]:
    """Take the topic; the transcript, with the exit code as its last line."""
    clock = Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), monotonic=lambda: 0.0)

    def transcript(lines: Sequence[str], mode: str = "practice", interactive: bool = True) -> str:
        screen = io.StringIO()
        source = Typist(lines, screen) if interactive else io.StringIO("".join(f"{line}\n" for line in lines))
        console = Console(source, screen, interactive)
        with open_log(tmp_path / "log", clock) as log:
            taking = Taking(
                [open_topic(BANK)], log, desk, console, ["quizkit", "take", "lists"], secret=lambda: "golden"
            )
            code = take(taking, MODES[mode])
        return f"{screen.getvalue()}[exit {code}]\n"

    return transcript


@pytest.fixture
def pen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """An editor that puts in one program after the other."""

    def filled(*programs: str) -> None:
        for number, program in enumerate(programs):
            (tmp_path / f"program-{number}").write_text(program)
        script = tmp_path / "pen"
        script.write_text(
            f'#!/bin/sh\ncd {tmp_path}\nn=$(cat used 2>/dev/null || echo 0)\ncat program-$n > "$1"\n'
            "echo $((n + 1)) > used\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(script))

    return filled


def test_a_practice_round_over_all_kinds_at_a_terminal(
    run: Callable[..., str], pen: Callable[..., None], golden: Callable[[str, str], None]
) -> None:
    pen(WRONG, RAISES, RIGHT)
    choice = ["?", "?", "?", "r", "7", "2", "3", ""]
    others = ["1 3", "2", "", "ten", "12", "1", "", ":?", "append", "", "n", "4 2 1", "", "", "s", ""]
    code = ["", "", "?", "e", "e", ""]
    golden("plain_practice.txt", run([*choice, *others, *code]))


def test_a_practice_round_on_a_pipe_asks_for_nothing_but_answers(
    run: Callable[..., str], golden: Callable[[str, str], None]
) -> None:
    code = ["p", *WRONG.splitlines(), ".", "v"]
    answers = ["1", "1 3", "11", "extend", "4 3 2", "2", *code]
    golden("plain_pipe.txt", run(answers, interactive=False))


def test_a_test_says_nothing_before_its_end(
    run: Callable[..., str], golden: Callable[[str, str], None]
) -> None:
    answers = ["?", "p", *RIGHT.splitlines(), ".", "3 4", "2", "2", "s", "append", "4 3 2"]
    golden("plain_test.txt", run(answers, mode="test", interactive=False))


def test_leaving_and_coming_back(run: Callable[..., str], golden: Callable[[str, str], None]) -> None:
    first = run(["1", "3", "", "s", "", ":q"])
    second = run(["11", "", "q"])
    golden("plain_resume.txt", first + second + run([":q"]))
