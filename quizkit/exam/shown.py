"""A form's item as it is printed: its question in its variant, and the options with their letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from quizkit import text
from quizkit.bank.filling import fill
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.errors import ContentError, UsageError
from quizkit.model.exam import Form, FormItem
from quizkit.model.lock import Variant
from quizkit.model.question import Predict, Question


@dataclass(frozen=True)
class ShownItem:
    """One item: `prompt` with the program to be read, if any; `options` are (letter, id, text) as printed."""

    number: int
    item: FormItem
    loaded: LoadedTopic
    question: Question
    variant: Variant | None
    prompt: str
    options: tuple[tuple[str, str, str], ...]

    @property
    def letters(self) -> dict[str, str]:
        """The option id behind each printed letter."""
        return {letter: name for letter, name, _ in self.options}

    def letter(self, option: str) -> str:
        """The printed letter of an option id."""
        return next(letter for letter, name, _ in self.options if name == option)


def shown_items(form: Form, open_topic: Callable[[str], LoadedTopic]) -> tuple[ShownItem, ...]:
    """Every item of `form` against the banks as they are now.

    Raises ContentError that names all questions which are gone or whose grade version is another one than the
    form's.
    """
    items: list[ShownItem] = []
    changed: list[str] = []
    for number, item in enumerate(form.items, start=1):
        shown = _shown(number, item, open_topic)
        if shown is None:
            changed.append(item.question)
        else:
            items.append(shown)
    if changed:
        raise ContentError(
            f"form {form.form} of exam '{form.exam}' was built from other versions of {', '.join(changed)}; "
            "grade it with the banks it was built from, or build and print it again."
        )
    return tuple(items)


def _shown(number: int, item: FormItem, open_topic: Callable[[str], LoadedTopic]) -> ShownItem | None:
    """The item, or None if its question is not what it was when the form was built."""
    topic, _, question_id = item.question.rpartition("/")
    loaded = open_topic(topic)
    try:
        question = loaded.question(question_id)
    except UsageError:
        return None
    variants = loaded.variants(question_id)
    if item.variant >= max(len(variants), 1):
        return None
    variant = variants[item.variant] if variants else None
    if version_in(loaded, question, variant) != item.grade_version:
        return None
    shown = present(question, variant, None)
    texts = dict(shown.options)
    if sorted(texts) != sorted(item.options):
        return None
    options = tuple(
        (letter, name, texts[name]) for letter, name in zip(ascii_uppercase, item.options, strict=False)
    )
    return ShownItem(
        number, item, loaded, question, variant, _prompt(question, variant, shown.prompt), options
    )


def _prompt(question: Question, variant: Variant | None, prompt: str) -> str:
    """The prompt and, below it, the program whose result is asked for."""
    if not isinstance(question, Predict):
        return prompt
    return f"{prompt}\n\n{text.fence(fill(question.code, variant.params if variant else {}))}"


def by_address(items: Sequence[ShownItem]) -> dict[str, ShownItem]:
    """The items by their question's full address."""
    return {shown.item.question: shown for shown in items}
