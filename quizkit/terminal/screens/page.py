"""What several screens are made of: a page whose lines depend on its width, a bar with two ends, a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from quizkit import text
from quizkit.terminal.screens.lines import drawn, spaced

Lines = Callable[[int], Sequence[str]]
NARROWEST = 10
MARK = 2  # columns that a verdict's mark takes


class Page(Widget):
    """Parts, each a function from a width to lines; they are laid out anew where the width changes."""

    class Grown(Message):
        """The page was laid out in another size."""

        def __init__(self, page: Page) -> None:
            super().__init__()
            self.page = page

    def __init__(self, *parts: Lines, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts = list(parts)
        self._drawn: dict[int, Content] = {}

    def show(self, *parts: Lines) -> None:
        """Show `parts` in place of what is shown."""
        self._parts = list(parts)
        self._changed()

    def add(self, part: Lines) -> None:
        """Show `part` below what is shown."""
        self._parts.append(part)
        self._changed()

    @property
    def count(self) -> int:
        """How many parts are shown."""
        return len(self._parts)

    def _changed(self) -> None:
        self._drawn.clear()
        self.refresh(layout=True)

    def height_of(self, parts: int) -> int:
        """How many lines the first `parts` parts take, with the empty lines behind them."""
        width = max(self.size.width - MARK, NARROWEST)
        return sum(len(spaced(part(width))) + 1 for part in self._parts[:parts])

    def on_resize(self) -> None:
        """Tell whoever shows the page."""
        self.post_message(self.Grown(self))

    def _content(self, width: int) -> Content:
        if width not in self._drawn:
            lines: list[str] = []
            for part in self._parts:
                lines += [*([""] if lines else []), *spaced(part(max(width - MARK, NARROWEST)))]
            self._drawn = {width: drawn(lines, width)}
        return self._drawn[width]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the parts take at `width`, long ones folded."""
        return self._content(width).get_height({}, max(width, 1)) if self._parts else 0

    def render(self) -> Content:
        """The lines for the width that there is."""
        return self._content(self.size.width)


class Bar(Static):
    """One line: words at the left, cut where they do not fit, and words at the right."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._left = self._right = ""

    def say(self, left: str, right: str) -> None:
        """Show `left` and `right`."""
        self._left, self._right = (text.visible(part, one_line=True) for part in (left, right))
        self.refresh()

    def render(self) -> Content:
        """The two ends with space between them."""
        width = self.size.width
        right = Content(self._right).truncate(max(width - 2, 0), ellipsis=True)
        left = Content(self._left).truncate(max(width - right.cell_length - 2, 0), ellipsis=True)
        space = Content(" " * max(width - left.cell_length - right.cell_length, 0))
        return left.stylize("bold") + space + right


class Menu(OptionList):
    """A list to choose from. Where no row has room, nothing is laid out, and there is no page to go by."""

    def action_page_up(self) -> None:
        """Go up by a page."""
        if self.scrollable_content_region.area:
            super().action_page_up()  # type: ignore[no-untyped-call]  # Textual gives it no types

    def action_page_down(self) -> None:
        """Go down by a page."""
        if self.scrollable_content_region.area:
            super().action_page_down()  # type: ignore[no-untyped-call]  # as above
