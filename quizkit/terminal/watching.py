"""A plain session beside an editor of one's own: each save of a file hands in the program asked for."""

from __future__ import annotations

import codecs
import os
import select
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizkit.app.learning.saves import News, Saved, Unreadable, saves, watched_folder
from quizkit.app.learning.sitting import Sitting
from quizkit.model.answer import Program
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.state import Item
from quizkit.terminal.console import Console
from quizkit.terminal.plain import PlainSession

CHUNK = 65_536


class Woken(Exception):
    """Something else than a line happened; the line that was being typed is not lost."""


class WakingLines:
    """Lines from a descriptor, whose reader can be woken from another thread while it waits."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._typed = ""
        self._ended = False
        self._bell, self._rope = os.pipe()
        self.listening = False

    def wake(self) -> None:
        """Raise Woken out of the read that waits, or out of the next one that listens."""
        os.write(self._rope, b"!")

    def readline(self) -> str:
        """The next line with its end; empty at the end of input. Raises Woken only while `listening`."""
        while "\n" not in self._typed and not self._ended:
            waited_for = [self._descriptor, self._bell] if self.listening else [self._descriptor]
            ready, _, _ = select.select(waited_for, [], [])
            if self._bell in ready:
                os.read(self._bell, CHUNK)
                raise Woken
            data = os.read(self._descriptor, CHUNK)
            self._ended = not data
            self._typed += self._decoder.decode(data, final=not data)
        line, end, self._typed = self._typed.partition("\n")
        if not end:
            # Ctrl-D ends one wait; at a terminal the next one reads again.
            self._ended = False
        return line + end


class Watch:
    """The saves of a file, collected on a thread of their own."""

    def __init__(self, path: Path, lines: WakingLines) -> None:
        self.path = path
        self.lines = lines
        self._news: deque[News] = deque(maxlen=1)  # the latest is what counts
        self._stop = threading.Event()

    def latest(self) -> News | None:
        """What happened last and was not taken yet."""
        return self._news.pop() if self._news else None

    def _collect(self) -> None:
        for news in saves(self.path, self._stop):
            self._news.append(news)
            self.lines.wake()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Collect within the block. Raises UsageError if there is no folder to watch."""
        watched_folder(self.path)
        thread = threading.Thread(target=self._collect, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


class WatchingSession(PlainSession):
    """A plain session in which a save hands the file in, wherever a program can be handed in."""

    def __init__(self, sitting: Sitting, console: Console, how_to_go_on: str, watch: Watch) -> None:
        super().__init__(sitting, console, how_to_go_on)
        self._watch = watch

    def _show_question(self, effect: do.ShowQuestion) -> None:
        super()._show_question(effect)
        if effect.item.program:
            self._watch.latest()  # a save from before this question answers another one
            self._console.tell(f"Save {self._watch.path} for a verdict.")

    def _await(self, effect: do.Effect) -> on.Input:
        match effect:
            case do.AskAnswer(item=item) | do.AskRetry(item=item) if item.program:
                return self._typed_or_saved(effect, item)
            case _:
                return super()._await(effect)

    def _typed_or_saved(self, effect: do.Effect, item: Item) -> on.Input:
        while True:
            news = self._watch.latest()
            if isinstance(news, Saved):
                self._console.say("", f"{self._watch.path.name} was saved.")
                return on.Give(Program(code=news.code), self._sitting.grade_version(item))
            if isinstance(news, Unreadable):
                self._console.say("", news.reason)
            self._watch.lines.listening = True
            try:
                return super()._await(effect)
            except Woken:
                continue
            finally:
                self._watch.lines.listening = False
