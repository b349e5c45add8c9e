"""Home on a screen: every topic with its strength and what is due, then the modes of one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quizkit import text
from quizkit.app.learning.home import Found, Home, Shelved, modes_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.session.modes import Policy
from quizkit.session.state import State
from quizkit.terminal.home import FIRST, REVIEW, Chosen, how_much, none_for, shelved_for, strength_words
from quizkit.terminal.screens.keys import KeyBar
from quizkit.terminal.screens.page import Bar, Menu, Page
from quizkit.terminal.screens.progress import ProgressScreen

WELCOME = "Choose a topic, then what to do with it. Every answer is saved at once: you can leave at any time."


class MenuScreen(Screen[Chosen | None]):
    """A list to choose from, below a title and above a sentence and the keys."""

    def compose(self) -> ComposeResult:
        """A bar, the list, what is to be said, the keys."""
        yield Bar(id="head")
        yield Menu(markup=False)
        yield Page(id="status")
        yield KeyBar(id="keys")

    def say(self, sentence: str) -> None:
        """Say `sentence` below the list."""
        plain = text.markdown_inline(sentence)
        self.query_one("#status", Page).show(*([lambda width: text.plain(plain, width)] if sentence else []))

    def name_it(self, left: str, right: str = "") -> None:
        """Write the bar above."""
        self.query_one("#head", Bar).say(left, right)

    def tell_keys(self, *keys: tuple[str, str]) -> None:
        """Write the bar below."""
        self.query_one(KeyBar).say(keys)

    def offer(self, *rows: Content) -> None:
        """List `rows`."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(row) for row in rows)
        options.highlighted = 0 if rows else None


class HomeScreen(MenuScreen):
    """Every topic, or those that `mode` can take; dismissed with what is to be taken, or None to leave.

    `banks` reads all topics, in a thread: many take a moment, and the first time of all seconds. `arrange`
    says what was reached in them.
    """

    class Read(Message):
        """The banks are read, or `error` kept them from it."""

        def __init__(self, found: Sequence[Found], error: Exception | None = None) -> None:
            super().__init__()
            self.found = found
            self.error = error

    def __init__(
        self,
        banks: Callable[[], Sequence[Found]],
        arrange: Callable[[Sequence[Found]], Home],
        says: str = "",
        mode: Policy | None = None,
    ) -> None:
        super().__init__()
        self._banks = banks
        self._arrange = arrange
        self._says = says
        self._mode = mode
        self._home: Home | None = None
        self._shelves: Sequence[Shelved] = ()

    @property
    def topics(self) -> list[LoadedTopic]:
        """All topics, once they are read."""
        return [shelved.loaded for shelved in self._home.topics] if self._home else []

    def on_mount(self) -> None:
        """The frame first."""
        self.name_it("quizkit", f"topics for {self._mode.name}" if self._mode else "topics")
        self.say("Reading the banks...")
        self.tell_keys(("q", "leave"))
        threading.Thread(target=self._look, name="quizkit-banks", daemon=True).start()

    def _look(self) -> None:
        try:
            self.post_message(self.Read(self._banks()))
        except Exception as error:  # noqa: BLE001 - a bug, too, is raised again where it is told
            self.post_message(self.Read((), error))

    def on_home_screen_read(self, message: Read) -> None:
        """List what was found."""
        if message.error is not None:
            raise message.error
        home = self._home = self._arrange(message.found)
        self._shelves = shelved_for(home, self._mode)
        self.offer(*(_row(shelved) for shelved in self._shelves))
        self.say(self._says or self._remark(home))
        due = home.due
        review = [("r", "review 1 due skill" if due == 1 else f"review {due} due skills")]
        keys = [*(review if due else []), ("p", "your progress"), ("q", "leave")]
        self.tell_keys(("↑↓", "go"), ("Enter", "choose"), *keys)

    def _remark(self, home: Home) -> str:
        """What is to be known before a topic is chosen."""
        if self._mode is not None:
            return (
                f"Choose a topic for {self._mode.name}: {self._mode.says}."
                if self._shelves
                else none_for(self._mode)
            )
        broken = ", ".join(home.broken)
        if broken:
            return f"Cannot be used: {broken}; 'quizkit bank lint' says why."
        return "" if any(shelved.mastery for shelved in home.topics) else WELCOME

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the topic that was chosen, or ask for the mode first."""
        loaded = self._shelves[event.option_index].loaded
        if self._mode is None:
            left = self._home.left(loaded) if self._home else {}
            self.app.push_screen(ModesScreen(loaded, left), self._chosen)
        else:
            self.dismiss(Chosen(loaded, self._mode))

    def _chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None:
            self.dismiss(chosen)

    def on_key(self, event: events.Key) -> None:
        """r reviews what is due, p shows progress, q leaves."""
        if event.key == "q":
            self.dismiss(None)
        elif event.key == "r" and self._home is not None and self._home.due:
            self._review(True)
        elif event.key == "p" and self._home is not None:
            self.app.push_screen(ProgressScreen(self._home.progress, self._home.due), self._review)
        else:
            return
        event.stop()

    def _review(self, wanted: bool | None) -> None:
        if wanted:
            self.dismiss(Chosen(None, REVIEW))


class ModesScreen(MenuScreen):
    """The modes of one topic; dismissed with the topic and one of them, or None to go back."""

    def __init__(self, loaded: LoadedTopic, left: Mapping[str, State]) -> None:
        super().__init__()
        self._left = left
        self._loaded = loaded
        self._modes: tuple[Policy, ...] = ()

    def on_mount(self) -> None:
        """List the modes; the one that suits a newcomer is highlighted."""
        offered = modes_of(self._loaded)
        self._modes = tuple(mode for mode, _ in offered)
        self.name_it(self._loaded.topic.title, "how?")
        numbered = enumerate(offered, start=1)
        self.offer(
            *(_mode(number, mode, how_much(mode, count, self._left)) for number, (mode, count) in numbered)
        )
        if FIRST in self._modes:
            self.query_one(OptionList).highlighted = self._modes.index(FIRST)
        if not offered:
            self.say("This topic has no live question yet.")
        self.tell_keys(("↑↓", "go"), ("Enter", "choose"), (f"1-{len(offered)}", "choose"), ("b", "back"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the topic in the mode that was chosen."""
        self.dismiss(Chosen(self._loaded, self._modes[event.option_index]))

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, b, q and Esc go back."""
        if event.key in ("b", "q", "escape"):
            self.dismiss(None)
        elif event.key.isdecimal() and 1 <= int(event.key) <= len(self._modes):
            self.dismiss(Chosen(self._loaded, self._modes[int(event.key) - 1]))
        else:
            return
        event.stop()


def _row(shelved: Shelved) -> Content:
    topic = shelved.loaded.topic
    minutes = "about 1 minute" if topic.minutes == 1 else f"about {topic.minutes} minutes"
    due = "" if not shelved.due else " · 1 skill due" if shelved.due == 1 else f" · {shelved.due} skills due"
    return Content.assemble(
        (text.one_line(topic.title), "bold"),
        (f"\n{shelved.loaded.address} · {minutes}", "dim"),
        f"\n{strength_words(shelved.mastery)}",
        (due, "$warning"),
    )


def _mode(number: int, mode: Policy, much: str) -> Content:
    many = much and f" · {much}"
    return Content.assemble((f"{number}  {mode.name}", "bold"), (many, "dim"), f"\n   {mode.says}")
