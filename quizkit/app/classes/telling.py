"""What pages tell of the questions behind a class table: of one topic, or of the forms of an exam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from quizkit.app.classes.tasks import asked, variant_of
from quizkit.bank.laying_out import narrowed
from quizkit.bank.loaded import LoadedTopic
from quizkit.exam.shown import ShownItem
from quizkit.model.question import Choice, Multiple, Question
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
        """All questions in their first variant and with all their options, whatever the form."""
        some = [
            narrowed(one, asked(self.loaded, one).ids) for one in map(self.loaded.question, self.questions)
        ]
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
        """The items with their options as they were printed; of the class, each on the first form with it.

        They bear the numbers of the form, and none for the class. Where forms drew options of their own, the
        class met all of these.
        """
        met: dict[str, list[ShownItem]] = {}
        for items in [self.items[form]] if form else self.items.values():
            for address, shown in items.items():
                met.setdefault(address, []).append(shown)
        told = {address: _told(some, released=released) for address, some in met.items()}
        if not form:
            return told
        return {address: replace(one, number=met[address][0].number) for address, one in told.items()}


def _told(some: Sequence[ShownItem], *, released: bool) -> Told:
    """One question, as those met it who sat a form with one of these items."""
    first = some[0]
    whole = _with_every_option(some)
    if whole is not None:
        return tell(whole, first.variant, released=released, hints=True)
    told = tell(first.question, first.variant, released=released, hints=True)
    return replace(told, options=tuple((name, words) for _, name, words in first.options))


def _with_every_option(some: Sequence[ShownItem]) -> Question | None:
    """The question with all options that these items show; None if there is one, or none were drawn."""
    first = some[0]
    listed = first.loaded.question(first.question.id)
    if len(some) < 2 or not isinstance(listed, Choice | Multiple) or listed.order.draw is None:
        return None
    shown = {
        option.id: option
        for one in some
        if isinstance(one.question, Choice | Multiple)
        for option in one.question.options
    }
    options = tuple(shown[option.id] for option in listed.options if option.id in shown)
    return first.question.model_copy(update={"options": options, "order": listed.order})
