"""What a key means that no field takes: an input for the machine, depending on what it awaits."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.state import State
from quizkit.terminal.reading import COMMANDS

CONFIDENCE: Mapping[str, on.Input] = {
    "1": on.Sure(1),
    "2": on.Sure(2),
    "3": on.Sure(3),
    "enter": on.Sure(None),
}
ONWARD: Mapping[str, on.Input] = {"n": on.Next(), "enter": on.Next()}
HANDING: Mapping[str, on.Input] = {"h": on.HandIn(), "enter": on.Again()}


def wish(key: str, awaits: do.Effect, state: State) -> on.Input | None:
    """The input that `key` stands for, named as Textual names it or the character itself; None if none."""
    common = COMMANDS.get(key)
    match awaits:
        case do.AskConfidence():
            return CONFIDENCE.get(key, common)
        case do.AskNext():
            return ONWARD.get(key, common)
        case do.AskHandIn():
            return HANDING.get(key, common)
        case do.AskAnswer() if state.plan.mode.navigates:
            before = on.GoTo(max(state.current.turn - 1, 0))
            sheet: Mapping[str, on.Input] = {"n": on.Next(), "p": before, "h": on.HandIn()}
            return sheet.get(key, common)
        case do.Judge():
            return common if isinstance(common, on.Quit) else None
        case do.AskAnswer() | do.AskRetry():
            return common
        case _:
            return None
