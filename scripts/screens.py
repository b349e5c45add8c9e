"""Takes the pictures in docs/screens/ from the running program: python scripts/screens.py"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from quizkit.app.desk import own_desk
from quizkit.app.home import home
from quizkit.bank.catalogue import open_topic
from quizkit.clock import system_clock
from quizkit.session.modes import mode_named
from quizkit.store.log import open_log
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
SETTLES_S = 0.4

Step = str | float  # a key to press, or seconds to wait


def picture(
    name: str, topic: str, mode: str, steps: Sequence[Step], size: tuple[int, int] = (80, 24)
) -> None:
    """Take `topic` in `mode` (home if it is empty), carry out `steps`, draw what is shown."""
    desk, clock = own_desk(False), system_clock()
    with tempfile.TemporaryDirectory() as folder, open_log(Path(folder) / "log", clock) as log:
        taking = Taking(log, desk, [], partial(home, log, clock.now()), lambda: SEED)
        app = QuizkitApp(taking, Start(topic, [open_topic(topic)], mode_named(mode)) if topic else None)

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                await pilot.pause(SETTLES_S)
                for step in steps:
                    await (pilot.pause(step) if isinstance(step, float) else pilot.press(step))
                await pilot.pause(SETTLES_S)
                (FOLDER / f"{name}.svg").write_text(app.export_screenshot(), encoding="utf-8")

        asyncio.run(run())
        desk.close()


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    picture("home", "", "", [])
    picture("modes", "", "", ["down", "enter"])
    picture("question", TOPIC, "practice", ["2"])
    picture("question-100x30", TOPIC, "practice", ["2"], (100, 30))
    picture("question-40x15", TOPIC, "practice", ["2"], (40, 15))
    picture("result", TOPIC, "practice", ["2", "enter", "3", 1.0])
    picture("program", PROGRAM, "fix", ["down", "end", 3.0])
    picture("program-result-100x30", PROGRAM, "fix", [*SHALLOW, "ctrl+r", 6.0], (100, 30))
    picture("list", TOPIC, "practice", ["s", "n", "f", "s", "n", "b"])
    picture("trace", TOPIC, "trace", ["n", 6.0, "n", 1.0])
    picture("summary", TOPIC, "quiz", ["1", "enter", "3", 1.0, "n", "2", "enter", "2", 1.0, "n", "s", "n"])


if __name__ == "__main__":
    main()
