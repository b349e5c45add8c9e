"""Blocks to put in order, by keyboard alone: go to a block, take it up, move it; its place is announced."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from quizkit import text
from quizkit.model.answer import Answer, Ordered
from quizkit.terminal.reading import Misread
from quizkit.terminal.screens.choosing import Announced, bring_into_view, unheard
from quizkit.terminal.screens.lines import drawn

HEADING = "  place [block]"  # what the two numbers before a block are
LABEL = 12  # columns before a block's words
DIVIDER = "── not used, below this line ──"
MOVES = {"shift+up": -1, "shift+down": 1, "K": -1, "J": 1}


class Blocks(Widget, can_focus=True):
    """The blocks in the order they have now; those below the divider are left out of the answer.

    `submit` is called when the learner hands in.
    """

    def __init__(
        self, options: Sequence[tuple[str, str]], some_left_out: bool, answer: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.submit: Callable[[], None] = unheard
        self._options = options
        self.some_left_out = some_left_out
        names = [name for name, _ in options]
        used = [names.index(name) for name in answer if name in names]
        rest = [index for index in range(len(options)) if index not in used]
        self._rows = [*used, *rest]
        self._used = len(used) if answer and some_left_out else len(options)
        self._cursor: int | None = None
        self._held = False
        self.touched = bool(answer)

    def answer(self) -> Answer | Misread:
        """The order, or what to do before there is one."""
        if not self.touched:
            return Misread("Move a block first: up and down go to it, space takes it up and puts it down.")
        if not self._used:
            return Misread("All blocks are left out; x takes one in again.")
        return Ordered(blocks=tuple(self._options[index][0] for index in self._rows[: self._used]))

    def on_key(self, event: events.Key) -> None:
        """Take a key, unless the answer was handed in by then; other keys are the screen's."""
        if not self.disabled and self.press(event):
            event.stop()
            event.prevent_default()

    def press(self, event: events.Key) -> bool:
        """Arrows go to a block or move the one that is held; whether the key is one of the field's."""
        if event.key in MOVES:
            self._shift(MOVES[event.key])
        elif event.key in ("up", "down"):
            by = 1 if event.key == "down" else -1
            self._shift(by) if self._held else self._go(by)
        elif event.key == "space":
            self._take_or_put()
        elif event.key == "x" and self.some_left_out:
            self._leave_out()
        elif event.key == "enter":
            self._held = False
            self.submit()
        elif event.character and event.character in "123456789"[: len(self._options)]:
            self._cursor = self._rows.index(int(event.character) - 1)
            self._say(f"Block {event.character} is {self._place()}.")
        else:
            return False
        return True

    def _go(self, by: int) -> None:
        last = len(self._rows) - 1
        first = 0 if by > 0 else last
        self._cursor = first if self._cursor is None else min(max(self._cursor + by, 0), last)
        self._say(f"Block {self._rows[self._cursor] + 1} is {self._place()}.")

    def _take_or_put(self) -> None:
        if self._cursor is None:
            self._go(1)
            return
        self._held, self.touched = not self._held, True
        number = self._rows[self._cursor] + 1
        if self._held:
            self._say(f"Block {number} is taken up: up and down move it, space puts it down.")
        else:
            self._say(f"Block {number} is put down; it is {self._place()}.")

    def _shift(self, by: int) -> None:
        """Move the block under the cursor by one place; over the divider, that alone is the move."""
        if self._cursor is None:
            self._go(by)
            return
        at, self.touched = self._cursor, True
        if self.some_left_out and by > 0 and at == self._used - 1:
            self._used -= 1
        elif self.some_left_out and by < 0 and at == self._used:
            self._used += 1
        elif 0 <= at + by < len(self._rows):
            self._rows[at], self._rows[at + by] = self._rows[at + by], self._rows[at]
            self._cursor = at + by
        self._say(f"Block {self._rows[self._cursor] + 1} is now {self._place()}.")

    def _leave_out(self) -> None:
        """Put the block at the head of those left out, or back at the end of the answer."""
        if self._cursor is None:
            return
        was_used, self.touched = self._cursor < self._used, True
        index = self._rows.pop(self._cursor)
        self._used += -1 if was_used else 1
        self._cursor = self._used if was_used else self._used - 1
        self._rows.insert(self._cursor, index)
        self._say(f"Block {index + 1} is now {self._place()}.")

    def _place(self) -> str:
        at = self._cursor or 0
        return f"in place {at + 1} of {self._used}" if at < self._used else "left out"

    def _say(self, sentence: str) -> None:
        self.refresh(layout=True)
        if self._cursor is not None:
            width = max(self.size.width, 1)
            above = 1 + sum(self._block(at, width).get_height({}, width) for at in range(self._cursor))
            below = self.some_left_out and self._cursor >= self._used
            here = Region(0, above + below, width, self._block(self._cursor, width).get_height({}, width))
            bring_into_view(self, here)
        self.post_message(Announced(sentence))

    def _block(self, at: int, width: int) -> Content:
        index = self._rows[at]
        here = at == self._cursor
        mark = "↕" if here and self._held else "▸" if here else " "
        place = f"{at + 1}." if at < self._used else "-"
        words = drawn(text.plain(self._options[index][1], max(width - LABEL - 2, 10)), width).split("\n")
        first = Content(f"{mark} {place:>5} ") + Content.styled(f"[{index + 1}] ", "dim") + words[0]
        content = Content("\n").join([first, *(Content(" " * LABEL) + line for line in words[1:])])
        if here:
            content = content.stylize_before("bold $foreground on $boost" if self._held else "on $boost")
        return content

    def _content(self, width: int) -> Content:
        rows = [self._block(at, width) for at in range(len(self._rows))]
        if self.some_left_out:
            rows.insert(self._used, Content.styled(DIVIDER, "dim"))
        return Content("\n").join([Content.styled(HEADING, "dim"), *rows])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All blocks, long ones folded."""
        return self._content(width).get_height({}, max(width, 1))

    def render(self) -> Content:
        """The blocks below each other."""
        return self._content(self.size.width)
