"""Runs the plain line mode on a string for golden transcripts: a typist at a terminal, or a pipe."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from quizkit.app.learning.desk import Desk
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.session.modes import MODES
from quizkit.store.log import open_log
from quizkit.terminal.console import Console
from quizkit.terminal.taking import Taking, take

BANKS = Path(__file__).with_name("banks")


class Typist:
    """Somebody at a terminal: what is typed shows up in the output, as a terminal echoes it."""

    def __init__(self, lines: Sequence[str], screen: io.StringIO) -> None:
        self._lines = iter(lines)
        self._screen = screen

    def readline(self) -> str:
        line = next(self._lines, None)
        if line is None:
            return ""
        self._screen.write(f"{line}\n")
        return f"{line}\n"


@dataclass(frozen=True)
class Stage:
    """Where transcripts are made: one log, one desk, one topic."""

    log: Path
    desk: Desk
    bank: Path

    def run(
        self, lines: Sequence[str], mode: str = "practice", interactive: bool = True, day: int = 1
    ) -> str:
        """Take the topic on that day of January; the transcript, with the exit code as its last line."""
        ticks = count()
        began = datetime(2026, 1, day, tzinfo=UTC)
        clock = Clock(now=lambda: began + timedelta(seconds=next(ticks)), monotonic=lambda: 0.0)
        screen = io.StringIO()
        source = Typist(lines, screen) if interactive else io.StringIO("".join(f"{line}\n" for line in lines))
        console = Console(source, screen, interactive)
        command = ["quizkit", "take"] if MODES[mode].over_topics else ["quizkit", "take", "lists"]
        with open_log(self.log, clock) as log:
            topics = [open_topic(self.bank)]
            taking = Taking(topics, log, self.desk, console, command, secret=lambda: "golden")
            code = take(taking, MODES[mode])
        return f"{screen.getvalue()}[exit {code}]\n"
