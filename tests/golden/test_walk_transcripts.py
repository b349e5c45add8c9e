"""What the walk through a reference run sounds like, frozen, at a terminal and on a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.clock import system_clock
from quizkit.store.log import open_log
from tests.golden.sittings import Stage
from tests.golden.slopes import BANK, desk_at_the_slope

Golden = Callable[[str, str], None]
STAGES = ["", "", "r", "4x", "20x3", "", "1", "", "1 x 2", "?", "2", "0.12", ""]
EPOCHS = ["", "2", "", "s", "", "higher", "1", "", "3", "", ""]
REST = ["2", "", "", "", "3", "1", "", "2", "2", ""]
QUIZ = ["1", "3", "", "2", "", ""]


def told(transcript: str) -> str:
    """The transcript without what is said only where the run takes a while."""
    return transcript.replace("running...\n", "")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    desk = desk_at_the_slope()
    yield Stage(tmp_path / "log", desk, BANK)
    desk.close()


def test_a_walk_asks_tells_why_and_ends_with_questions_and_insight(stage: Stage, golden: Golden) -> None:
    golden("walk.txt", told(stage.run([*STAGES, *EPOCHS, *REST, *QUIZ], "trace")))


def test_on_a_pipe_the_walk_is_told_and_only_the_questions_are_asked(stage: Stage, golden: Golden) -> None:
    golden("walk_pipe.txt", told(stage.run(["1", "1"], "trace", interactive=False)))


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        ([":q"], "Left."),
        ([], "Left."),
        (["", "", "q"], "Left at stage 2 of 4."),
        ([""] * 2, "Left at stage 2"),
    ],
)
def test_leaving_says_where_and_that_nothing_is_recorded(stage: Stage, lines: list[str], where: str) -> None:
    transcript = stage.run(lines, "trace")
    assert where in transcript
    assert "Nothing of a walk is recorded." in transcript
    assert transcript.endswith("Begin it again with: quizkit take lists --mode trace\n[exit 3]\n")


def test_nothing_of_a_walk_and_its_questions_is_logged(stage: Stage) -> None:
    stage.run([*STAGES, *EPOCHS, *REST, *QUIZ], "trace")
    with open_log(stage.log, system_clock()) as log:
        assert not list(log.everything())
