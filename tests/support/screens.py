"""Drives the full-screen front end: inside the process by Textual's pilot, and in a real pseudo-terminal."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pexpect
import pyte
from textual.pilot import Pilot

from quizkit.app.learning.desk import own_desk
from quizkit.bank.catalogue import all_topics, open_topic
from quizkit.clock import system_clock
from quizkit.session.modes import mode_named
from quizkit.store.log import EventLog, open_log
from quizkit.terminal.screens.app import QuizkitApp, Start, Taking

SEVEN = Path(__file__).parents[1] / "golden" / "banks" / "garden" / "seven-kinds.yaml"
PROGRAM = "from quizkit.cli.main import main; main()"
Script = Callable[[Pilot[int], EventLog], Awaitable[None]]


def piloted(
    store: Path,
    script: Script,
    mode: str = "practice",
    topic: Path = SEVEN,
    size: tuple[int, int] = (80, 24),
    at_home: bool = False,
    asked: str = "",
) -> QuizkitApp:
    """Run `script` on a session in `mode`, or at home with the mode `asked` for; the app afterwards."""
    desk = own_desk(False)
    with open_log(store, system_clock()) as log:
        taking = Taking(log, desk, ["quizkit", "take"], partial(all_topics, (topic,)), lambda: "s")
        start = None if at_home else Start(str(topic), [open_topic(topic)], mode_named(mode))
        app = QuizkitApp(taking, start, mode_named(asked) if asked else None)

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await script(pilot, log)

        try:
            asyncio.run(run())
        finally:
            desk.close()
    return app


def shown(pilot: Pilot[int]) -> str:
    """What stands on the screen now, a line per row."""
    screen = pilot.app.screen
    rows = screen._compositor.render_strips()  # the screen as it is sent to the terminal
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


async def until(pilot: Pilot[int], words: str, seconds: float = 20.0) -> str:
    """Wait until `words` stand on the screen; all that stands there."""
    end = time.monotonic() + seconds
    while words not in (text := shown(pilot)):
        assert time.monotonic() < end, f"'{words}' never came:\n{text}"
        await pilot.pause(0.02)
    return text


class Terminal:
    """`quizkit take` in a pseudo-terminal; `raw` is all that was sent to it."""

    def __init__(
        self, state: Path, *arguments: str, columns: int = 80, rows: int = 24, **variables: str
    ) -> None:
        environment = {**os.environ, "QUIZKIT_STATE": str(state), "TERM": "xterm-256color", **variables}
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", PROGRAM, "take", *arguments],
            env=environment,
            dimensions=(rows, columns),
            timeout=60,
        )
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What stands on the screen, a line per row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what was sent; whether the program still runs."""
        try:
            sent = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += sent
        # pyte takes the private form of SGR for the usual one.
        self._stream.feed(sent.replace(b"\x1b[>", b"\x1b[?"))
        return True

    def until(self, words: str, seconds: float = 60.0) -> str:
        """Wait until `words` stand on the screen; all that stands there."""
        end = time.monotonic() + seconds
        while words not in self.text:
            runs = self.read()
            assert runs or words in self.text, f"the program ended before '{words}':\n{self.text}"
            assert time.monotonic() < end, f"'{words}' never came:\n{self.text}"
        return self.text

    def settle(self, seconds: float = 0.5) -> None:
        """Wait until nothing was sent for so long: the program is at rest."""
        length = -1
        while length != len(self.raw):
            length = len(self.raw)
            self.read(seconds)

    def send(self, keys: str) -> None:
        """Press `keys`."""
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self) -> int | None:
        """Wait for the end; the exit code, None if a signal ended it."""
        while self.read():
            pass
        self.child.close()
        code: int | None = self.child.exitstatus
        return code


@contextmanager
def terminals(state: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts terminals over one state folder, and ends those that are left."""
    started: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, rows: int = 24, **variables: str) -> Terminal:
        started.append(Terminal(state, *arguments, columns=columns, rows=rows, **variables))
        return started[-1]

    yield start
    for terminal in started:
        terminal.child.close(force=True)
