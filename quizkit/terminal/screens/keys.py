"""The line at the bottom that says which keys do something just now, and what."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from quizkit.session import effects as do
from quizkit.session.state import State
from quizkit.terminal.screens.choosing import Choices
from quizkit.terminal.screens.fields import Editor, Line
from quizkit.terminal.screens.ordering import Blocks

Keys = Sequence[tuple[str, str]]
LEAVE = ("q", "save and leave")


class KeyBar(Static):
    """Keys with what they do; the most needed first, for the last ones are cut where there is no room."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)

    def say(self, keys: Keys) -> None:
        """Show `keys`."""
        parts = [
            Content.assemble((key, "bold $primary"), f"\u00a0{does.replace(' ', chr(0xA0))}")
            for key, does in keys
        ]
        self.update(Content("  ").join(parts))


def keys_for(awaits: do.Effect, state: State, field: object, in_field: bool) -> Keys:
    """The keys at this point; `in_field`: what is typed goes into the field."""
    mode = state.plan.mode
    match awaits:
        case do.AskAnswer() | do.AskRetry():
            return _answering(awaits, state, field, in_field)
        case do.AskConfidence():
            return [
                ("1", "a guess"),
                ("2", "fairly sure"),
                ("3", "very sure"),
                ("Enter", "rather not say"),
                LEAVE,
            ]
        case do.Judge():
            return [LEAVE]
        case do.AskNext(last=last):
            return [("n", "finish" if last else "next"), ("r", "repeat"), ("f", "flag"), ("b", "list"), LEAVE]
        case do.AskHandIn():
            return [("h", "hand in"), ("Enter", "back to the questions"), LEAVE]
        case _ if mode.endless:
            return [LEAVE]
        case _:
            return []


def _answering(awaits: do.AskAnswer | do.AskRetry, state: State, field: object, in_field: bool) -> Keys:
    mode = state.plan.mode
    tried = isinstance(awaits, do.AskRetry)
    keys = [*_own(field, in_field)]
    if in_field and isinstance(field, Editor | Line):
        return [
            *keys,
            *([("F1", "hint")] if mode.hints else []),
            ("Esc", "other keys"),
            ("Ctrl+Q", "save and leave"),
        ]
    if mode.hints:
        keys.append(("?", "hint"))
    if mode.reveals or (tried and mode.retries):
        keys.append(("v", "view the answer"))
    if mode.navigates:
        keys += [("n", "next"), ("p", "previous"), ("h", "hand in")]
    else:
        keys.append(("s", "skip"))
    if state.plan.asks_confidence and mode.feedback != "never" and not tried:
        keys.append(("c", "how sure"))
    return [*keys, ("f", "flag"), ("b", "list"), LEAVE]


def _own(field: object, in_field: bool) -> Keys:
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
            return [("Ctrl+R", "run"), ("F4", "your editor"), *([] if in_field else [("Enter", "edit")])]
        case Line():
            return [("Enter", "submit" if in_field else "type")]
        case _:
            return []
