"""What plain mode sounds like, frozen: the contract with whoever listens. Runs programs in the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.app.learning.desk import Desk
from tests.golden.sittings import BANKS, Stage

RIGHT = "def drop_last(items):\n    return items[:-1]\n"
WRONG = "def drop_last(items):\n    return items[:]\n"
RAISES = "def drop_last(items):\n    print('\\x1b[2J', items)\n    return items[len(items)]\n"

Golden = Callable[[str, str], None]


@pytest.fixture
def stage(desk: Desk, tmp_path: Path) -> Stage:
    return Stage(tmp_path / "log", desk, BANKS / "garden" / "seven-kinds.yaml")


def test_a_practice_round_over_all_kinds_at_a_terminal(
    stage: Stage, pen: Callable[..., None], golden: Golden
) -> None:
    pen(WRONG, RAISES, RIGHT)
    choice = ["?", "?", "?", "r", "7", "2", "3", ""]
    others = ["1 3", "2", "", "ten", "12", "1", "", ":?", "append", "", "n"]
    back = ["1", "", ""]  # sure but wrong comes first
    more = ["4 2 1", "", "", "s", ""]
    code = ["", "", "?", "e", "e", ""]
    again = ["b", ":v", "", "1 2 3", "", "f", "", "11", "", "", "2 3 1", "", ""]
    golden("plain_practice.txt", stage.run([*choice, *others, *back, *more, *code, *again]))


def test_a_practice_round_on_a_pipe_asks_for_nothing_but_answers(stage: Stage, golden: Golden) -> None:
    code = ["p", *WRONG.splitlines(), ".", "v"]
    answers = ["1", "1 3", "11", "extend", "2 3 1", "1", *code, "append"]
    golden("plain_pipe.txt", stage.run(answers, interactive=False))


def test_a_test_says_nothing_before_its_end(stage: Stage, golden: Golden) -> None:
    answers = ["?", "p", *RIGHT.splitlines(), ".", "3 4", "2", "2", "s", "append", "2 3 1"]
    golden("plain_test.txt", stage.run(answers, mode="test", interactive=False))


def test_leaving_and_coming_back(stage: Stage, golden: Golden) -> None:
    first = stage.run(["1", "3", "", "s", "", ":q"])
    second = stage.run(["11", "", "q"])
    golden("plain_resume.txt", first + second + stage.run([":q"]))
