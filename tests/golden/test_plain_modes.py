"""What each mode sounds like from start to end, at a terminal and on a pipe. Runs programs in the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.app.learning.desk import Desk
from tests.golden.sittings import BANKS, Stage

ADDS = "def add_up(items):\n    total = 0\n    for item in items:\n        total += item\n    return total\n"
STARTER = "def add_up(items: list[int]) -> int:\n    return 0\n"
SHORT = """\
def add_up(items):
    total = 0
    for i in range(len(items) - 1):
        total += items[i]
    return total
"""
PASTED = ["p", *ADDS.splitlines(), "."]

Golden = Callable[[str, str], None]


@pytest.fixture
def stage(desk: Desk, tmp_path: Path) -> Stage:
    return Stage(tmp_path / "log", desk, BANKS / "sessions" / "loops.yaml")


def test_learning_begins_with_examples_and_shows_fewer_steps_each_time(
    stage: Stage, pen: Callable[..., None], golden: Golden
) -> None:
    pen(ADDS)
    fresh = ["", "eight", "", ":v", "", "", "", ""]
    back = ["2", "", "seven", "", "1", "", "10", "", "2", ""]
    golden("plain_learn.txt", stage.run([*fresh, *back], "learn"))


def test_a_quiz_tells_at_once(stage: Stage, golden: Golden) -> None:
    golden("plain_quiz.txt", stage.run([*PASTED, "3", "", ":b", ":f", "eight", "3", "", "s", ""], "quiz"))


def test_a_review_goes_over_what_is_due_and_asks_something_else(stage: Stage, golden: Golden) -> None:
    nothing_yet = stage.run([], "review")
    stage.run(["p", *SHORT.splitlines(), ".", "s", "eight", "1"], "quiz", interactive=False)
    golden("plain_review.txt", nothing_yet + stage.run(["10", "3", "", "seven", "1", ""], "review", day=9))


def test_a_drill_goes_on_until_one_leaves(stage: Stage, golden: Golden) -> None:
    first = ["1", "3", "", "6", "2", "", "1", "3", "", "10", "", "", "1", "", ""]
    golden("plain_drill.txt", stage.run([*first, "b", "f", "q", ""], "drill"))


def test_a_prediction_is_followed_by_what_the_program_gives(stage: Stage, golden: Golden) -> None:
    golden("plain_predict.txt", stage.run(["1", "3", "", "s", "", "r", "3", "1", ""], "predict"))


def test_the_code_of_a_mistake_is_repaired(stage: Stage, pen: Callable[..., None], golden: Golden) -> None:
    pen(ADDS, STARTER, ADDS)
    golden("plain_fix.txt", stage.run(["", "", "?", "", "v", ""], "fix"))


def test_the_code_of_a_mistake_unchanged_is_not_attempted(stage: Stage, golden: Golden) -> None:
    first = ["p", *SHORT.splitlines(), "."]
    golden("plain_fix_pipe.txt", stage.run([*first, "s", *first, "s"], "fix", interactive=False))


@pytest.mark.parametrize("mode", ["learn", "quiz", "drill", "predict"])
def test_on_a_pipe_every_mode_asks_for_nothing_but_answers(mode: str, stage: Stage, golden: Golden) -> None:
    golden(f"plain_{mode}_pipe.txt", stage.run(["1", "f", "b", "s", "r", ":s", "s"], mode, interactive=False))
