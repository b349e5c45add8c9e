"""Questions on the screen by keyboard alone: choosing, ordering, typing; what is saved and what is said."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizkit.model.answer import Chosen, ChosenSet, Ordered, Typed
from quizkit.model.event import Answered, Confident, Hinted, Skipped
from quizkit.store.log import EventLog
from tests.support.screens import SEVEN, piloted, shown, until


def logged(log: EventLog) -> list[object]:
    """Everything that was saved, in order."""
    ids = [row[0] for row in log.connection.execute("SELECT DISTINCT session FROM event")]
    return [event.what for name in ids for event in log.read(name)]


def answers(log: EventLog) -> list[object]:
    return [what.answer for what in logged(log) if isinstance(what, Answered)]


async def skip_to(pilot: Pilot[int], number: int) -> None:
    """Skip questions until question `number` is on."""
    for at in range(1, number):
        await until(pilot, f"{at} of 7")
        await pilot.press("escape", "s")
        await until(pilot, "Skipped.")
        await pilot.press("n")
    await until(pilot, f"Question {number} of 7")
    await pilot.pause()


def test_no_option_is_chosen_at_first_and_enter_says_what_to_do(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        assert "(•)" not in shown(pilot)
        assert "▸" not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, "Choose with 1-3, then press Enter.")
        assert answers(log) == []
        await pilot.press("2")
        await pilot.pause()
        assert "Choose with" not in shown(pilot)

    piloted(tmp_path / "log", script)


def test_a_wrong_answer_is_told_by_a_word_a_mark_its_place_and_the_right_one(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("2", "enter")
        await until(pilot, "How sure are you?")
        await pilot.press("3")
        text = await until(pilot, "✗ INCORRECT, and you were very sure.")
        assert "Right answer: 1)" in text
        assert "1 of 7" in text
        assert [type(what) for what in logged(log)][2:4] == [Answered, Confident]
        await pilot.pause(0.3)
        assert "INCORRECT" in shown(pilot)  # nothing goes on by itself
        await pilot.press("n")
        await until(pilot, "Question 2 of 7")

    piloted(tmp_path / "log", script)


def test_a_key_that_follows_the_handing_in_changes_no_answer(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("2", "enter", "1")
        await until(pilot, "INCORRECT, and you called it a guess")
        assert answers(log) == [Chosen(option="two")]

    piloted(tmp_path / "log", script)


def test_c_says_how_sure_before_it_is_asked(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("c", "c")
        await until(pilot, "You are going to call it fairly sure")
        await pilot.press("1", "enter")
        await until(pilot, "✓ CORRECT, and you were fairly sure.")

    piloted(tmp_path / "log", script)


def test_none_of_several_options_is_an_answer_only_where_it_is_meant(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 2)
        await pilot.press("1", "1", "enter")
        await until(pilot, "0 if none of them is right")
        assert answers(log) == []
        await pilot.press("0")
        await until(pilot, "How sure")
        assert answers(log) == [ChosenSet(options=frozenset())]

    piloted(tmp_path / "log", script)


def test_space_chooses_where_the_cursor_stands(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 2)
        await pilot.press("down", "space", "down", "down", "space", "enter", "enter")
        await until(pilot, "✓ CORRECT")
        assert answers(log) == [ChosenSet(options=frozenset({"append", "sort"}))]

    piloted(tmp_path / "log", script)


def test_a_slip_of_the_keys_is_no_wrong_number(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 3)
        await pilot.press("1", "x", "enter")
        await until(pilot, "number")
        assert answers(log) == []
        await pilot.press("left")
        assert "is not understood" in shown(pilot)
        await pilot.press("end", "backspace")
        await pilot.pause()
        assert "is not understood" not in shown(pilot)  # it speaks of what stands there no more
        await pilot.press("1", "enter", "enter")
        await until(pilot, "✓ CORRECT")
        assert answers(log) == [Typed(text="11")]

    piloted(tmp_path / "log", script)


@pytest.mark.parametrize("keys", [["f1"], ["escape", "question_mark"], ["colon", "question_mark", "enter"]])
def test_a_hint_can_be_had_while_words_are_typed(tmp_path: Path, keys: list[str]) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 4)
        await pilot.press(*keys)
        await pilot.pause()
        assert sum(isinstance(what, Hinted) for what in logged(log)) == 1 or "no hint" in shown(pilot)

    piloted(tmp_path / "log", script)


def test_blocks_are_put_in_order_by_keyboard_and_their_places_are_announced(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 5)
        await pilot.press("enter")
        await until(pilot, "Move a block first")
        await pilot.press("2", "space", "up")
        text = await until(pilot, "Block 2 is now in place 1 of 4.")
        heading, first = next(pair for pair in pairwise(text.splitlines()) if "[block]" in pair[0])
        assert first.index("1.") == heading.index("place") + 3
        assert first.index("[2]") == heading.index("[block]")
        await pilot.press("space", "down", "down", "down", "x")
        await until(pilot, "is now left out.")
        await pilot.press("enter")
        await until(pilot, "How sure")
        given = answers(log)[0]
        assert isinstance(given, Ordered)
        assert len(given.blocks) == 3

    piloted(tmp_path / "log", script)


def test_a_question_can_be_skipped_flagged_listed_and_left(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("f")
        await until(pilot, "flagged · 1 of 7")
        await pilot.press("b")
        await until(pilot, "flagged, you are here")
        await pilot.press("b")
        await pilot.press("s")
        await until(pilot, "Skipped.")
        assert any(isinstance(what, Skipped) for what in logged(log))
        await pilot.press("q")

    app = piloted(tmp_path / "log", script)
    assert app.return_value == 3
    assert app.farewell.startswith("Saved. Go on at question 2 of 7 with: quizkit take")


def test_a_session_that_was_left_goes_on_where_it_was(tmp_path: Path) -> None:
    async def first(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("1", "enter")
        await until(pilot, "How sure")
        await pilot.press("ctrl+c")

    async def second(pilot: Pilot[int], log: EventLog) -> None:
        text = await until(pilot, "How sure")
        assert "(•) 1" in text
        await pilot.press("2")
        await until(pilot, "CORRECT, and you were fairly sure")

    assert piloted(tmp_path / "log", first).return_value == 130
    piloted(tmp_path / "log", second)


def test_the_end_tells_what_it_amounts_to_and_what_can_follow(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await skip_to(pilot, 7)
        await pilot.press("escape", "s")
        await until(pilot, "Skipped.")
        await pilot.press("n")
        text = await until(pilot, "Practice finished.")
        assert "Key insight:" in text
        assert "1 quiz" in text
        await pilot.press("1")
        await until(pilot, "Lists in Python · quiz")

    piloted(tmp_path / "log", script)


def test_a_test_tells_nothing_before_its_end(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        for number in range(1, 8):
            text = await until(pilot, f"Question {number} of 7")
            assert "CORRECT" not in text
            await pilot.pause()
            await pilot.press("escape", "s")
        text = await until(pilot, "Test finished.")
        assert "Not yet" in text
        assert "Question 1 of 7:" in text
        for _ in range(12):  # all that is told at the end can be read
            await pilot.press("pagedown")
        text = await until(pilot, "Question 7 of 7:")
        assert "PgDn" not in text

    piloted(tmp_path / "log", script, mode="test")


def test_a_line_of_the_list_goes_on_below_its_own_words(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("b")
        rows = (await until(pilot, "you are here")).splitlines()
        at = next(number for number, row in enumerate(rows) if "1. " in row)
        assert rows[at + 1].index(rows[at + 1].strip()) == rows[at].index("1. ") + len("1. ")

    piloted(tmp_path / "log", script, size=(40, 15))


def test_every_key_of_a_question_is_told_in_a_narrow_terminal(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        for number in range(1, 8):
            await until(pilot, f"{number} of 7")
            await pilot.press("escape")
            text = await until(pilot, "b list")
            assert all(key in text for key in ("Enter", "? hint", "s skip", "leave", "sure", "f flag"))
            await pilot.press("s")
            await until(pilot, "Skipped.")
            await pilot.press("n")

    piloted(tmp_path / "log", script, size=(40, 15))


def test_a_worked_example_is_read_from_its_beginning_and_what_is_below_is_announced(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        text = await until(pilot, "PgDn more below")
        assert "Key insight" in text
        assert "Worked example 1" in text
        for _ in range(9):
            await pilot.press("pagedown")
        await pilot.pause(0.3)
        assert "Later you are asked this yourself." in shown(pilot)
        assert "PgDn" not in shown(pilot)

    piloted(tmp_path / "log", script, mode="learn", size=(60, 18))


@pytest.mark.parametrize("keys", [[], ["b"], ["s", "n", "s", "n", "escape", "s", "n", "escape", "s", "n"]])
@pytest.mark.parametrize("at_home", [False, True])
def test_a_terminal_without_room_for_a_single_letter_ends_nothing(
    tmp_path: Path, keys: list[str], at_home: bool
) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.05)
        before = shown(pilot)
        for size in ((10, 3), (1, 1), (1, 30), (200, 1)):
            await pilot.resize_terminal(*size)
            await pilot.press("pagedown", "pageup")
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.2)
        assert shown(pilot).splitlines()[0] == before.splitlines()[0]

    piloted(tmp_path / "log", script, at_home=at_home)


def test_q_ends_a_session_without_an_end_and_is_said_to(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "Question 1")
        await pilot.press("escape")
        await until(pilot, "q end")
        assert "save and leave" not in shown(pilot)
        await pilot.press("q")
        await until(pilot, "Drill finished.")

    piloted(tmp_path / "log", script, mode="drill", topic=SEVEN.parents[1] / "sessions" / "loops.yaml")


def test_a_newcomer_is_told_at_home_what_to_do_until_something_was_answered(tmp_path: Path) -> None:
    async def first(pilot: Pilot[int], log: EventLog) -> None:
        text = await until(pilot, "Choose a topic, then what to do with it.")
        assert "Not measured yet: take a quiz or a test" in text

    async def answered(pilot: Pilot[int], log: EventLog) -> None:
        await pilot.press("1", "enter", "3")
        await until(pilot, "CORRECT")

    async def later(pilot: Pilot[int], log: EventLog) -> None:
        text = await until(pilot, "p your progress")
        assert "Choose a topic" not in text

    piloted(tmp_path / "log", first, at_home=True)
    piloted(tmp_path / "log", answered)
    piloted(tmp_path / "log", later, at_home=True)
