"""What a question stands on: bars above and below, its words, the field for its answer, notes, a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.screen import Screen

from quizkit import text
from quizkit.terminal.screens.asked import Field
from quizkit.terminal.screens.ending import Ending
from quizkit.terminal.screens.fields import Pane
from quizkit.terminal.screens.keys import KeyBar
from quizkit.terminal.screens.page import Bar, Page

BESIDE = 96  # columns from which prompt and program stand beside each other
TINY = 17  # rows below which empty lines are spared


class Board(Screen[Ending]):
    """Lays out one question at a time, and keeps what was said last in view."""

    def __init__(self) -> None:
        super().__init__()
        self._field: Field | None = None
        self._said = ""
        self._latest = 0  # the part of the notes that was said last
        self._still = False  # what is shown is read from its beginning: nothing is brought into view
        self._work, self._body = Container(id="work", classes="above"), VerticalScroll(id="body")
        self._prompt, self._notes = Page(id="prompt"), Page(id="notes")
        self._status, self._bar, self._keys = Page(id="status"), Bar(id="head"), KeyBar("keys", self._body)

    def compose(self) -> ComposeResult:
        """The bars above and below, and between them the question with its field."""
        yield self._bar
        with self._work, self._body:
            yield self._prompt
            yield self._notes
        yield self._status
        yield self._keys

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the room that there is."""
        self.set_class(event.size.height < TINY, "tiny")
        self._work.set_class(event.size.width >= BESIDE, "beside")
        self._work.set_class(event.size.width < BESIDE, "above")

    def _clear(self) -> None:
        """Take the question away with all that was said about it."""
        self._prompt.show()
        self._notes.show()
        if self._field is not None:
            self._field.remove()
            self._field = None
        self._work.remove_class("program", "told")

    def _put(self, field: Field, submit: Callable[[], None]) -> None:
        """Let the answer be given in `field`, which calls `submit` to hand it in."""
        self._field = field
        field.submit = submit
        self._work.set_class(isinstance(field, Pane), "program")
        if isinstance(field, Pane):
            field.question = self._body
            self._work.mount(field)
        else:
            self._body.mount(field, before=self._notes)

    def _add(self, part: Callable[[int], Sequence[str]]) -> None:
        """Say something about the question; it is brought into view when it is laid out."""
        self._latest = self._notes.count
        self._notes.add(part)
        self._work.add_class("told")

    def on_page_grown(self, message: Page.Grown) -> None:
        """Scroll as far as is needed to see the latest note whole, but never beyond its first line."""
        if message.page is not self._notes or not self._notes.count or self._still:
            return
        top = self._notes.virtual_region.y + self._notes.height_of(self._latest)
        wanted = self._notes.virtual_region.bottom - self._body.size.height
        self._body.scroll_to(y=min(top, max(wanted, 0)), animate=False)

    def _say(self, sentence: str) -> None:
        """Say `sentence` below everything; an empty one takes away what was said."""
        self._said = sentence
        self._status.show(
            *([lambda width: text.plain(text.markdown_inline(sentence), width)] if sentence else [])
        )
