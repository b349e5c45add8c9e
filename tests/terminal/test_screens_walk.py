"""The walk through a reference run on the screen: predicted, shown, followed by the questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.screens import Terminal, terminals

Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with terminals(tmp_path / "state") as started:
        yield started


def test_a_walk_asks_before_it_shows_and_leads_to_the_questions(start: Start) -> None:
    terminal = start("pytorch/weight-decay", "--mode", "trace")
    terminal.until("n begin")
    terminal.send("n")
    terminal.until("Stage 1 of 6")
    terminal.until("n next")
    terminal.send("n")
    terminal.until("What shape comes out?")
    terminal.settle()
    terminal.send("nonsense\r")
    terminal.until("'nonsense' is not understood")
    terminal.settle()
    terminal.send("\x7f" * 8)
    terminal.until("your prediction")
    terminal.send("4\r")
    terminal.until("CORRECT")
    stops = 0
    while "Question 1 of 3" not in terminal.text and stops < 100:
        if "Esc other keys" in terminal.text:
            terminal.send(":s\r")
        else:
            terminal.send("n")
        terminal.settle(0.2)
        stops += 1
    terminal.until("Question 1 of 3")


def test_a_walk_can_be_left_at_once(start: Start) -> None:
    terminal = start("pytorch/weight-decay", "--mode", "trace")
    terminal.until("n begin")
    terminal.send("q")
    assert terminal.ended() == 3
