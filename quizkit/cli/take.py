"""The `quizkit take` command: a learner and a topic."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from quizkit.app.examiner import Examiner
    from quizkit.bank.loaded import LoadedTopic
    from quizkit.session.modes import Policy

LEFT = 3
REVIEW = "review"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("take")(take)


def take(
    topic: Annotated[str, typer.Argument(help="collection/topic, its beginning, or a file")] = "",
    mode: Annotated[
        str, typer.Option(help="learn, trace, practice, quiz, test, review, drill, predict or fix")
    ] = "practice",
    plain: Annotated[
        bool,
        typer.Option("--plain", help="one event a line, as screen readers need it (always so)"),
    ] = False,
    store: Annotated[
        Path | None, typer.Option(help="the log of answers; without it, your own in the state folder")
    ] = None,
    path: Annotated[list[Path] | None, typer.Option(help="a further bank, folder or file")] = None,
    new: Annotated[bool, typer.Option("--new", help="start over where a session was left")] = False,
    own_code: Annotated[
        bool,
        typer.Option("--own-code", help="run programs that I wrote as plain processes if no sandbox serves"),
    ] = False,
) -> None:
    """Practise a topic, be quizzed on it, or be tested. Answers are saved; coming back resumes.

    A review goes over all topics. Otherwise, without a topic, the topics are listed. Exits with 0
    when finished, 3 when left, 130 when interrupted.
    """
    del plain  # plain is all there is
    extra = path or []
    try:
        wanted = topic or mode == REVIEW
        code = _take(topic, mode, store, extra, new, own_code) if wanted else _list(extra)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output is gone. Every answer is saved; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = LEFT
    raise typer.Exit(code)


def _take(topic: str, mode: str, store: Path | None, extra: list[Path], new: bool, own_code: bool) -> int:
    from quizkit.app.desk import Desk
    from quizkit.clock import system_clock
    from quizkit.session.modes import mode_named
    from quizkit.store.log import default_path, open_log
    from quizkit.terminal.console import system_console
    from quizkit.terminal.taking import Taking, take

    policy = mode_named(mode)
    topics = _topics(policy, topic, extra)
    command = ["quizkit", "take", *([topic] if topic else [])]
    command += ["--store", str(store)] if store else []
    command += [part for one in extra for part in ("--path", str(one))]
    gc.freeze()  # what is loaded by now stays; looking for garbage among it costs 35 ms at the end
    desk = Desk(partial(_examiner, own_code), own_code)
    with open_log(store or default_path(), system_clock()) as log:
        try:
            return take(Taking(topics, log, desk, system_console(), command), policy, new)
        finally:
            desk.close()


def _topics(policy: Policy, topic: str, extra: list[Path]) -> list[LoadedTopic]:
    """The topic that is taken; all of them for a mode that serves all."""
    from quizkit.bank.catalogue import all_topics, open_topic
    from quizkit.bank.loaded import LoadedTopic
    from quizkit.errors import UsageError

    if not policy.over_topics:
        return [open_topic(topic, extra)]
    if topic:
        raise UsageError(f"a {policy.name} goes over all topics; leave '{topic}' out.")
    return [found for found in all_topics(extra) if isinstance(found, LoadedTopic)]


def _examiner(own_code: bool, secret: str) -> Examiner:
    from quizkit.app.examiner import Examiner
    from quizkit.sandbox import open_sandbox

    return Examiner("own", secret, opener=partial(open_sandbox, own_code=own_code, shared=True))


def _list(extra: list[Path]) -> int:
    from quizkit.bank.catalogue import all_topics
    from quizkit.bank.loaded import LoadedTopic
    from quizkit.terminal.console import system_console

    console = system_console()
    console.say("Topics:")
    for found in all_topics(extra):
        if isinstance(found, LoadedTopic):
            console.say(f"  {found.address}: {found.topic.title}, about {found.topic.minutes} minutes")
        else:
            console.say(f"  {found.address}: cannot be used; 'quizkit bank lint {found.address}' says why")
    console.say("Start one with: quizkit take TOPIC")
    return 0
