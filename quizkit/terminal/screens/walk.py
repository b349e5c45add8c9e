"""The walk through a reference run on a screen: what the run showed, stop by stop, predicted before."""

from __future__ import annotations

import threading

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from quizkit import text
from quizkit.app.learning.walk import ReferenceRun
from quizkit.errors import QuizkitError
from quizkit.session import inputs as on
from quizkit.session import walk as do
from quizkit.session.figures import setting_words
from quizkit.session.prediction import Prediction, Unclear, read_guess
from quizkit.session.stops import stops_of
from quizkit.terminal.measured import other_seed
from quizkit.terminal.screens.keys import KeyBar
from quizkit.terminal.screens.page import Bar, Lines, Page
from quizkit.terminal.stopping import known_lines, rest_lines
from quizkit.terminal.walking import finished_lines, verdict_words

KEYS: dict[str, do.Input] = {"?": on.Hint(), "r": on.Repeat(), "s": on.Skip(), "q": on.Quit(), "n": on.Next()}
ASKED = ("?", "r", "s", "q")
SHOWN = ("n", "r", "q")
HOW = (
    "Before a stage is shown, say what you expect: the number of an option, a number, or a shape; 64x10 "
    "stands for 64 rows of 10 values. Nothing of the walk is recorded or scored."
)


class WalkScreen(Screen[bool]):
    """One walk; dismissed with whether it was walked to its end."""

    class Made(Message):
        """The run came to its end, or to none."""

    def __init__(self, run: ReferenceRun) -> None:
        super().__init__()
        self._run = run
        self._state = do.Walking(())
        self._begun = False
        self._commands = False  # keys are commands although something is asked: Esc was pressed
        self._awaits: do.Effect | None = None  # None before the run is there
        self._page, self._status = Page(id="prompt"), Page(id="status")
        self._body, self._bar = VerticalScroll(id="body"), Bar(id="head")
        self._keys = KeyBar("keys", self._body)
        self._guess = Input(placeholder="your prediction", max_length=100, select_on_focus=False)
        self._guess.add_class("guess")

    def compose(self) -> ComposeResult:
        """As a session: bars, the page, what is said, the keys; and a line for predictions."""
        yield self._bar
        with self._body:
            yield self._page
        yield self._guess
        yield self._status
        yield self._keys

    def on_mount(self) -> None:
        """Tell what is known before the run, and start it meanwhile."""
        opening = self._run.opening
        self._bar.say(f"{opening.title} · trace", "")
        self._page.show(
            lambda width: text.plain(opening.says, width),
            lambda width: text.plain(f"Settings of this run: {setting_words(opening.settings)}.", width),
            lambda width: [*other_seed(opening, width), *text.plain(HOW, width)],
        )
        self._guess.display = False
        self._body.focus(scroll_visible=False)
        self._keys.say([("n", "begin"), ("q", "leave")])
        self._run.start()

    def on_resize(self, event: events.Resize) -> None:
        """Spare empty lines where there are few."""
        self.set_class(event.size.height < 17, "tiny")

    def on_page_grown(self) -> None:
        """The latest lines are what is read next, but never beyond the heading of the stop."""
        self._body.scroll_home(animate=False)

    def _begin(self) -> None:
        """Begin when the run is there, which a thread waits for: once, however often the key is pressed."""
        if self._begun:
            return
        self._begun = True
        self._keys.say([("q", "leave")])
        self._say("" if self._run.ready(0) else "running...")
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        self._run.ready(3600)
        self.post_message(self.Made())

    def on_walk_screen_made(self) -> None:
        """Go to the first stop, or say why there is none."""
        try:
            trace, remark = self._run.trace(), self._run.remark()
        except QuizkitError as error:
            self._say(str(error)[:1].upper() + str(error)[1:])
            self._keys.say([("q", "leave")])
            return
        self._state = do.Walking(stops_of(trace))
        self.feed(on.Begin())
        if remark:
            self._say(remark)

    def feed(self, given: do.Input) -> None:
        """Take one step and show what it asks for."""
        self._say("")
        self._state, effects = do.step(self._state, given)
        for effect in effects:
            self._do(effect)
        self._awaits = effects[-1]
        if isinstance(self._awaits, do.Finish) and self._awaits.left:
            self.dismiss(False)
            return
        asks = isinstance(self._awaits, do.AskGuess)
        self._guess.display = asks
        self._guess.value = ""
        self._commands = False
        (self._guess if asks else self._body).focus()
        self._tell_keys(asks)

    def _tell_keys(self, asks: bool) -> None:
        """The keys at this stop, and where it is."""
        self._bar.say(
            f"{self._run.opening.title} · trace", f"{self._state.at + 1} of {len(self._state.stops)}"
        )
        if asks:
            self._keys.say([("Enter", "submit"), ("Esc", "other keys"), ("Ctrl+Q", "leave")])
        elif isinstance(self._awaits, do.Finish):
            self._keys.say([("n", "to the questions"), ("q", "leave")])
        else:
            self._keys.say([("n", "next"), ("r", "repeat"), ("q", "leave")])

    def _do(self, effect: do.Effect) -> None:
        match effect:
            case do.ShowKnown(stop=stop):
                self._page.show(lambda width: list(known_lines(stop.place, width)))
            case do.ShowRest(stop=stop):
                self._page.add(lambda width: list(rest_lines(stop.place, width)))
            case do.Pose(prediction=prediction):
                self._page.add(_posed(prediction))
            case do.Tell(prediction=prediction, judged=judged):
                told = text.markdown_inline(verdict_words(prediction, judged))
                self._page.add(lambda width: text.plain(told, width))
            case do.TellHint(prediction=prediction):
                self._page.add(lambda width: text.plain(f"Hint: {prediction.hint}", width))
            case do.Refuse(reason=reason):
                self._say(reason)
            case do.Finish(right=right, guessed=guessed, left=False):
                self._page.show(lambda _: list(finished_lines(right, guessed))[1:])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Guess, or say why what was typed is no guess."""
        if not isinstance(self._awaits, do.AskGuess):
            return
        typed = event.value.strip()
        command = KEYS.get(typed.lower().removeprefix(":")) if typed.startswith(":") else None
        if command is not None:
            self.feed(command)
            return
        read = read_guess(self._awaits.prediction, typed)
        if isinstance(read, Unclear):
            self._say(read.says)
        else:
            self.feed(do.Guessed(read))

    def on_key(self, event: events.Key) -> None:
        """A key that the line did not take."""
        key = event.character if event.character and event.is_printable else event.key
        key = "n" if key == "enter" else key
        asks = isinstance(self._awaits, do.AskGuess)
        if asks and not self._commands and event.character and event.is_printable:
            self._guess.insert_text_at_cursor(event.character)  # typed before the line had the focus
            event.stop()
            return
        if key not in ("escape", *(ASKED if asks else SHOWN), "n"):
            return
        if asks and key == "n" and self._guess.has_focus:  # Enter hands in what stands in the line
            return
        event.stop()
        event.prevent_default()
        match self._awaits:
            case None if key in ("n", "q"):
                self._begin() if key == "n" else self.dismiss(False)
            case do.Finish() if key in ("n", "q"):
                self.dismiss(key == "n")
            case do.AskGuess() if key == "escape":
                self._commands = True
                self._body.focus(scroll_visible=False)
                others = [("Enter", "type"), ("?", "hint"), ("s", "show me"), ("r", "repeat"), ("q", "leave")]
                self._keys.say(others)
            case do.AskGuess() if key == "n":
                self._commands = False
                self._guess.focus()
                self._tell_keys(True)
            case do.AskGuess() | do.AskNext() if key != "escape":
                self.feed(KEYS[key])

    def _say(self, sentence: str) -> None:
        told = text.markdown_inline(sentence)
        self._status.show(*([lambda width: text.plain(told, width)] if sentence else []))


def _posed(prediction: Prediction) -> Lines:
    """What is to be predicted, with its options."""

    def lines(width: int) -> list[str]:
        shown = text.plain(text.markdown_inline(prediction.prompt), width)
        for number, option in enumerate(prediction.shown, start=1):
            words = text.plain(text.markdown_inline(option.text), width - 5)
            shown += [f"  {number}) {words[0]}", *(f"     {line}" for line in words[1:])]
        return shown

    return lines
