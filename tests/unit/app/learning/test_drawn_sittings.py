"""A session shows the options that it drew for as long as it lasts, and knows of no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import open_sitting
from quizkit.bank.catalogue import open_topic
from quizkit.model.answer import Chosen
from quizkit.model.outcome import Graded
from quizkit.model.question import Choice
from quizkit.session import inputs as on
from quizkit.session.effects import Save
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import Item
from quizkit.store.log import EventLog
from tests.unit.app.learning.test_take_sessions import log_at

BANK = """\
format: 1
id: many
title: T
authors: [me]
license: CC0
minutes: 5
insight: I.
skills: {s: S}
questions:
  - id: one
    kind: choice
    difficulty: easy
    skills: [s]
    argued: So.
    prompt: Which one?
    order: {draw: 4}
    options:
      - {id: right, text: The right one, correct: true, feedback: "Yes."}
"""
LURES = tuple(f"lure-{number}" for number in range(9))


def write(path: Path, *lures: str) -> Path:
    path.write_text(
        BANK
        + "".join(f'      - {{id: {name}, text: Not {name}, feedback: "No."}}\n' for name in lures)
        + "    solution: {steps: [Look.]}\n"
    )
    return path


def sitting(log: EventLog, bank: Path, mode: str, seed: str = "seed") -> Sitting:
    desk = Desk(lambda secret: Examiner("own", secret))
    return open_sitting(
        [open_topic(bank)], MODES[mode], log, desk, asks_confidence=False, secret=lambda: seed
    )


def begun(opened: Sitting) -> Item:
    """Show the first question and leave."""
    state, effects = step(opened.state, on.Begin())
    for effect in effects:
        if isinstance(effect, Save):
            opened.save(effect.what)
    return state.current.item


@pytest.mark.parametrize("mode", ["learn", "practice", "quiz", "test"])
def test_every_mode_draws_and_goes_on_with_what_it_drew(mode: str, tmp_path: Path) -> None:
    path = write(tmp_path / "many.yaml", *LURES)
    with log_at(tmp_path / "log") as log:
        shown = begun(sitting(log, path, mode)).options
        assert len(shown) == 4
        assert "right" in shown
        for lures in (
            LURES,
            (*LURES, "new", "newer"),
            (*(name for name in LURES if name in shown), "new"),
        ):
            again = sitting(log, write(path, *lures), mode)
            assert again.resumed
            assert again.state.current.item.options == shown
            assert tuple(name for name, _ in again.posed(again.state.current.item).options) == shown


def test_options_are_drawn_anew_where_a_shown_one_left_the_bank(tmp_path: Path) -> None:
    path = write(tmp_path / "many.yaml", *LURES)
    with log_at(tmp_path / "log") as log:
        shown = begun(sitting(log, path, "quiz")).options
        left = next(name for name in shown if name != "right")
        again = sitting(log, write(path, *(name for name in LURES if name != left)), "quiz")
        now = again.state.current.item.options
        assert len(now) == 4
        assert "right" in now
        assert left not in now


def test_another_session_draws_others(tmp_path: Path) -> None:
    path = write(tmp_path / "many.yaml", *LURES)
    with log_at(tmp_path / "log") as log:
        drawn = {begun(sitting(log, path, "trace", f"seed-{number}")).options for number in range(20)}
    assert len({frozenset(options) for options in drawn}) > 10


def test_an_option_that_was_not_shown_is_no_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "many.yaml", *LURES)
    with log_at(tmp_path / "log") as log:
        opened = sitting(log, path, "quiz")
        item = begun(opened)
        question = opened.posed(item).question
        assert isinstance(question, Choice)
        assert {option.id for option in question.options} == set(item.options)
        hidden = next(name for name in LURES if name not in item.options)
        assert not isinstance(opened.judge(item, Chosen(option=hidden), 0).outcome, Graded)
        right = opened.judge(item, Chosen(option="right"), 0).outcome
        assert right == Graded(score=1, reason="Yes.")
