"""A sentence that is said of a form written down, with the numbers of the questions it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 3  # questions that are named by their addresses


@dataclass(frozen=True)
class Saying:
    """`numbers` are those of its questions in order; none if it is about the whole form."""

    sentence: str
    numbers: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Such as "Questions 2, 5: a picture stands there as its description."."""
        if not self.numbers:
            return self.sentence
        listed = ", ".join(map(str, self.numbers))
        return f"Question{'s' if len(self.numbers) > 1 else ''} {listed}: {self.sentence}"


def by_addresses(sentence: str, addresses: Sequence[str]) -> str:
    """The same of many forms, on each of which a question has another number: the first ones by address."""
    listed, more = ", ".join(addresses[:MOST_NAMED]), len(addresses) - MOST_NAMED
    if more > 0:
        listed += f" and {more} other question{'s' if more > 1 else ''}"
    return f"{listed}: {sentence}"
