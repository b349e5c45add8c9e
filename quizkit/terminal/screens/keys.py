"""The line at the bottom that says which keys do something just now, and what."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quizkit.session import effects as do
from quizkit.session.modes import Policy
from quizkit.session.state import State
from quizkit.terminal.screens.choosing import Choices
from quizkit.terminal.screens.fields import Editor, Line
from quizkit.terminal.screens.ordering import Blocks
from quizkit.terminal.wording import counted

Keys = Sequence[tuple[str, str]]
LEAVE = "save and leave"
BELOW = ("PgDn", "more below")
GAP, NARROW_GAP = "   ", "  "
MOST = 3  # rows of keys
SHORTER = {
    LEAVE: "leave",
    "more below": "more",
    "your editor": "editor",
    "view the answer": "answer",
    "how sure": "sure",
    "take, put": "take",
    "leave out": "out",
}


class KeyBar(Widget):
    """Keys with what they do. Where they need more rows than there are, they are said in fewer words.

    Where `body` holds more than is in view, the first key brings it there.
    """

    def __init__(self, id: str | None = None, body: Widget | None = None) -> None:
        super().__init__(id=id)
        self._keys: Keys = ()
        self._body = body
        self._below = False

    def on_mount(self) -> None:
        """Follow what is in view."""
        if self._body is not None:
            for what in ("scroll_y", "virtual_size", "show_vertical_scrollbar"):
                self.watch(self._body, what, self._look_soon)

    def on_resize(self) -> None:
        """More or less is in view now."""
        self._look_soon()

    def _look_soon(self) -> None:
        """Look when all is laid out."""
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        body = self._body
        below = body is not None and body.show_vertical_scrollbar and body.scroll_offset.y < body.max_scroll_y
        if below != self._below:
            self._below = below
            self.refresh(layout=True)

    def say(self, keys: Keys) -> None:
        """Show `keys`."""
        self._keys = keys
        self.refresh(layout=True)

    def _content(self, width: int) -> Content:
        """The keys in rows, in fewer words where those are too many."""
        keys = [*([BELOW] if self._below else []), *self._keys]
        rows = _rows(keys, width, GAP)
        if len(rows) > MOST:
            rows = _rows([(key, SHORTER.get(does, does)) for key, does in keys], width, NARROW_GAP)
        return Content("\n").join(rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the keys need."""
        return self._content(width).get_height({}, max(width, 1))

    def render(self) -> Content:
        """The keys for the width that there is."""
        return self._content(self.size.width)


def _rows(keys: Keys, width: int, gap: str) -> list[Content]:
    """The keys in rows; a key stands in one row with what it does."""
    rows, used = [Content()], 0
    for key, does in keys:
        part = Content.assemble((key, "bold $primary"), f" {does}")
        if used and used + len(gap) + part.cell_length > width:
            rows.append(Content())
            used = 0
        rows[-1] += (Content(gap) if used else Content()) + part
        used += part.cell_length + (len(gap) if used else 0)
    return rows


def keys_for(awaits: do.Effect, state: State, field: object, in_field: bool) -> Keys:
    """The keys at this point; `in_field`: what is typed goes into the field."""
    mode = state.plan.mode
    leave = _leave(mode)
    match awaits:
        case do.AskAnswer() | do.AskRetry():
            return _answering(awaits, state, field, in_field)
        case do.AskConfidence():
            return [
                ("1", "a guess"),
                ("2", "fairly sure"),
                ("3", "very sure"),
                ("Enter", "rather not say"),
                leave,
            ]
        case do.Judge():
            return [leave]
        case do.AskNext(last=last):
            return [("n", "finish" if last else "next"), leave, ("f", "flag"), ("b", "list")]
        case do.AskHandIn():
            return [("h", "hand in"), ("Enter", "back to the questions"), leave]
        case _ if mode.endless:
            return [leave]
        case _:
            return []


def _leave(mode: Policy) -> tuple[str, str]:
    """What q does: end what has no end of its own, else leave; nothing is saved where nothing is recorded."""
    return ("q", "end" if mode.endless else LEAVE if mode.recorded else "leave")


def _answering(awaits: do.AskAnswer | do.AskRetry, state: State, field: object, in_field: bool) -> Keys:
    mode = state.plan.mode
    tried = isinstance(awaits, do.AskRetry)
    keys = [*_own(field, in_field, mode.navigates)]
    if in_field and isinstance(field, Editor | Line):
        return [
            *keys,
            *([("F1", "hint")] if mode.hints else []),
            ("Esc", "other keys"),
            ("Ctrl+Q", LEAVE if mode.recorded else "leave"),
        ]
    if mode.hints:
        keys.append(("?", "hint"))
    if mode.navigates:
        keys += [("n", "next"), ("p", "previous"), ("b", "list"), ("f", "flag"), ("h", "hand in")]
        return [*keys, _leave(mode)]
    keys += [("s", "skip"), _leave(mode)]
    if mode.reveals or (tried and mode.retries):
        keys.append(("v", "view the answer"))
    if state.plan.asks_confidence and not tried:
        keys.append(("c", "how sure"))
    return [*keys, ("f", "flag"), ("b", "list")]


def _own(field: object, in_field: bool, exam: bool) -> Keys:
    """What the field itself understands."""
    match field:
        case Choices(several=True, count=count):
            return [(f"1-{count}", "choose"), ("0", "none"), ("Enter", "submit")]
        case Choices(count=count):
            return [(f"1-{count}", "choose"), ("Enter", "submit")]
        case Blocks(some_left_out=left_out):
            keys = [("↑↓", "go"), ("Space", "take, put"), ("Enter", "submit")]
            return [*keys[:2], ("x", "leave out"), keys[2]] if left_out else keys
        case Editor():
            return [
                ("Ctrl+R", "save" if exam else "run"),
                ("F4", "your editor"),
                *([] if in_field else [("Enter", "edit")]),
            ]
        case Line():
            return [("Enter", "submit" if in_field else "type")]
        case _:
            return []


def keys_after(following: Sequence[tuple[Policy, int]]) -> Keys:
    """The keys at the end of a session: the modes that can follow, with how many questions each serves."""
    numbered = enumerate(following, start=1)
    return [
        *((str(number), f"{then.name}, {counted(count)}") for number, (then, count) in numbered),
        ("Enter", "end"),
    ]
