"""The list of a session's questions: where each stands; of an exam, also the way to go to one."""

from __future__ import annotations

from textwrap import wrap

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizkit.app.learning.sitting import Sitting
from quizkit.session.state import Phase, State
from quizkit.terminal.overview import overview_lines
from quizkit.terminal.screens.keys import KeyBar
from quizkit.terminal.screens.lines import drawn
from quizkit.terminal.screens.page import Bar, Menu, Page

HAND_IN = -1
INDENT = "     "  # below the words behind a number
NARROWEST = 10


class OverviewScreen(ModalScreen[int | None]):
    """Where the questions stand; dismissed with the turn to go to, HAND_IN, or None to stay."""

    def __init__(self, sitting: Sitting, state: State) -> None:
        super().__init__()
        self._sitting = sitting
        self._state = state
        self._goes = state.plan.mode.navigates

    def compose(self) -> ComposeResult:
        """A title, the questions, the keys."""
        yield Bar(id="head")
        if self._goes:
            rows = overview_lines(self._sitting, self._state)[1:]
            yield Menu(*(Option(drawn([row.strip()], len(row))) for row in rows), markup=False)
        else:
            with VerticalScroll(id="body"):
                yield Page(self._lines)
        yield KeyBar(id="keys")

    def _lines(self, width: int) -> list[str]:
        """A question each; what does not fit in a line goes on below its words."""
        rows = overview_lines(self._sitting, self._state)[1:]
        return [line for row in rows for line in wrap(row, max(width, NARROWEST), subsequent_indent=INDENT)]

    def on_mount(self) -> None:
        """Begin at the question that is on."""
        unanswered = sum(standing.answer is None for standing in self._state.standings)
        self.query_one("#head", Bar).say(
            "Questions of this session", f"{unanswered} unanswered" if self._goes else ""
        )
        again = "hand in for good" if self._state.phase is Phase.HANDING else "hand in"
        keys = [("Enter", "go there"), ("h", again)] if self._goes else []
        self.query_one(KeyBar).say([*keys, ("b", "back")])
        if self._goes:
            self.query_one(OptionList).highlighted = self._state.current.turn

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the question that was chosen."""
        self.dismiss(self._state.standings[event.option_index].turn)

    def on_key(self, event: events.Key) -> None:
        """h hands in, b, q and Esc go back; Enter too, where it goes nowhere else."""
        if event.key == "h" and self._goes:
            self.dismiss(HAND_IN)
        elif event.key in ("b", "q", "escape") or (event.key == "enter" and not self._goes):
            handing = self._state.phase is Phase.HANDING  # not for good, then: the question can be answered
            self.dismiss(self._state.current.turn if handing else None)
        else:
            return
        event.stop()
