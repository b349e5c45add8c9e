"""Options to choose from: by number, or with the arrow keys and space; nothing is chosen at first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from quizkit import text
from quizkit.model.answer import Answer, Chosen, ChosenSet
from quizkit.terminal.reading import Misread
from quizkit.terminal.screens.lines import drawn

LABEL = 7  # columns before an option's words
CHOSEN, FREE = ("(•)", "( )"), ("[x]", "[ ]")  # of one right option, of several


class Announced(Message):
    """Something happened that is worth a sentence."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says


def unheard() -> None:
    """What a field calls before anybody listens."""


def bring_into_view(widget: Widget, region: Region) -> None:
    """Scroll what `widget` lies in so that `region`, in the widget's own coordinates, is seen."""
    around = widget.parent
    if isinstance(around, Widget):
        around.scroll_to_region(region.translate(widget.virtual_region.offset), animate=False, force=True)


class Choices(Widget, can_focus=True):
    """The options of a question, one of which is chosen, or any of them where `several`.

    `submit` is called when the learner hands in, at once: a key that follows must not change the answer.
    """

    class Changed(Message):
        """Something else is chosen."""

    def __init__(self, options: Sequence[tuple[str, str]], several: bool, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        self.submit: Callable[[], None] = unheard
        self._options = options
        self.several = several
        self.count = len(options)
        self._chosen = {index for index, (name, _) in enumerate(options) if name in chosen}
        self._cursor: int | None = None
        self._none = False  # several: the learner says that none is right

    def answer(self) -> Answer | Misread:
        """What is chosen, or what to do about there being nothing."""
        names = [self._options[index][0] for index in sorted(self._chosen)]
        if self.several:
            if not names and not self._none:
                return Misread(f"Choose with 1-{self.count}, then Enter; 0 if none of them is right.")
            return ChosenSet(options=frozenset(names))
        return Chosen(option=names[0]) if names else Misread(f"Choose with 1-{self.count}, then press Enter.")

    @property
    def touched(self) -> bool:
        """Whether the learner did anything here."""
        return bool(self._chosen)

    def on_key(self, event: events.Key) -> None:
        """Take a key, unless the answer was handed in by then; other keys are the screen's."""
        if not self.disabled and self.press(event):
            event.stop()
            event.prevent_default()

    def press(self, event: events.Key) -> bool:
        """Digits and space choose, arrows move, Enter hands in; whether the key is one of these."""
        if event.key in ("down", "up"):
            self._move(1 if event.key == "down" else -1)
        elif event.key == "space" and self._cursor is not None:
            self._choose(self._cursor)
        elif event.key == "enter":
            self.submit()
        elif event.key == "0" and self.several:
            self._chosen, self._none = set(), True
            self.submit()
        elif event.character and event.character in "123456789"[: self.count]:
            self._choose(int(event.character) - 1)
        else:
            return False
        return True

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        starts = self._starts()
        index = max((index for index, start in enumerate(starts[:-1]) if start <= event.y), default=0)
        self._choose(index)

    def _move(self, by: int) -> None:
        last = len(self._options) - 1
        cursor = (0 if by > 0 else last) if self._cursor is None else min(max(self._cursor + by, 0), last)
        self._cursor = cursor
        if not self.several:
            self._chosen = {cursor}
        self._changed(cursor)

    def _choose(self, index: int) -> None:
        self._cursor = index
        self._chosen = self._chosen ^ {index} if self.several else {index}
        self._changed(index)

    def _changed(self, index: int) -> None:
        self._none = False
        self.refresh()
        self.post_message(self.Changed())
        starts = self._starts()
        here = Region(0, starts[index], self.size.width, starts[index + 1] - starts[index])
        bring_into_view(self, here)

    def _words(self, index: int, width: int) -> list[str]:
        return text.plain(self._options[index][1], max(width - LABEL, 10))

    def _starts(self) -> list[int]:
        """The first line of each option, and the line behind the last."""
        starts = [0]
        for index in range(len(self._options)):
            content = self._option(index, self.size.width)
            starts.append(starts[-1] + content.get_height({}, max(self.size.width, 1)))
        return starts

    def _option(self, index: int, width: int) -> Content:
        filled, empty = (FREE[0], FREE[1]) if self.several else (CHOSEN[0], CHOSEN[1])
        is_chosen = index in self._chosen
        mark = filled if is_chosen else empty
        words = drawn(self._words(index, width), width - LABEL)
        lines = list(words.split("\n"))
        here = "▸" if index == self._cursor and self.has_focus else " "
        label = Content.styled(f"{mark} {index + 1} ", "bold" if is_chosen else "")
        first = Content(here) + label + lines[0]
        content = Content("\n").join([first, *(Content(" " * (LABEL - 1)) + line for line in lines[1:])])
        return content.stylize_before("bold $foreground on $boost") if is_chosen else content

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All options, long ones folded."""
        options = (self._option(index, width) for index in range(len(self._options)))
        return sum(option.get_height({}, max(width, 1)) for option in options)

    def render(self) -> Content:
        """The options below each other."""
        width = self.size.width
        return Content("\n").join(self._option(index, width) for index in range(len(self._options)))
