"""Ids made of other people's titles and texts: readable, by the rules for ids, each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 64
_SHORTEST_WORDS, _MOST_CHARACTERS = 6, 40
_ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*){2,}")
_NO_TITLE = re.compile(r"(question|quiz|item|exercise|frage|q)?[\s#.:-]*\d*", re.IGNORECASE)


def slug(words: str, most: int = _SHORTEST_WORDS) -> str:
    """The first words as an id; "" if none has a letter or digit that ids may have."""
    flat = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    bare = "".join(character for character in flat if not unicodedata.combining(character))
    found: list[str] = []
    for word in re.findall(r"[a-z0-9]+", bare.lower().replace("'", "").replace("’", ""))[:most]:
        if sum(map(len, found)) + len(found) + len(word) > _MOST_CHARACTERS:
            break
        found.append(word)
    return "-".join(found)


def is_title(words: str) -> bool:
    """Whether a title says more than that it is one, with a number."""
    return bool(words.strip()) and _NO_TITLE.fullmatch(words.strip()) is None


def id_in(address: str) -> str:
    """The id at the end of the address that a question of ours had; "" if it is none."""
    return address.strip().rpartition("/")[2] if _ADDRESS.fullmatch(address.strip()) else ""


class Ids:
    """Gives each id once: `name`, then `name-2` and so on."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def give(self, wished: Sequence[str]) -> str:
        """The first wish that is not empty, with a number behind it if it is taken."""
        name = next(filter(None, wished))[:LONGEST].strip("-")
        if name not in self._given:
            self._given[name] = 1
            return name
        while True:
            self._given[name] += 1
            end = f"-{self._given[name]}"
            numbered = name[: LONGEST - len(end)].strip("-") + end
            if numbered not in self._given:
                self._given[numbered] = 1
                return numbered
