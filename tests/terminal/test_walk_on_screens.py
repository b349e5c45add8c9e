"""The walk through a reference run on the whole screen: predicted by typing, left with nothing recorded."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from quizkit.store.log import EventLog
from tests.support.screens import piloted, shown, until

WALKED = Path(__file__).parents[2] / "banks" / "pytorch" / "weight-decay.yaml"
STARTING_S = 120.0  # a sandbox with torch, started anew on a busy machine


def test_a_typed_shape_is_handed_in_with_enter_and_told_why(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "Nothing of the")
        await pilot.press("n")
        await until(pilot, "Stage 1 of 6", STARTING_S)
        await pilot.press("n")
        await until(pilot, "What shape comes out?")
        await pilot.press(*"10x1000", "enter")
        await until(pilot, "INCORRECT. Those lengths are right, but swapped")
        await pilot.press("enter")
        await until(pilot, "Stage 3 of 6")
        await pilot.press(*"1000x", "enter")
        await until(pilot, "'1000x' is not understood.")
        await pilot.press("escape", "s")
        await until(pilot, "Shown. Right answer: 1000 x 10.")
        assert not list(log.everything())

    piloted(tmp_path / "log", script, "trace", WALKED)


def test_a_walk_begins_once_however_often_its_key_is_pressed(tmp_path: Path) -> None:
    async def script(pilot: Pilot[int], log: EventLog) -> None:
        await until(pilot, "n begin")
        await pilot.press("n", "n", "n")  # the run takes longer than that
        assert "n begin" not in shown(pilot)
        await until(pilot, "Stage 1 of 6", STARTING_S)
        await pilot.press("n")
        await until(pilot, "What shape comes out?")
        await pilot.pause(0.5)
        assert "What shape comes out?" in shown(pilot)

    piloted(tmp_path / "log", script, "trace", WALKED)
