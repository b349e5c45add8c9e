"""Home in plain mode: a numbered list of topics, then the modes of the one that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from quizkit.app.learning.home import Home, Shelved, modes_of, serves
from quizkit.bank.loaded import LoadedTopic
from quizkit.session.mastery import Mastery
from quizkit.session.modes import MODES, Policy
from quizkit.session.state import State
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.progress import progress_lines
from quizkit.terminal.wording import counted, going_on_at, numbers_to

REVIEW = MODES["review"]
FIRST = MODES["practice"]

T = TypeVar("T")


@dataclass(frozen=True)
class Chosen:
    """What is to be taken; `topic` is None for what goes over all topics."""

    topic: LoadedTopic | None
    mode: Policy


def choose(console: Console, home: Home, mode: Policy | None = None) -> Chosen | None:
    """Say what there is, and ask which topic in which mode; None if the learner chooses nothing.

    With a `mode` only the topic is asked for, among those that can be taken in it.
    """
    shelves = shelved_for(home, mode)
    if mode is not None and not shelves:
        console.tell(none_for(mode))
        return None
    console.say("Topics:" if mode is None else f"Topics for {mode.name}, {mode.says}:")
    for number, shelved in enumerate(shelves, start=1):
        _tell(console, number, shelved)
    for address in home.broken:
        console.say(f"  {address}: cannot be used; 'quizkit bank lint {address}' says why")
    if home.due:
        skills = "1 skill is" if home.due == 1 else f"{home.due} skills are"
        console.say(f"{skills} due for review.")
    try:
        return _chosen(console, home, shelves, mode)
    except EndOfInput:
        console.say("Start one with: quizkit take TOPIC")
        return None


def _tell_progress(console: Console, home: Home) -> None:
    console.say("")
    for line in progress_lines(home.progress):
        console.say(*(console.wrapped(line, indent="    ") or [""]))
    console.say("")


def shelved_for(home: Home, mode: Policy | None) -> Sequence[Shelved]:
    """The topics that can be taken in `mode`; all of them where it is not chosen yet."""
    return [one for one in home.topics if mode is None or serves(one.loaded, mode)]


def none_for(mode: Policy) -> str:
    """That there is no topic for `mode`."""
    return f"No topic here has anything for {mode.name} ({mode.says}); without --mode you see all there is."


def _tell(console: Console, number: int, shelved: Shelved) -> None:
    topic = shelved.loaded.topic
    console.tell(
        f"  {number}) {topic.title}, about {topic.minutes} minutes ({shelved.loaded.address})", " " * 5
    )
    due = "" if not shelved.due else "; 1 skill due" if shelved.due == 1 else f"; {shelved.due} skills due"
    console.tell(f"     {strength_words(shelved.mastery)}{due}.", " " * 5)


def strength_words(mastery: Mastery | None) -> str:
    """How strong a topic is, in words; `mastery` is None or empty before any answer counted."""
    if mastery is None or not mastery.strength.answered:
        return "Not measured yet: take a quiz or a test"
    shown = mastery.strength
    word = "Strong" if mastery.strong else "Not strong yet"
    return f"{word}: {shown.right} of {shown.answered}, likely {shown.low * 100:.0f}-{shown.high * 100:.0f} %"


def _chosen(console: Console, home: Home, shelves: Sequence[Shelved], known: Policy | None) -> Chosen | None:
    names = [(shelved.loaded, _names(shelved.loaded)) for shelved in shelves]
    review = "r reviews what is due, " if home.due else ""
    asides = f"{review}p tells your progress, Enter or q leaves"
    while True:
        typed = console.ask(f"Topic {numbers_to(len(names))} or its name, {asides}: ")
        if typed.lower() in ("", "q", ":q"):
            return None
        if home.due and typed.lower() in ("r", "review"):
            return Chosen(None, REVIEW)
        if typed.lower() in ("p", "progress"):
            _tell_progress(console, home)
            continue
        loaded = _picked(console, typed, names)
        if loaded is not None:
            mode = known or _mode(console, loaded, home.left(loaded))
            return Chosen(loaded, mode) if mode else None


def _names(loaded: LoadedTopic) -> tuple[str, ...]:
    return loaded.address, loaded.topic.id, loaded.topic.title


def _mode(console: Console, loaded: LoadedTopic, left: Mapping[str, State]) -> Policy | None:
    """The mode in which `loaded` is taken; Enter takes the first that suits a newcomer."""
    offered = modes_of(loaded)
    if not offered:
        console.say("This topic has no live question yet.")
        return None
    console.say("", f"{loaded.topic.title}. How?")
    for number, (mode, count) in enumerate(offered, start=1):
        many = how_much(mode, count, left)
        console.tell(f"  {number}) {mode.name}{many and f', {many}'}: {mode.says}", " " * 5)
    usual = FIRST if FIRST in [mode for mode, _ in offered] else offered[0][0]
    names = [(mode, (mode.name,)) for mode, _ in offered]
    while True:
        typed = console.ask(f"{numbers_to(len(names))} or a name, Enter for {usual.name}, q leaves: ")
        if typed.lower() in ("q", ":q"):
            return None
        picked = _picked(console, typed, names) if typed else usual
        if picked is not None:
            return picked


def how_much(mode: Policy, count: int, left: Mapping[str, State]) -> str:
    """How many questions a mode serves, or where its session that was left goes on."""
    if mode.name in left:
        return f"goes on at {going_on_at(left[mode.name])}"
    return "" if mode.endless else counted(count)


def _picked(console: Console, typed: str, names: Sequence[tuple[T, Sequence[str]]]) -> T | None:
    """What was typed by its number, its name or the beginning of one; else says what is wrong with it."""
    if typed.isdecimal() and len(typed) < 6:
        if 1 <= int(typed) <= len(names):
            return names[int(typed) - 1][0]
        console.say(f"The numbers go from 1 to {len(names)}.")
        return None
    word = typed.lower()
    whole = [one for one, known in names if any(name.lower() == word for name in known)]
    begun = whole or [one for one, known in names if any(name.lower().startswith(word) for name in known)]
    if len(begun) == 1:
        return begun[0]
    console.tell(f"'{typed[:40]}' {'could be several' if begun else 'is none of them'}; type its number.")
    return None
