"""What becomes of one question: its fields as the bank will hold them, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quizkit.formats.importing.inline import Keep
from quizkit.formats.importing.markdown import converted, plain_words
from quizkit.formats.importing.model import Item, Note, Rich, guessed, lost
from quizkit.formats.importing.names import Ids, slug

_FILLED_IN = (
    "Your answer is correct.",
    "Your answer is partially correct.",
    "Your answer is incorrect.",
)
LONGEST_TEXT, LONGEST_LINE = 20_000, 500
Fields = dict[str, object]


class CannotDraft(Exception):
    """A question that has no counterpart here; the message is a sentence that says why."""


@dataclass
class Draft:
    """A question on its way. `mistakes` are those that its wrong answers show; `missing` keeps it a draft."""

    item: Item
    identity: str
    keep: Keep
    fields: Fields = field(default_factory=dict)
    mistakes: dict[str, Fields] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def text(self, rich: Rich | None) -> str:
        """A text as Markdown, notes taken; "" for none. Raises CannotDraft if a bank cannot hold it."""
        if rich is None:
            return ""
        found = converted(rich, self.keep)
        self.notes += found.notes
        if len(found.markdown) > LONGEST_TEXT or (not found.markdown and len(rich.text) > LONGEST_TEXT):
            raise CannotDraft(f"One of its texts has more than {LONGEST_TEXT} characters.")
        return found.markdown

    def said(self, rich: Rich | None) -> str:
        """A feedback as Markdown; "" for none, and for what systems fill in by themselves."""
        if rich is None or (plain_words(rich) in _FILLED_IN and "<img" not in rich.text):
            return ""
        return self.text(rich)

    def lose(self, says: str) -> None:
        """Note that something is not in the bank."""
        self.notes.append(lost(says))

    def guess(self, says: str) -> None:
        """Note that something may have been meant in another way."""
        self.notes.append(guessed(says))

    def wrong(self, shown: str, why: Rich, ids: Ids) -> str:
        """The id of a mistake for a wrong answer, which says `why` it is one."""
        end = slug(shown, 4) or "answer"
        name = ids.give([f"{self.identity[: 60 - len(end)].strip('-')}-{end}"])
        self.mistakes[name] = {"says": f"Answering {shown}"[:LONGEST_LINE], "why": self.text(why)}
        return name


def dollars(value: object) -> object:
    """`value` with each `${` as a numeric question writes it: there it would be the place of a param."""
    if isinstance(value, str):
        return value.replace("${", "$${")
    if isinstance(value, dict):
        return {name: dollars(inner) for name, inner in value.items()}
    return [dollars(inner) for inner in value] if isinstance(value, list) else value


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, not too many of them."""
    shown = ", ".join(f"'{name}'" for name in names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"
