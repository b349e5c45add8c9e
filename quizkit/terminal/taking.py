"""Takes a topic in plain mode: one session, then what it leads on to."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizkit import rng
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import NothingDue, offers, open_sitting
from quizkit.bank.loaded import LoadedTopic
from quizkit.session.modes import Policy
from quizkit.store.log import EventLog
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.plain import PlainSession
from quizkit.terminal.wording import counted, numbers_to

if TYPE_CHECKING:
    from quizkit.terminal.watching import Watch

FINISHED, LEFT, INTERRUPTED = 0, 3, 130


@dataclass(frozen=True)
class Taking:
    """What stays the same from session to session. `command` is the command line but for the mode.

    `topics` is the topic that is taken, or all of them for a mode that serves all. `watch` is the file whose
    saves hand in programs.
    """

    topics: Sequence[LoadedTopic]
    log: EventLog
    desk: Desk
    console: Console
    command: Sequence[str]
    secret: Callable[[], str] = rng.new_secret
    watch: Watch | None = None


def take(taking: Taking, mode: Policy, new: bool = False, seed: int | None = None) -> int:
    """Run a session in `mode`, and others that the learner goes on to; the exit code of the process.

    `seed` is that of the reference run, where the mode walks through one.
    """
    while True:
        try:
            sitting = _sitting(taking, mode, new)
        except NothingDue as none:
            taking.console.tell(f"{str(none)[0].upper()}{str(none)[1:]}")
            return FINISHED
        if mode.walks and (code := _walk(taking, mode, seed)) != FINISHED:
            return code
        session = _session(taking, sitting, mode)
        try:
            if not session.run():
                return LEFT
            chosen = _offer(taking, mode)
        except KeyboardInterrupt:
            taking.console.say("", session.where())
            return INTERRUPTED
        if chosen is None:
            return FINISHED
        mode, new = chosen, False


def _session(taking: Taking, sitting: Sitting, mode: Policy) -> PlainSession:
    command = _command(taking, mode)
    if taking.watch is None:
        return PlainSession(sitting, taking.console, command)
    from quizkit.terminal.watching import WatchingSession  # few sessions watch

    return WatchingSession(sitting, taking.console, command, taking.watch)


def _walk(taking: Taking, mode: Policy, seed: int | None) -> int:
    """Walk through the topic's reference run; FINISHED if it was walked to its end."""
    # The walk is needed in one mode only, and the first question of the others need not wait for it.
    from quizkit.app.learning.walk import ReferenceRun
    from quizkit.terminal.walking import PlainWalk

    run = ReferenceRun(taking.topics[0], taking.desk, taking.secret(), seed)
    own = ["quizkit", "trace", *taking.command[2:], "--seed", str(seed)]
    walk = PlainWalk(run, taking.console, _command(taking, mode) if seed is None else shlex.join(own))
    try:
        return FINISHED if walk.walk() else LEFT
    except KeyboardInterrupt:
        walk.leave()
        return INTERRUPTED


def _sitting(taking: Taking, mode: Policy, new: bool) -> Sitting:
    return open_sitting(
        taking.topics,
        mode,
        taking.log,
        taking.desk,
        asks_confidence=taking.console.interactive,
        new=new,
        secret=taking.secret,
    )


def _command(taking: Taking, mode: Policy) -> str:
    return shlex.join([*taking.command, "--mode", mode.name])


def _offer(taking: Taking, mode: Policy) -> Policy | None:
    """Say what can follow; the mode that the learner goes on with now, if any. A pipe is asked nothing."""
    following = [] if mode.over_topics else offers(taking.topics[0], mode)
    console = taking.console
    if not following:
        return None
    console.say("", "To go on:")
    for number, (then, count) in enumerate(following, start=1):
        questions = counted(count)
        if console.interactive:
            console.tell(f"  {number}) the {then.name}, {questions}: {then.says}", indent="     ")
        else:
            console.say(f"  {_command(taking, then)}, {questions}: {then.says}")
    while console.interactive:
        try:
            typed = console.ask(f"Type {numbers_to(len(following))}, or press Enter to end: ")
        except EndOfInput:
            return None
        if typed.lower() in ("", "q", ":q"):
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(following):
            return following[int(typed) - 1][0]
    return None
