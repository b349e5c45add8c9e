"""Programs on the screen: the editor pane, drafts, one's own editor, pastes; nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from quizkit.store.log import EventLog
from quizkit.terminal.screens.fields import Editor
from tests.support.screens import piloted, shown, until
from tests.terminal.test_screens_questions import answers, skip_to

RIGHT = "def drop_last(items):\n    return items[:-1]\n"
WRONG = "def drop_last(items):\n    return items[:]\n"


async def editor(pilot: Pilot[int]) -> Editor:
    await skip_to(pilot, 7)
    return pilot.app.screen.query_one(Editor)


def test_a_wrong_program_is_told_in_full_and_can_be_run_again(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        pane = await editor(pilot)
        pane.put(WRONG)
        await pilot.press("ctrl+r", "enter")
        text = await until(pilot, "✗ INCORRECT")
        assert "FAILED" in text
        pane.put(RIGHT)
        await pilot.press("ctrl+r")
        await until(pilot, "✓ CORRECT")
        assert len(answers(log)) == 2

    piloted(tmp_path / "log", script, size=(100, 40))


def test_the_starter_is_not_attempted(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await editor(pilot)
        await pilot.press("ctrl+r", "enter")
        await until(pilot, "! NOT ATTEMPTED.")

    piloted(tmp_path / "log", script)


def test_a_draft_that_was_not_run_is_there_again(tmp_path: Path) -> None:
    async def first(pilot: Pilot[int], log: EventLog) -> None:
        await editor(pilot)
        await pilot.press("x", "y", "z")
        await pilot.press("ctrl+q")

    async def second(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "xyzdef drop_last")

    piloted(tmp_path / "log", first)
    piloted(tmp_path / "log", second)


def test_characters_that_act_on_a_terminal_are_shown_as_signs(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        pane = await editor(pilot)
        pane.put("x = '\x1b[2J \u202e'\n")
        await pilot.pause()
        text = shown(pilot)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "x = '␛[2J \ufffd'" in text

    piloted(tmp_path / "log", script)


def test_a_paste_of_a_megabyte_is_taken_and_a_longer_one_refused(tmp_path: Path) -> None:
    row = "x = 1  # a row\n"
    fits = row * (990_000 // len(row))

    async def script(pilot: Pilot[int], log: EventLog) -> None:
        pane = await editor(pilot)
        pane.post_message(events.Paste(fits))
        await pilot.pause(0.5)
        assert fits in pane.text
        pane.post_message(events.Paste(fits))
        await until(pilot, "longer than 1 MB; nothing was pasted")
        assert pane.text.count(row) == fits.count(row)

    piloted(tmp_path / "log", script)


@pytest.mark.parametrize(("columns", "beside"), [(100, True), (80, False), (40, False)])
def test_the_prompt_stands_beside_or_above_the_editor(tmp_path: Path, columns: int, beside: bool) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        pane = await editor(pilot)
        await pilot.pause()
        prompt = pilot.app.screen.query_one("#body").region
        assert (prompt.right <= pane.region.x) == beside
        assert pane.region.height >= 4

    piloted(tmp_path / "log", script, size=(columns, 24 if columns > 40 else 15))


def test_the_page_keys_read_on_in_the_question_before_they_page_through_the_program(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        pane = await editor(pilot)
        pane.put("\n".join(f"row_{number} = {number}" for number in range(60)))
        await until(pilot, "PgDn more")
        while "PgDn" in shown(pilot):
            assert pane.cursor_location == (0, 0)
            await pilot.press("pagedown")
            await pilot.pause(0.1)
        await until(pilot, "the last item.")  # all of the question was read
        await pilot.press("pagedown")
        assert pane.cursor_location[0] > 0
        for _ in range(4):
            await pilot.press("pageup")
        await until(pilot, "Question 7 of 7")
        assert pane.cursor_location[0] == 0

    piloted(tmp_path / "log", script, size=(30, 14))


def test_a_short_program_leaves_its_room_to_the_question(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await editor(pilot)
        await pilot.press("f1")
        text = await until(pilot, "Hint:")
        assert "PgDn" not in text

    piloted(tmp_path / "log", script)


def test_a_second_hint_can_be_asked_for_as_the_first_was(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await editor(pilot)
        await pilot.press("escape", "?")
        await until(pilot, "Hint:")
        before = pilot.app.screen.query_one(Editor).text
        await pilot.press("?")
        await until(pilot, "There is no further hint.")
        assert pilot.app.screen.query_one(Editor).text == before
        await pilot.press("enter", "x")
        await pilot.pause()
        assert pilot.app.screen.query_one(Editor).text == f"x{before}"

    piloted(tmp_path / "log", script)


def test_a_program_that_is_to_be_repaired_is_said_to_be_one(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "This program shows a common mistake. Repair it.")

    piloted(tmp_path / "log", script, mode="fix")
