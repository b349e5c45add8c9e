"""What is said of leaving: that all is saved only where it is, and that q ends what has no end of its own."""

from __future__ import annotations

import pytest

from quizkit.session import effects as do
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Plan, fresh
from quizkit.terminal.screens.keys import keys_for
from quizkit.terminal.wording import left, left_for_home


@pytest.mark.parametrize(
    ("mode", "does"),
    [("quiz", "save and leave"), ("trace", "leave"), ("drill", "end"), ("exam", "save and leave")],
)
def test_q_is_said_to_do_what_it_does(mode: str, does: str) -> None:
    state = fresh(Plan("c/t", MODES[mode], "seed", (Item("c/t/q"),)))
    assert ("q", does) in keys_for(do.AskAnswer(Item("c/t/q"), None), state, None, in_field=False)


def test_what_is_not_recorded_is_not_said_to_be_saved() -> None:
    assert (
        left("question 2 of 3", True, "quizkit take") == "Saved. Go on at question 2 of 3 with: quizkit take"
    )
    assert "Saved" not in left("question 2 of 3", False, "quizkit take")
    assert "Saved" not in left_for_home("question 2 of 3", MODES["trace"])
    assert (
        left_for_home("question 2 of 3", MODES["quiz"])
        == "Saved. Choose quiz again to go on at question 2 of 3."
    )
    assert left_for_home("", MODES["quiz"]) == ""
