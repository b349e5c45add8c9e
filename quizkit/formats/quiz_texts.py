"""Finds a form's questions and options by the texts that a platform's report of a quiz quotes.

Texts must be equal: only white space, marks of Markdown and tags of HTML make no difference. A text that two
questions share, or two options of one question, stands for neither. Known are also the texts as an export
writes them, with formulas as LaTeX, and below the prompt what the platform has no field for. Of that Moodle
shows bold words in capitals, and of blocks put in order no more than ten characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from quizkit import text
from quizkit.exam.shown import ShownItem
from quizkit.formats.exporting.below import NOT_NEEDED, with_places, with_starter, with_unit
from quizkit.formats.exporting.body import body
from quizkit.formats.exporting.lettered import lettered
from quizkit.formats.exporting.quiz import Blocks
from quizkit.formats.platform_words import DOTS, block_forms, in_capitals, squeezed, words_of
from quizkit.model.question import CodeQuestion, Multiple, Numeric, OrderQuestion

_PLACED, _PLACE = "=>", re.compile(r"\s*\d{1,2}\s*", re.ASCII)
MOST_PICKS = 30  # parts of one cell


def readings(cell: str) -> Iterator[str]:
    """A platform's text as it stands, and as HTML."""
    yield squeezed(cell)
    yield squeezed(words_of(cell))


class QuestionTexts:
    """The items of one form by what a platform may call them."""

    def __init__(self, items: Sequence[ShownItem]) -> None:
        self._items = {shown.item.question: shown for shown in items}
        names = [(one.item.question, one.item.question) for one in items]
        names += [(one.question.id, one.item.question) for one in items if not one.question.id.isdigit()]
        self._by_id = _unique(names)  # bare numbers are the platform's own
        self._by_text = _unique((words, shown.item.question) for shown in items for words in _prompts(shown))
        self._lettered = _unique(
            (words, shown.item.question) for shown in items for words in _lettered(shown)
        )
        self._options = {address: OptionTexts(shown) for address, shown in self._items.items()}

    def find(self, *said: str) -> str | None:
        """The address of the question that one of `said` names or quotes: by id first, else by its text.

        Moodle writes the options behind the text, in any order.
        """
        for words in said:
            if words.strip() in self._by_id:
                return self._by_id[words.strip()]
        for words in said:
            for reading in readings(words):
                if reading in self._by_text or reading in self._lettered:
                    return self._by_text.get(reading) or self._lettered[reading]
        found = {
            address for words in said for reading in readings(words) for address in self._longer(reading)
        }
        return found.pop() if len(found) == 1 else None

    def asks_for_letters(self, said: Iterable[str]) -> bool:
        """Whether a text that was found bears letters, one of which stands for each block."""
        return any(reading in self._lettered for words in said for reading in readings(words))

    def _longer(self, reading: str) -> Iterator[str]:
        for words, address in self._by_text.items():
            if reading.startswith(f"{words}:") and self._options[address].are(reading[len(words) + 1 :]):
                yield address

    def options(self, address: str) -> OptionTexts:
        """The options of a question that was found."""
        return self._options[address]


class OptionTexts:
    """The options of one item by their texts."""

    def __init__(self, shown: ShownItem) -> None:
        self._several = isinstance(shown.question, Multiple | OrderQuestion)
        self._ordered = isinstance(shown.question, OrderQuestion)
        self._letters = _unique(
            (words, letter)
            for letter, _, option in shown.options
            for words in (_forms(option) | block_forms(option) if self._ordered else _forms(option))
        )
        written = [_written(option)[1:] for _, _, option in shown.options]
        self._every = [[squeezed(words) for words in way] for way in zip(*written, strict=True)]

    @property
    def any(self) -> bool:
        """Whether the question has options at all; an answer is typed where it has none."""
        return bool(self._every)

    def are(self, reading: str) -> bool:
        """Whether `reading` is a list of all options, parted by semicolons, in any order."""
        return any(_lists(reading, every) for every in self._every)

    def why_not(self, cell: str) -> str:
        """Why there are no letters for a cell, of which the beginning will do."""
        if self._ordered and DOTS in cell:
            return f"'{cell}' is all that Moodle tells of the order, and fits several; see the attempt."
        return f"'{cell}' is the text of no option; a letter or a number is not taken for one."

    def letters(self, cell: str, separator: str) -> list[str] | None:
        """The letters of the options that a cell quotes, parted by `separator`, else None.

        A separator with a backslash before it is part of an option's text. Where a cell may be one option or
        several, it is the one if only one can be picked, and else it says nothing.
        """
        if not self._several and (letter := self._letter(cell)):
            return [letter]
        if self._ordered and _PLACED in cell:
            return self._by_place(re.split(_separated(separator), cell))
        parts = re.split(_separated(separator), cell)
        return self._cut(parts, separator) if len(parts) <= MOST_PICKS else None

    def _cut(self, parts: Sequence[str], separator: str) -> list[str] | None:
        """The one way to read the parts as options, some of which may hold the separator themselves."""
        ways: list[list[list[str]]] = [[[]]]  # the ways to read the first n parts
        for end in range(1, len(parts) + 1):
            here = [
                [*before, letter]
                for start in range(end)
                if (letter := self._letter(separator.join(parts[start:end])))
                for before in ways[start]
            ]
            ways.append(here[:2])
        return ways[-1][0] if len(ways[-1]) == 1 else None

    def _by_place(self, parts: Sequence[str]) -> list[str] | None:
        """The letters of blocks by the places they were given; None if two share one, or one is unknown."""
        placed: dict[int, str] = {}
        for part in parts:
            block, _, place = part.rpartition(_PLACED)
            letter = self._letter(block.replace(f"\\{_PLACED}", _PLACED))
            if squeezed(place) in ("", squeezed(NOT_NEEDED)):
                continue
            if letter is None or not _PLACE.fullmatch(place) or int(place) in placed:
                return None
            placed[int(place)] = letter
        return [placed[place] for place in sorted(placed)]

    def _letter(self, words: str) -> str | None:
        found = {self._letters[reading] for reading in readings(words) if reading in self._letters}
        return found.pop() if len(found) == 1 else None


def _separated(separator: str) -> str:
    return rf"(?<!\\){re.escape(separator)}"


def _prompts(shown: ShownItem) -> set[str]:
    """The texts of an item's prompt: as it was written, as it reads, and without the program below it."""
    written = (shown.prompt, shown.question.prompt, _with_more(shown))
    return {words for one in written for words in _forms(one)}


def _with_more(shown: ShownItem) -> str:
    """The prompt with what an export writes below it."""
    match shown.question:
        case Numeric(unit=unit):
            return with_unit(shown.prompt, unit or "")
        case OrderQuestion() as question:
            return with_places(shown.prompt, some=len(question.answer) < len(question.blocks))
        case CodeQuestion() as question:
            return with_starter(shown.prompt, question.starter)
    return shown.prompt


def _forms(markdown: str) -> set[str]:
    """A text as it may be quoted: as it was written, as it reads, and as an export writes it."""
    return {squeezed(words) for words in _written(markdown)} - {""}


def _written(markdown: str) -> tuple[str, ...]:
    exported = str(text.html_field(markdown))
    return markdown, text.one_line(markdown), words_of(exported), words_of(in_capitals(exported))


def _lists(reading: str, every: Sequence[str]) -> bool:
    """Whether a reading is made of these texts, in any order, with semicolons between them."""
    return sorted(";".join(every)) == sorted(reading) and all(one in reading for one in every)


def _lettered(shown: ShownItem) -> Iterator[str]:
    """The text of an item whose blocks bear letters, where a platform cannot have them put in order."""
    if isinstance(shown.question, OrderQuestion):
        blocks = Blocks(shown.options, tuple(shown.letter(name) for name in shown.question.answer))
        below = lettered(blocks)
        for written in (body(shown.prompt), in_capitals(body(shown.prompt))):
            yield squeezed(words_of(f"{written}\n{below}"))


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each word stands for, where it stands for one thing."""
    meant: dict[str, set[str]] = {}
    for word, one in pairs:
        meant.setdefault(word, set()).add(one)
    return {word: next(iter(some)) for word, some in meant.items() if len(some) == 1}
