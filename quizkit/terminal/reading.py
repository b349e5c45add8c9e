"""Reads what a learner typed: a command, an answer, or a sentence why it is neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.session import inputs as on

ASIDE: dict[str, on.Input] = {"r": on.Repeat(), "f": on.Flag(), "b": on.Overview(), "q": on.Quit()}
COMMANDS: dict[str, on.Input] = {"?": on.Hint(), "v": on.Reveal(), "s": on.Skip(), **ASIDE}
NUMERALS = re.compile(r"\d{1,3}([\s,]+\d{1,3})*")
MAX_TYPED = 10_000


@dataclass(frozen=True)
class Misread:
    """What was typed cannot be taken; `says` tells what can."""

    says: str


def command(typed: str, bare: bool = True) -> on.Input | None:
    """The command that `typed` is: `:?`, `:r`, `:s`, `:q` ..., and also without the colon where `bare`."""
    word = typed.strip().lower()
    if word.startswith(":"):
        return COMMANDS.get(word[1:].strip())
    return COMMANDS.get(word) if bare else None


def read_answer(kind: str, typed: str, shown: Sequence[str]) -> Answer | Misread:
    """The answer to a question of `kind` whose options or blocks were `shown` in this order."""
    if kind in ("numeric", "text"):
        return _typed(typed)
    count = len(shown)
    if not typed:
        return Misread(_wanted(kind, count))
    if not NUMERALS.fullmatch(typed):
        return Misread(f"'{typed[:40]}' is not understood. {_wanted(kind, count)}")
    numbers = [int(part) for part in re.split(r"[\s,]+", typed)]
    if kind == "multiple" and numbers == [0]:
        return ChosenSet(options=frozenset())
    if not all(1 <= number <= count for number in numbers):
        return Misread(f"The numbers go from 1 to {count}.")
    if kind in ("choice", "predict") and len(numbers) != 1:
        return Misread(_wanted(kind, count))
    if len(set(numbers)) < len(numbers):
        return Misread("A number stands there twice; give each at most once.")
    names = [shown[number - 1] for number in numbers]
    if kind == "multiple":
        return ChosenSet(options=frozenset(names))
    return Ordered(blocks=tuple(names)) if kind == "order" else Chosen(option=names[0])


def _typed(typed: str) -> Answer | Misread:
    if not typed:
        return Misread("Type an answer, or :s to skip the question.")
    if len(typed) > MAX_TYPED:
        return Misread(f"The answer is longer than {MAX_TYPED} characters; type a shorter one.")
    return Typed(text=typed)


def _wanted(kind: str, count: int) -> str:
    match kind:
        case "multiple":
            return f"Type numbers from 1 to {count} with spaces between them, or 0 for none."
        case "order":
            return f"Type numbers from 1 to {count} in the right order, with spaces between them."
        case _:
            return f"Type one number from 1 to {count}."
