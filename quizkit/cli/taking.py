"""What `quizkit take` does with its options: home, a session or an exam, on screens or in lines."""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizkit.errors import UsageError

if TYPE_CHECKING:
    from quizkit.app.learning.desk import Desk
    from quizkit.bank.loaded import LoadedTopic
    from quizkit.session.modes import Policy
    from quizkit.store.log import EventLog
    from quizkit.terminal.console import Console
    from quizkit.terminal.exam_taking import RunExam

FINISHED = 0
USUAL, EXAM = "practice", "exam"


@dataclass(frozen=True)
class ExamCall:
    """The options of an exam."""

    learner: str = ""
    out: Path | None = None
    factor: float = 1.0


@dataclass(frozen=True)
class Call:
    """The options of one call of `quizkit take`; `topic` and `mode` are empty where they were not given.

    `seed` is that of the reference run, where the mode walks through one.
    """

    topic: str
    mode: str
    plain: bool
    watch: Path | None
    store: Path | None
    path: tuple[Path, ...]
    new: bool
    own_code: bool
    exam: ExamCall
    seed: int | None = None

    @property
    def command(self) -> list[str]:
        """The command line with what stays the same from session to session."""
        return [
            *("quizkit", "take"),
            *([self.topic] if self.topic else []),
            *(["--plain"] if self.plain and sys.stdin.isatty() else []),
            *(["--watch", str(self.watch)] if self.watch else []),
            *(["--store", str(self.store)] if self.store else []),
            *(part for one in self.path for part in ("--path", str(one))),
        ]


def run(call: Call) -> int:
    """Do what was called for; the exit code. Raises UsageError for options that do not fit together."""
    from quizkit.app.learning.desk import own_desk
    from quizkit.clock import system_clock
    from quizkit.session.modes import MODES, mode_named
    from quizkit.store.log import default_path, open_log

    if not call.mode and _is_an_exam(call.topic):
        call = replace(call, mode=EXAM)
    policy = mode_named(call.mode) if call.mode else MODES[USUAL]
    if policy.selects != "form" and call.exam != ExamCall():
        raise UsageError("--learner, --out and --time-factor belong to an exam; add --mode exam.")
    work = _Work(call, policy)
    desk = own_desk(call.own_code)
    with open_log(call.store or default_path(), system_clock()) as log:
        try:
            return work.run(log, desk)
        finally:
            desk.close()


def _is_an_exam(topic: str) -> bool:
    """Whether `topic` can only be the package of an exam."""
    return topic.endswith(".zip") or (Path(topic) / "exam.json").is_file()


@dataclass(frozen=True)
class _Work:
    """One call and its mode, ready to be done."""

    call: Call
    policy: Policy

    def run(self, log: EventLog, desk: Desk) -> int:
        if self.policy.selects == "form":
            return self._exam(log, desk)
        if not self.call.topic and not self.policy.over_topics:
            return self._home(log, desk)
        topics = self._topics()
        gc.freeze()  # what is loaded by now stays; looking for garbage among it costs 35 ms at the end
        return self._session(log, desk, topics, self.policy, self.call.command)

    def _topics(self) -> list[LoadedTopic]:
        """The topic that is taken; all of them for a mode that serves all."""
        from quizkit.bank.catalogue import all_topics, open_topic
        from quizkit.bank.loaded import LoadedTopic

        call, policy = self.call, self.policy
        if not policy.over_topics:
            return [open_topic(call.topic, call.path)]
        if call.topic:
            raise UsageError(f"a {policy.name} goes over all topics; leave '{call.topic}' out.")
        return [found for found in all_topics(call.path) if isinstance(found, LoadedTopic)]

    def _session(
        self, log: EventLog, desk: Desk, topics: Sequence[LoadedTopic], policy: Policy, command: list[str]
    ) -> int:
        if not self.call.plain:
            return self._on_screens(log, desk, topics, policy)
        from quizkit.terminal.console import system_console
        from quizkit.terminal.taking import Taking, take

        if self.call.watch is None:
            return take(
                Taking(topics, log, desk, system_console(), command), policy, self.call.new, self.call.seed
            )
        from quizkit.terminal.watching import WakingLines, Watch

        watch = Watch(self.call.watch, WakingLines(sys.stdin.fileno()))
        taking = Taking(topics, log, desk, system_console(watch.lines), command, watch=watch)
        with watch.watching():
            return take(taking, policy, self.call.new)

    def _on_screens(
        self, log: EventLog, desk: Desk, topics: Sequence[LoadedTopic] | None, policy: Policy
    ) -> int:
        """The same on the whole screen; home without `topics`."""
        from quizkit.app.learning.take import NothingDue
        from quizkit.bank.catalogue import all_topics
        from quizkit.terminal.screens import app

        call = self.call
        if call.watch is not None:
            from quizkit.app.learning.saves import watched_folder

            watched_folder(call.watch)
        command = replace(call, topic="").command
        taking = app.Taking(log, desk, command, lambda: all_topics(call.path), watch=call.watch)
        start = app.Start(call.topic, topics, policy, call.new, call.seed) if topics is not None else None
        try:
            return app.run(taking, start, policy if call.mode else None)
        except NothingDue as none:
            self._console().tell(str(none)[:1].upper() + str(none)[1:])
            return FINISHED

    def _home(self, log: EventLog, desk: Desk) -> int:
        """Let the learner choose; where the mode is known, only the topic."""
        call = self.call
        if not call.plain:
            return self._on_screens(log, desk, None, self.policy)
        from quizkit.app.learning.home import home
        from quizkit.bank.catalogue import all_topics
        from quizkit.bank.loaded import LoadedTopic
        from quizkit.terminal.home import choose

        shelves = home(log, log.clock.now(), call.path)
        chosen = choose(self._console(), shelves, self.policy if call.mode else None)
        if chosen is None:
            return FINISHED
        if chosen.topic is None:
            topics = [found for found in all_topics(call.path) if isinstance(found, LoadedTopic)]
            return self._session(log, desk, topics, chosen.mode, call.command)
        command = replace(call, topic=chosen.topic.address).command
        return self._session(log, desk, [chosen.topic], chosen.mode, command)

    def _exam(self, log: EventLog, desk: Desk) -> int:
        from quizkit.app.exams.take import open_exam, open_package
        from quizkit.terminal.exam_taking import take_exam

        call = self.call
        if not call.topic:
            raise UsageError("name the package of the exam, or one of its form files.")
        if call.watch is not None:
            raise UsageError("an exam gives no verdict at a save; leave --watch out, and hand in with :file.")
        package = open_package(Path(call.topic), call.path)
        sitting = open_exam(package, log, desk, log.clock, call.exam.factor, call.new)
        command = [*call.command, "--mode", EXAM]
        command += ["--learner", call.exam.learner] if call.exam.learner else []
        command += ["--out", str(call.exam.out)] if call.exam.out else []
        run = None if call.plain else self._exam_on_screens()
        console, exam = self._console(), call.exam
        return take_exam(sitting, console, exam.learner, exam.out, shlex.join(command), run)

    def _exam_on_screens(self) -> RunExam:
        from quizkit.terminal.screens.app import run_exam

        return run_exam

    def _console(self) -> Console:
        from quizkit.terminal.console import system_console

        return system_console()
