"""Home on the screen: progress by a key, a mode asked for on the command line, what no topic can serve."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizkit.store.log import EventLog
from tests.support.screens import SEVEN, piloted, shown, terminals, until
from tests.terminal.test_screens_at_a_terminal import SGR, UNCOLOURED


def answered(store: Path) -> None:
    """Answer a question of a session, and leave."""

    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("1", "enter", "3")
        await until(pilot, "CORRECT")

    piloted(store, script)


@pytest.mark.parametrize("size", [(40, 15), (60, 18), (80, 24), (100, 30)])
def test_progress_is_a_key_away_and_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "p your progress")
        await pilot.press("p")
        text = await until(pilot, "Your progress")
        assert "Nothing is answered yet. Choose a" in text
        assert "b back" in text
        await pilot.press("b")
        await until(pilot, "Lists in Python")

    piloted(tmp_path / "log", script, at_home=True, size=size)


def test_progress_tells_each_skill(tmp_path: Path) -> None:
    answered(tmp_path / "log")

    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "p your progress")
        await pilot.press("p")
        text = await until(pilot, "nothing is due")
        assert "Very sure: 1 of 1 right." in text
        assert "likely" in text

    piloted(tmp_path / "log", script, at_home=True)


def test_progress_outlives_a_terminal_without_room_and_reviews_nothing_that_is_not_due(
    tmp_path: Path,
) -> None:
    answered(tmp_path / "log")

    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "p your progress")
        await pilot.press("p")
        await until(pilot, "Very sure: 1 of 1 right.")
        for size in ((10, 3), (1, 1), (1, 30), (200, 1)):
            await pilot.resize_terminal(*size)
            await pilot.press("pagedown", "r")
        await pilot.resize_terminal(80, 24)
        await until(pilot, "Your progress")
        assert "r review" not in shown(pilot)

    piloted(tmp_path / "log", script, at_home=True)


def test_progress_needs_no_colour(tmp_path: Path) -> None:
    answered(tmp_path / "state" / "log.sqlite3")
    with terminals(tmp_path / "state") as start:
        terminal = start("--path", str(SEVEN), NO_COLOR="1")
        terminal.until("p your progress")
        terminal.send("p")
        terminal.until("Very sure: 1 of 1 right.")
        codes = {part for found in SGR.findall(terminal.raw) for part in found.decode().split(";")}
        assert codes <= UNCOLOURED


def test_a_session_that_was_left_is_marked_among_the_modes(tmp_path: Path) -> None:
    answered(tmp_path / "log")

    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "p your progress")
        await pilot.press("enter")
        text = await until(pilot, "practice · goes on at question 2 of 7")
        assert text.count("goes on") == 1

    piloted(tmp_path / "log", script, at_home=True)


def test_a_mode_without_a_topic_asks_for_the_topic_alone(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "Choose a topic for quiz:")
        assert "topics for quiz" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, "Lists in Python · quiz")

    piloted(tmp_path / "log", script, at_home=True, asked="quiz")


def test_the_mode_holds_for_the_first_choice_and_home_has_all_again(tmp_path: Path) -> None:
    with terminals(tmp_path / "state") as start:
        terminal = start("--mode", "test", "--path", str(SEVEN))
        terminal.until("topics for test")
        terminal.until("Lists in Python")
        terminal.send("\r")
        terminal.until("Question 1 of 7")
        terminal.until("save and leave")
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("q")
        terminal.until("Saved. Choose test again to go on at question 1 of 7.")
        assert "topics for test" not in terminal.text
        terminal.send("p")
        terminal.until("Your progress")
        terminal.send("q")
        terminal.until("Enter choose")
        terminal.send("q")
        assert terminal.ended() == 0
