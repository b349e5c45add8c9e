"""What pages tell of the questions behind a class table: of one topic, or of the forms of an exam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from quizkit.app.class_tasks import variant_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.exam.shown import ShownItem
from quizkit.report.pages.model import Told
from quizkit.report.pages.parts import tell


class Telling(Protocol):
    """The questions of a table, by the names of its columns."""

    @property
    def language(self) -> str:
        """The language that the pages are marked as."""

    @property
    def topics(self) -> Sequence[LoadedTopic]:
        """The topics that the questions are of."""

    def told(self, form: str, *, released: bool) -> dict[str, Told]:
        """The questions as those met them who sat `form`; of the class as a whole, if it is empty."""


@dataclass(frozen=True)
class TopicTelling:
    """Questions of one topic, as the whole class met them."""

    loaded: LoadedTopic
    questions: tuple[str, ...]

    @property
    def language(self) -> str:
        """The topic's own."""
        return self.loaded.topic.language

    @property
    def topics(self) -> Sequence[LoadedTopic]:
        """The topic."""
        return (self.loaded,)

    def told(self, form: str, *, released: bool) -> dict[str, Told]:
        """All questions in their first variant, whatever the form."""
        some = [self.loaded.question(name) for name in self.questions]
        return {
            one.id: tell(one, variant_of(self.loaded, one), released=released, hints=True) for one in some
        }


@dataclass(frozen=True)
class FormsTelling:
    """Questions of the forms of one exam: the items by address, by the form's letter."""

    items: Mapping[str, Mapping[str, ShownItem]]

    @property
    def language(self) -> str:
        """That of the first question's topic."""
        return self.topics[0].topic.language

    @property
    def topics(self) -> Sequence[LoadedTopic]:
        """The topics of all forms, each once."""
        every = {one.loaded.address: one.loaded for form in self.items.values() for one in form.values()}
        return tuple(every.values())

    def told(self, form: str, *, released: bool) -> dict[str, Told]:
        """The items with their options as they were printed; of the class, each on the first form with it."""
        forms = [self.items[form]] if form else list(self.items.values())
        met = {address: shown for items in reversed(forms) for address, shown in items.items()}
        return {address: _told(shown, released=released) for address, shown in met.items()}


def _told(shown: ShownItem, *, released: bool) -> Told:
    told = tell(shown.question, shown.variant, released=released, hints=True)
    return replace(told, options=tuple((name, words) for _, name, words in shown.options))
