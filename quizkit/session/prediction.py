"""What a learner is asked to predict on a walk, what they can guess, and what is said of a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Shape = tuple[int, ...]  # lengths per dimension; () for single numbers
Guess = Shape | str | float  # a shape, the name of an option, or a number

MOST_DIMENSIONS = 8
LONGEST = 80  # characters of a guess
SCALARS = frozenset({"scalars", "scalar", "()", "[]"})
LENGTHS = re.compile(r"[0-9]{1,12}(?:\s*[x×*,\s]\s*[0-9]{1,12})*\s*,?", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})")


@dataclass(frozen=True)
class Option:
    """Something that can be guessed, and what is said to whoever guesses it and is wrong."""

    guess: Guess
    text: str
    slip: str = ""


@dataclass(frozen=True)
class Prediction:
    """A question about what the run shows next; `key` is what it does show.

    `takes` says what can be guessed: the number of an option, that or a shape, how many there are, or a
    number to within `within`. `because` is why the key is right. Where no options are shown, those in
    `options` are slips to be recognised.
    """

    takes: Literal["option", "shape", "count", "number"]
    prompt: str
    key: Guess
    because: str
    hint: str
    options: tuple[Option, ...] = ()
    within: float = 0.0

    @property
    def shown(self) -> tuple[Option, ...]:
        """The options that can be chosen by their number."""
        return self.options if self.takes in ("option", "shape") else ()


@dataclass(frozen=True)
class Judged:
    """Whether a guess was right; if not, `slip` says what is wrong with it in a sentence."""

    right: bool
    slip: str = ""


@dataclass(frozen=True)
class Unclear:
    """What was typed is no guess; `says` tells what would be one."""

    says: str


def shape_words(lengths: Sequence[int]) -> str:
    """Lengths per dimension as people write them; no dimension at all means single numbers."""
    return " x ".join(str(length) for length in lengths) if lengths else "scalars"


def read_guess(prediction: Prediction, typed: str) -> Guess | Unclear:
    """The guess that `typed` is. A lone number chooses an option, where there are so many."""
    typed = typed.strip()
    if len(typed) > LONGEST:
        return Unclear(f"That is longer than {LONGEST} characters. {_wanted(prediction)}")
    if prediction.shown and re.fullmatch(r"[0-9]{1,3}", typed):
        number = int(typed)
        if 1 <= number <= len(prediction.shown):
            return prediction.shown[number - 1].guess
        if prediction.takes == "option":
            return Unclear(_wanted(prediction))
    match prediction.takes:
        case "shape":
            read: Guess | None = read_shape(typed)
        case "count":
            read = float(typed) if re.fullmatch(r"[0-9]{1,12}", typed) else None
        case "number":
            read = float(typed.replace(",", ".")) if NUMBER.fullmatch(typed) else None
        case _:
            read = None
    if read is None:
        quoted = f"'{typed[:40]}' is not understood. " if typed else ""
        return Unclear(f"{quoted}{_wanted(prediction)}")
    return read


def read_shape(typed: str) -> Shape | None:
    """The shape that was typed: `64x10`, `64 x 10`, `64, 10`, `(64, 10)`, `scalars`; None if it is none."""
    bare = typed.strip().lower()
    if bare in SCALARS:
        return ()
    if bare[:1] + bare[-1:] in ("()", "[]"):
        bare = bare[1:-1].strip()
    if not LENGTHS.fullmatch(bare):
        return None
    lengths = tuple(int(length) for length in re.findall(r"[0-9]+", bare))
    return lengths if len(lengths) <= MOST_DIMENSIONS else None


def judge(prediction: Prediction, guess: Guess) -> Judged:
    """What is to be said of `guess`: never only that it is wrong."""
    if _same(prediction, prediction.key, guess):
        return Judged(True)
    slips = [option.slip for option in prediction.options if _same(prediction, option.guess, guess)]
    return Judged(False, next(filter(None, slips), "") or _difference(prediction.key, guess))


def key_words(prediction: Prediction) -> str:
    """What the run shows, in the words in which it is guessed."""
    for option in prediction.options:
        if option.guess == prediction.key:
            return option.text
    if isinstance(prediction.key, tuple):
        return shape_words(prediction.key)
    if isinstance(prediction.key, float):
        return f"{prediction.key:.0f}" if prediction.takes == "count" else f"{prediction.key:.3f}"
    return prediction.key


def _same(prediction: Prediction, one: Guess, other: Guess) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= prediction.within
    return one == other


def _difference(key: Guess, guess: Guess) -> str:
    """Where a guess that is no known slip differs from the key."""
    if isinstance(key, tuple) and isinstance(guess, tuple):
        return _shapes_differ(key, guess)
    if isinstance(key, float) and isinstance(guess, float):
        off = f"{abs(guess - key):.3f}".removesuffix(".000")
        return f"That is too {'large' if guess > key else 'small'} by {off}."
    return ""


def _shapes_differ(key: Shape, guess: Shape) -> str:
    if len(key) != len(guess):
        dimensions = "1 dimension" if len(guess) == 1 else f"{len(guess)} dimensions"
        right = "none" if not key else str(len(key))
        return f"Your shape has {dimensions}, the right one has {right}."
    place = next(place for place, length in enumerate(key) if length != guess[place])
    return f"Length number {place + 1} is {key[place]}, not {guess[place]}."


def _wanted(prediction: Prediction) -> str:
    count = len(prediction.shown)
    number = "1" if count == 1 else f"a number from 1 to {count}"
    match prediction.takes:
        case "option":
            return f"Type {number}."
        case "shape":
            chosen = f"{number}, or " if count else ""
            return f"Type {chosen}a shape like 64x10; 'scalars' are single numbers without a dimension."
        case "count":
            return "Type a whole number, such as 12."
        case _:
            return "Type a number, such as 0.25."
