"""The list of a session's questions: what was done with each, nothing of right or wrong before its time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import open_sitting
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.model.answer import Program, Typed
from quizkit.model.outcome import Graded, SystemFault
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import State
from quizkit.store.log import EventLog, open_log
from quizkit.terminal.overview import overview_lines

BANK = Path(__file__).parents[2] / "golden" / "banks" / "sessions" / "loops.yaml"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with open_log(tmp_path / "log", Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: 0.0)) as opened:
        yield opened


def opened(log: EventLog, mode: str) -> Sitting:
    desk = Desk(lambda secret: Examiner("own", secret))
    return open_sitting([open_topic(BANK)], MODES[mode], log, desk, asks_confidence=False, secret=lambda: "s")


def after(sitting: Sitting, *inputs: on.Input) -> State:
    state, _ = step(sitting.state, on.Begin())
    for given in inputs:
        state, _ = step(state, given)
    return state


def answer(score: float) -> tuple[on.Input, on.Input]:
    return on.Give(Typed(text="1"), "v"), on.Verdict(Graded(score=score))


def statuses(sitting: Sitting, state: State) -> list[str]:
    return [line.rpartition(": ")[2] for line in overview_lines(sitting, state)[1:]]


def test_each_question_is_listed_with_what_was_done_with_it(log: EventLog) -> None:
    sitting = opened(log, "practice")
    fault = on.Verdict(SystemFault(reason="gone"))
    state = after(
        sitting, *answer(1), on.Next(), *answer(0), on.Next(), on.Flag(), fault, on.Next(), on.Skip()
    )
    assert statuses(sitting, state) == [
        "right",
        "not right yet",
        "could not be judged, flagged",
        "skipped, you are here",
        "not shown yet",
    ]


def test_during_a_test_answered_is_all_that_is_said(log: EventLog) -> None:
    sitting = opened(log, "test")
    first = sitting.plan.items[0]
    given = Program(code="x") if first.program else Typed(text="1")
    state = after(sitting, on.Give(given, "v"), on.Verdict(Graded(score=1)), on.Skip())
    assert statuses(sitting, state)[:3] == ["answered", "skipped", "not answered, you are here"]


def test_a_drill_lists_what_came_so_far(log: EventLog) -> None:
    sitting = opened(log, "drill")
    state = after(sitting, *answer(1), on.Next())
    assert statuses(sitting, state) == ["right", "not answered, you are here"]
