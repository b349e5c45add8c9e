"""Takes the pictures in docs/screens/ from the running program: python scripts/screens.py [NAME ...]"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from quizkit.app.learning.desk import Desk, own_desk
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import open_sitting
from quizkit.bank.catalogue import all_topics, open_topic
from quizkit.clock import Clock, system_clock
from quizkit.model.answer import Answer, Chosen, ChosenSet, Typed
from quizkit.model.question import Choice, Multiple, Numeric, TextQuestion
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import mode_named
from quizkit.session.state import Item
from quizkit.store.log import EventLog, open_log
from quizkit.terminal.screens.app import QuizkitApp, Start, Taking

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
TOPIC, SEED = "pytorch/weight-decay", "pictures"
PROGRAM = "python/aliasing"
SHALLOW = (
    "down",
    "end",
    "left_square_bracket",
    "colon",
    "right_square_bracket",
)  # copies the outer list alone
COPIED = """\
def with_totals(table):
    second = table.copy()
    for row in second:
        row.append(sum(row))
    second.append(["end"])
    return table, second
"""
LONG_AGO = timedelta(days=4)
SLIP = 5  # every fifth answer is a wrong one
SETTLES_S = 0.4


@dataclass(frozen=True)
class Save:
    """Saves the file that is watched."""

    code: str


Step = str | float | Save  # a key to press, seconds to wait, a save of the file
Before = Callable[[Path, Desk], None]


def picture(
    name: str,
    topic: str,
    mode: str,
    steps: Sequence[Step],
    size: tuple[int, int] = (80, 24),
    before: Before | None = None,
    watched: str = "",
) -> None:
    """Take `topic` in `mode` (home if it is empty), carry out `steps`, draw what is shown."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    desk = own_desk(False)
    with tempfile.TemporaryDirectory() as folder:
        store, watch = Path(folder) / "log", Path(folder) / watched if watched else None
        if before is not None:
            before(store, desk)
        with open_log(store, system_clock()) as log:
            taking = Taking(log, desk, [], all_topics, lambda: SEED, watch)
            app = QuizkitApp(taking, Start(topic, [open_topic(topic)], mode_named(mode)) if topic else None)

            async def run() -> None:
                async with app.run_test(size=size) as pilot:
                    await pilot.pause(SETTLES_S)
                    for step in steps:
                        if isinstance(step, str):
                            await pilot.press(step)
                        elif isinstance(step, float):
                            await pilot.pause(step)
                        elif watch is not None:
                            watch.write_text(step.code)
                    await pilot.pause(SETTLES_S)
                    (FOLDER / f"{name}.svg").write_text(app.export_screenshot(), encoding="utf-8")

            asyncio.run(run())
    desk.close()


def some_sessions(store: Path, desk: Desk) -> None:
    """Write the sessions of a learner, some days ago, into the log at `store`."""
    now = system_clock().now
    with open_log(store, Clock(lambda: now() - LONG_AGO, lambda: 0.0)) as log:
        for number, (topic, mode) in enumerate([(PROGRAM, "quiz"), (TOPIC, "test"), (TOPIC, "quiz")] * 2):
            Answering(log, desk, topic, mode, number).run()


class Answering:
    """A learner who is nearly always right, and skips what takes long."""

    def __init__(self, log: EventLog, desk: Desk, topic: str, mode: str, number: int) -> None:
        self.sitting: Sitting = open_sitting(
            [open_topic(topic)], mode_named(mode), log, desk, asks_confidence=True, secret=lambda: f"{number}"
        )
        self._count = number

    def run(self) -> None:
        """From the first question to the last."""
        state = self.sitting.state
        given: on.Input | None = on.Begin()
        while given is not None:
            state, effects = step(state, given)
            for effect in effects:
                if isinstance(effect, do.Save):
                    self.sitting.save(effect.what)
            given = self._next(effects[-1])

    def _next(self, effect: do.Effect) -> on.Input | None:
        match effect:
            case do.AskAnswer(item=item):
                self._count += 1
                answer = self._answer(item)
                return on.Give(answer, self.sitting.grade_version(item)) if answer else on.Skip()
            case do.AskConfidence():
                return on.Sure(3 - self._count % 2)
            case do.Judge(item=item, answer=answer, attempt=attempt):
                return self.sitting.judge(item, answer, attempt)
            case do.AskNext():
                return on.Next()
            case _:
                return None

    def _answer(self, item: Item) -> Answer | None:
        right = self._count % SLIP != 0
        match self.sitting.posed(item).question:
            case Choice(options=options):
                return Chosen(option=next(one.id for one in options if bool(one.correct) == right))
            case Multiple(options=options):
                return ChosenSet(options=frozenset(one.id for one in options if one.correct or not right))
            case Numeric(value=value) if value is not None:
                return Typed(text=f"{value}")
            case TextQuestion(accept=accept):
                return Typed(text=accept[0])
            case _:
                return None


def main() -> None:
    """Take all pictures, or those that were named."""
    FOLDER.mkdir(exist_ok=True)
    picture("home", "", "", [1.0], before=some_sessions)
    picture("progress", "", "", [1.0, "p"], before=some_sessions)
    picture("progress-40x15", "", "", [1.0, "p"], (40, 15), before=some_sessions)
    picture("modes", "", "", [1.0, "down", "enter"])
    picture("question", TOPIC, "practice", ["2"])
    picture("question-100x30", TOPIC, "practice", ["2"], (100, 30))
    picture("question-40x15", TOPIC, "practice", ["2"], (40, 15))
    picture("result", TOPIC, "practice", ["2", "enter", "3", 1.0])
    picture("program", PROGRAM, "fix", ["down", "end", 3.0])
    picture("program-result-100x30", PROGRAM, "fix", [*SHALLOW, "ctrl+r", 6.0], (100, 30))
    picture("watching-100x30", PROGRAM, "fix", [3.0, Save(COPIED), 6.0], (100, 30), watched="totals.py")
    picture("list", TOPIC, "practice", ["s", "n", "f", "s", "n", "b"])
    picture("trace", TOPIC, "trace", ["n", 6.0, "n", 1.0])
    picture("summary", TOPIC, "quiz", ["1", "enter", "3", 1.0, "n", "2", "enter", "2", 1.0, "n", "s", "n"])


if __name__ == "__main__":
    main()
