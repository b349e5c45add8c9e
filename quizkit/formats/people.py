"""Tells which person a platform's name or id means: by ids first, by names, by names as Canvas squeezes them.

Nothing is guessed: two people that fit equally well, or a name that contradicts an id, are no match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from quizkit.formats.handings import Handing

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ł": "l", "đ": "d"})
_MAX_WORDS = 8  # of a name whose order is tried


@dataclass(frozen=True)
class Person:
    """One of the class: the id that grades are kept under, the name, and ids on platforms."""

    id: str
    name: str
    aliases: frozenset[str] = frozenset()


def folded(word: str) -> str:
    """A name or id as it is compared: composed characters, no case, single spaces."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
    return " ".join(composed.split())


def squeezed(name: str) -> str:
    """A name of nothing but letters and digits: Canvas writes all others away but underscores."""
    return re.sub(r"[\W_]", "", folded(name))


class Index:
    """Finds people; made once for a class."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_id: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        self._by_squeezed: dict[str, set[str]] = {}
        for person in people:
            for known in (person.id, *person.aliases):
                _put(self._by_id, folded(known), person.id)
            _put(self._by_name, folded(person.name), person.id)
            for form in _orders(person.name):
                _put(self._by_squeezed, squeezed(form), person.id)
                _put(self._by_squeezed, squeezed(_bare(form)), person.id)
                _put(self._by_squeezed, squeezed(_bare(folded(form).translate(_UMLAUTS))), person.id)

    def find(self, handing: Handing) -> tuple[Collection[str], bool]:
        """The ids of the people that a handing may be from: one if it is clear, none if nobody fits.

        And whether it has a name that fits nobody, so that only an id speaks for the match.
        """
        said = [word for word in (handing.learner, handing.name) if word.strip()]
        by_id = _union(self._by_id, (folded(word) for word in (handing.learner, *handing.aliases)))
        by_name = _union(self._by_name, map(folded, said)) or self._squeezed(said)
        if by_id and by_name:
            # An id on one platform may be another person's number on another: both must fit.
            return by_id & by_name or by_id | by_name, False
        return by_id or by_name, bool(by_id and handing.name.strip())

    def _squeezed(self, said: Collection[str]) -> set[str]:
        exact = _union(self._by_squeezed, map(squeezed, said))
        return exact or _union(self._by_squeezed, (squeezed(_bare(word)) for word in said))


def _bare(name: str) -> str:
    """A name without accents, as keyboards without them write it."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(character for character in apart if not unicodedata.combining(character))


def _orders(name: str) -> Iterable[str]:
    """The name in its own order, and with each possible last name first."""
    words = name.replace(",", " ").split()
    yield name
    for cut in range(1, min(len(words), _MAX_WORDS)):
        yield " ".join((*words[cut:], *words[:cut]))


def _put(index: dict[str, set[str]], key: str, person: str) -> None:
    if key:
        index.setdefault(key, set()).add(person)


def _union(index: Mapping[str, set[str]], keys: Iterable[str]) -> set[str]:
    return set().union(*(index.get(key, ()) for key in keys))
