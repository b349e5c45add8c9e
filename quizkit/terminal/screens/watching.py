"""A session on the screen beside an editor of one's own: each save of a file hands it in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.markup import escape
from textual.message import Message

from quizkit.app.learning.saves import News, Saved, Unreadable, saves
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.model.answer import Program
from quizkit.session import effects as do
from quizkit.session.modes import Policy
from quizkit.session.state import Item
from quizkit.terminal.screens import asked
from quizkit.terminal.screens.fields import Pane
from quizkit.terminal.screens.session import SessionScreen
from quizkit.text import visible


class Watched(Pane):
    """The program as it was saved last; it is typed elsewhere."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code, read_only=True)
        self.show_cursor = self.highlight_cursor_line = False
        self.border_title = escape(visible(name, one_line=True))


class WatchingScreen(SessionScreen):
    """A session in which a save of `file` hands it in, wherever a program can be handed in."""

    class Happened(Message):
        """Something happened to the file."""

        def __init__(self, news: News) -> None:
            super().__init__()
            self.news = news

    def __init__(
        self, sitting: Sitting, follow: Callable[[], Sequence[tuple[Policy, int]]], file: Path
    ) -> None:
        super().__init__(sitting, follow)
        self._file = file
        self._stop = threading.Event()
        self._news: News | None = None  # what happened last and was not taken yet

    def on_mount(self) -> None:
        """Watch from now on; beginning is the session's own."""
        threading.Thread(target=self._watch_file, daemon=True).start()

    def on_unmount(self) -> None:
        """Watch no longer."""
        self._stop.set()

    def _watch_file(self) -> None:
        for news in saves(self._file, self._stop):
            self.post_message(self.Happened(news))

    def field(self, item: Item, posed: Posed) -> asked.Field:
        """For a program, the file as it was saved last; a save from before answers another question."""
        if not item.program:
            return super().field(item, posed)
        self._news = None
        given = self.state.current.answer
        return Watched(given.code if isinstance(given, Program) else posed.starter, self._file.name)

    def on_watching_screen_happened(self, message: Happened) -> None:
        """Take the save, now or as soon as the verdict on the one before is read."""
        self._news = message.news
        self._take()

    def _await(self, effect: do.Effect) -> None:
        super()._await(effect)
        if isinstance(self._field, Watched) and self._awaits is effect and not self._said:
            match effect:
                case do.AskAnswer() | do.AskRetry():
                    self._say(f"Save {self._file.name} for a verdict.")
        self._take()

    def _take(self) -> None:
        """Hand in what was saved, if a program is asked for just now."""
        pane, asks = self._field, isinstance(self._awaits, do.AskAnswer | do.AskRetry)
        if self._news is None or self._unsaved or not asks or not isinstance(pane, Watched):
            return
        news, self._news = self._news, None
        match news:
            case Saved(code=code):
                pane.put(code)
                self._submitted()
            case Unreadable(reason=reason):
                self._say(reason)
