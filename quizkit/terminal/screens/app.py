"""The program on the whole screen: opens sessions one after the other; its result is the exit code."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType

from quizkit import rng
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.home import Found, arranged
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import offers, open_sitting
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import QuizkitError, StoreError
from quizkit.session.modes import Policy
from quizkit.store.log import EventLog
from quizkit.terminal import wording
from quizkit.terminal.home import Chosen
from quizkit.terminal.screens.ending import Ending
from quizkit.terminal.screens.home import HomeScreen
from quizkit.terminal.screens.look import CALM, CSS, PLAIN_THEME, Colourless
from quizkit.terminal.screens.session import SessionScreen

if TYPE_CHECKING:
    from quizkit.app.exams.sitting import ExamSitting

T = TypeVar("T")
FINISHED, LEFT, INTERRUPTED = 0, 3, 130


@dataclass(frozen=True)
class Taking:
    """What stays the same from session to session. `command` is the command line but for topic and mode.

    `banks` reads the topics that a learner chooses from; it is called in a thread. `watch` is the file
    whose saves hand in programs.
    """

    log: EventLog
    desk: Desk
    command: Sequence[str]
    banks: Callable[[], Sequence[Found]]
    secret: Callable[[], str] = rng.new_secret
    watch: Path | None = None


@dataclass(frozen=True)
class Start:
    """The session to begin with: of one topic, or of all for a mode that serves all.

    `name` is what the topic is called on the command line, empty for all. `seed` is that of the
    reference run, where the mode walks through one.
    """

    name: str
    topics: Sequence[LoadedTopic]
    mode: Policy
    new: bool = False
    seed: int | None = None


class FullScreen(App[T]):
    """What every program on the whole screen has: its looks, and the keys that leave."""

    TITLE = "quizkit"
    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", f"leave({LEFT})", priority=True, show=False),
        Binding("ctrl+c", f"leave({INTERRUPTED})", priority=True, show=False),
        Binding("ctrl+z", "suspend_process", show=False),
    ]

    def __init__(self) -> None:
        colourless = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if colourless else None)
        if colourless:
            self._filters.append(Colourless())  # the only way in: filters are not part of the interface
            self.theme = PLAIN_THEME
        else:
            self.register_theme(CALM)
            self.theme = CALM.name

    def carried_out(self) -> T | None:
        """Run to the end and give the result. A bug inside is raised here, as anywhere else."""
        result = self.run()
        if self._exception is not None:
            raise self._exception
        return result

    def _fatal_error(self) -> None:
        """Textual's own would print a traceback with all local variables."""
        self._close_messages_no_wait()


class QuizkitApp(FullScreen[int]):
    """Home and sessions. The result is the exit code; `farewell` is said when the screen is given back.

    Without a `start` it begins at home, where a `mode` leaves only the topic to be chosen.
    """

    def __init__(self, taking: Taking, start: Start | None, mode: Policy | None = None) -> None:
        super().__init__()
        self.farewell = ""
        self._taking = taking
        self._start = start
        self._mode = mode
        self._how_to_go_on = ""
        self._recorded = True
        self.refusal: QuizkitError | None = None

    def on_mount(self) -> None:
        """Open what was asked for."""
        if self._start is None:
            self._go_home("")
        else:
            self._open(self._start)

    def _go_home(self, says: str) -> None:
        """Show what there is; a mode that was asked for on the command line holds for the first choice."""
        mode, self._mode = self._mode, None
        log = self._taking.log
        home = HomeScreen(self._taking.banks, lambda found: arranged(log, log.clock.now(), found), says, mode)
        self.push_screen(home, partial(self._chosen, home))

    def _chosen(self, home: HomeScreen, chosen: Chosen | None) -> None:
        if chosen is None:
            self.exit(FINISHED)
        elif chosen.topic is not None:
            self._open(Start(chosen.topic.address, [chosen.topic], chosen.mode))
        else:
            self._open(Start("", home.topics, chosen.mode))

    def _open(self, start: Start) -> None:
        try:
            sitting = open_sitting(
                start.topics,
                start.mode,
                self._taking.log,
                self._taking.desk,
                asks_confidence=True,
                new=start.new,
                secret=self._taking.secret,
            )
        except QuizkitError as error:
            self._refused(error)
            return
        name = [start.name] if start.name else []
        self._how_to_go_on = shlex.join([*self._taking.command, *name, "--mode", start.mode.name])
        self._recorded = start.mode.recorded
        if start.mode.walks:
            self._walk(start, sitting)
        else:
            self._show(start, sitting)

    def _walk(self, start: Start, sitting: Sitting) -> None:
        """Walk through the topic's reference run; the questions follow."""
        from quizkit.app.learning.walk import ReferenceRun  # needed in one mode only
        from quizkit.terminal.screens.walk import WalkScreen

        def walked(to_the_end: bool | None) -> None:
            if to_the_end:
                self._show(start, sitting)
            else:
                self._ended(start, Ending(False))

        run = ReferenceRun(start.topics[0], self._taking.desk, self._taking.secret(), start.seed)
        self.push_screen(WalkScreen(run), walked)

    def _show(self, start: Start, sitting: Sitting) -> None:
        follow = partial(offers, start.topics[0], start.mode)
        if self._taking.watch is None:
            screen = SessionScreen(sitting, follow)
        else:
            from quizkit.terminal.screens.watching import WatchingScreen  # few sessions watch

            screen = WatchingScreen(sitting, follow, self._taking.watch)
        self.push_screen(screen, partial(self._ended, start))

    def _refused(self, error: QuizkitError) -> None:
        """Say at home why a session cannot be opened or saved; without a home, in the terminal."""
        if self._start is not None:
            self.refusal = error
            self.exit(FINISHED)
        else:
            self._go_home(str(error)[:1].upper() + str(error)[1:])

    def _ended(self, start: Start, ending: Ending | None) -> None:
        if ending is None:
            return
        if ending.lost is not None:
            self._refused(ending.lost)
        elif ending.then is not None:
            self._open(Start(start.name, start.topics, ending.then))
        elif self._start is None:
            self._go_home(wording.left_for_home(ending.at, start.mode))
        elif ending.finished:
            self.exit(FINISHED)
        else:
            self._leave(ending.at, LEFT)

    def action_leave(self, code: int) -> None:
        """Leave as q does, from wherever the learner is."""
        open_now = [screen for screen in self.screen_stack if isinstance(screen, SessionScreen)]
        if open_now and open_now[-1].lost is not None:
            self.refusal = open_now[-1].lost
        self._leave(open_now[-1].at if open_now else "", code)

    def _leave(self, at: str, code: int) -> None:
        if at:
            self.farewell = wording.left(at, self._recorded, self._how_to_go_on)
        self.exit(code)


def run(taking: Taking, start: Start | None, mode: Policy | None = None) -> int:
    """Run the screens until the learner leaves, beginning with `start`, or at home; the process's exit code.

    At home with a `mode`, only the topic is asked for.
    Raises QuizkitError if the session to begin with cannot be opened, or was left with something not saved.
    """
    app = QuizkitApp(taking, start, mode)
    code = app.carried_out()
    if app.refusal is not None:
        raise app.refusal
    if app.farewell:
        print(app.farewell)
    return LEFT if code is None else code


class ExamApp(FullScreen[bool]):
    """One exam. The result is whether it was finished."""

    def __init__(self, sitting: ExamSitting) -> None:
        super().__init__()
        self._sitting = sitting
        self.lost: StoreError | None = None

    def on_mount(self) -> None:
        """Open the exam."""
        from quizkit.terminal.screens.exam import ExamScreen  # needed in one mode only

        self.push_screen(ExamScreen(self._sitting), self._ended)

    def _ended(self, ending: Ending | None) -> None:
        self.lost = ending.lost if ending else None
        self.exit(ending is not None and ending.finished)

    def action_leave(self, code: int) -> None:
        """Leave as q does; every answer is saved, but for one that the learner was told of."""
        self.lost = next((one.lost for one in self.screen_stack if isinstance(one, SessionScreen)), None)
        self.exit(False)


def run_exam(sitting: ExamSitting) -> bool:
    """Take an exam on the screen; whether it was finished, and not left in the middle.

    Raises StoreError if it was left with something that could not be saved.
    """
    app = ExamApp(sitting)
    finished = app.carried_out() is True
    if app.lost is not None:
        raise app.lost
    return finished
