"""Where platforms' reports on a quiz have what: Moodle's "Responses" and Canvas' "Student Analysis" as CSV.

Moodle 3 and 4 write these heads, a number being what the quiz calls a question ("1", but also "1a"):
"Last name" or "Surname", "First name", then ids as its site shows them, "State" or "Status", and for each
question "Question 1", "Response 1", "Right answer 1" as far as they were ticked. Of a classic quiz Canvas
writes "name", "id", perhaps "sis_id", and for each question "12345: its text" with its points as the next
head. Both translate their heads into the language of who downloads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizkit.errors import UsageError
from quizkit.formats.tables import short

_RESPONSE = re.compile(r"response (\S.*)")
_CANVAS = re.compile(r"(?P<id>\d+): ?(?P<text>.*)", re.DOTALL)
_POINTS = re.compile(r"(?:\d+(?:[.,]\d+)?)?")  # none in a survey
_COUNTS = {"n correct", "n incorrect", "score"}
_MOST_HEADS = 5  # that a message names
ENGLISH = "set your language there to English and download it again"


@dataclass(frozen=True)
class Layout:
    """Columns of ids, best first, of names, and of each answer; `separator` parts several picks in a cell.

    `texts` are the columns of the questions' texts, by that of the answer; a head stands for all rows where
    there is none. `blank` is written where nothing was answered. `state` is the column with an attempt's
    state, which says `finished` of one that counts. `twice` are columns of answers whose head stands there
    before.
    """

    head: tuple[str, ...]
    ids: tuple[int, ...]
    names: tuple[int, ...]
    answers: tuple[int, ...]
    texts: Mapping[int, int]
    separator: str
    blank: str = ""
    state: int | None = None
    finished: frozenset[str] = frozenset()
    twice: tuple[int, ...] = ()

    def said(self, index: int, cells: Sequence[str]) -> tuple[str, ...]:
        """What stands for the question of an answer's column: its text, or Canvas' number and text."""
        if index in self.texts:
            at = self.texts[index]
            return (cells[at],) if at < len(cells) else ()
        found = _CANVAS.fullmatch(self.head[index])
        return (found["id"], found["text"]) if found else ()


def layout_of(head: Sequence[str], path: str) -> Layout | None:
    """The layout of a report with these heads; None if it is none of a platform's.

    Raises UsageError if it is one, but not one that can be read.
    """
    names = [cell.lower() for cell in head]
    return _canvas(head, names, path) or _moodle(head, names, path)


def _canvas(head: Sequence[str], names: Sequence[str], path: str) -> Layout | None:
    answers = tuple(
        index
        for index, cell in enumerate(head)
        if _CANVAS.fullmatch(cell) and index + 1 < len(head) and _POINTS.fullmatch(head[index + 1])
    )
    if not answers:
        return None
    if not _COUNTS.issubset(names):
        raise UsageError(
            f"'{path}' looks like a report of Canvas in another language; its heads are {_some(head)}, and "
            f"'n correct', 'n incorrect' and 'score' are not among them: {ENGLISH}."
        )
    if not {"name", "id"} & set(names):
        raise UsageError(
            f"'{path}' is an anonymous report of Canvas: no column says who answered; it cannot be graded by "
            "learner, so take the quiz' anonymity off and download it again."
        )
    return Layout(tuple(head), _at(names, "sis_id", "id"), _at(names, "name"), answers, {}, ",")


def _moodle(head: Sequence[str], names: Sequence[str], path: str) -> Layout | None:
    every = {index: found[1] for index, cell in enumerate(names) if (found := _RESPONSE.fullmatch(cell))}
    numbered = {number: names.index(f"response {number}") for number in every.values()}
    if not numbered:
        return None
    texts = {index: at for number, index in numbered.items() for at in _at(names, f"question {number}")}
    if not texts:
        raise UsageError(
            f"'{path}' is a report of Moodle without the questions' texts; tick 'question text' among what "
            "its page displays, and download it again."
        )
    return Layout(
        tuple(head),
        ids=_at(names, "id number", "username", "email address"),
        names=_at(names, "first name", "last name", "surname", "full name", "first name / last name"),
        answers=tuple(numbered.values()),
        texts=texts,
        separator="; ",
        blank="-",
        state=next(iter(_at(names, "state", "status")), None),
        finished=frozenset({"finished", "submitted"}),
        twice=tuple(index for index, number in every.items() if index != numbered[number]),
    )


def require_known(head: Sequence[str], path: str, wanted: Sequence[str]) -> None:
    """Refuse a table that has none of the `wanted` heads and is no report that is known.

    Raises UsageError, which names the heads that it has.
    """
    names = {cell.lower() for cell in head}
    if set(wanted) <= names:
        return
    needed = " and ".join(f"'{name}'" for name in wanted)
    raise UsageError(
        f"'{path}' has no columns {needed} in its first row, which begins with {_some(head)}; begin with the "
        "responses.csv of the exam. If it is a platform's report, it is not one of Moodle's 'Responses' or "
        f"Canvas' 'Student Analysis' in English: {ENGLISH}."
    )


def _some(head: Sequence[str]) -> str:
    shown = [f"'{short(cell)}'" for cell in head[:_MOST_HEADS]]
    return ", ".join([*shown, *(["..."] if len(head) > _MOST_HEADS else [])]) or "nothing"


def _at(names: Sequence[str], *wanted: str) -> tuple[int, ...]:
    return tuple(_places(names, wanted))


def _places(names: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    for name in wanted:
        if name in names:
            yield names.index(name)
