"""A form's item as it is printed: its question in its variant, and the options with their letters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from quizkit import text
from quizkit.bank.filling import fill
from quizkit.bank.laying_out import draws, narrowed
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.errors import ContentError, UsageError
from quizkit.exam.corrected import before
from quizkit.model.exam import Form, FormItem
from quizkit.model.lock import Variant
from quizkit.model.question import CodeQuestion, Numeric, Predict, Question, TextQuestion

REMEDY = "grade it with the banks it was built from, or build and print it again."


@dataclass(frozen=True)
class ShownItem:
    """One item: `prompt` with the program to be read, if any; `options` are (letter, id, text) as printed.

    The question has the options that were drawn for the form, and no others.
    """

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


def shown_items(
    form: Form,
    open_topic: Callable[[str], LoadedTopic],
    corrected: Collection[str] = (),
    remedy: str = REMEDY,
) -> tuple[ShownItem, ...]:
    """Every item of `form` against the banks as they are now.

    Raises ContentError that names all questions which are gone or whose answers would be graded in another
    way than when the form was built, says what changed, and `remedy`. Of the addresses `corrected` the key
    may be another one: those questions are as they were, as far as their text tells; see `corrected.before`.
    """
    items: list[ShownItem] = []
    changed: list[str] = []
    for number, item in enumerate(form.items, start=1):
        shown = _shown(number, item, open_topic, item.question in corrected)
        if isinstance(shown, str):
            changed.append(f"{item.question} ({shown})")
        else:
            items.append(shown)
    if changed:
        raise ContentError(
            f"form {form.form} of exam '{form.exam}' was built from other versions of {', '.join(changed)}; "
            f"{remedy}"
        )
    return tuple(items)


def _shown(
    number: int, item: FormItem, open_topic: Callable[[str], LoadedTopic], corrected: bool
) -> ShownItem | str:
    """The item; or what changed, if its question is not what it was when the form was built."""
    topic, _, question_id = item.question.rpartition("/")
    try:
        loaded = open_topic(topic)
        question = loaded.question(question_id)
    except UsageError:
        return "it is gone"
    variants = loaded.variants(question_id)
    if item.variant >= max(len(variants), 1):
        return f"it has no variant {item.variant + 1} any more"
    variant = variants[item.variant] if variants else None
    shown = present(question, variant, None)
    texts = dict(shown.options)
    unknown = set(item.options) - set(texts)
    if len(set(item.options)) < len(item.options):
        return "the form lists an option of it twice"
    if unknown or not (draws(question) or len(item.options) == len(texts)):
        return _other_options(unknown, set() if draws(question) else set(texts) - set(item.options))
    question = narrowed(question, item.options)
    if version_in(loaded, question, variant) != item.grade_version:
        earlier = before(question, item, lambda one: version_in(loaded, one, variant)) if corrected else None
        if earlier is None:
            return _other_grades(question) + (", or more than the key" if corrected else "")
        question = earlier
    options = tuple(
        (letter, name, texts[name]) for letter, name in zip(ascii_uppercase, item.options, strict=False)
    )
    return ShownItem(
        number, item, loaded, question, variant, _prompt(question, variant, shown.prompt), options
    )


def _other_options(gone: set[str], new: set[str]) -> str:
    parts = [f"without {name}" for name in sorted(gone)]
    parts += [f"with {name}" for name in sorted(new)]
    return f"its options are now {' and '.join(parts)}"


def _other_grades(question: Question) -> str:
    """What of a question may have changed where its options have the ids that they had."""
    match question:
        case CodeQuestion():
            return "its cases, checks, limits, solution or runner changed"
        case Numeric():
            return "its value, tolerance, unit or parameters changed"
        case TextQuestion():
            return "the texts that it accepts changed"
    return "the text of an option, or which is right, changed"


def _prompt(question: Question, variant: Variant | None, prompt: str) -> str:
    """The prompt and, below it, the program whose result is asked for."""
    if not isinstance(question, Predict):
        return prompt
    return f"{prompt}\n\n{text.fence(fill(question.code, variant.params if variant else {}))}"


def by_address(items: Sequence[ShownItem]) -> dict[str, ShownItem]:
    """The items by their question's full address."""
    return {shown.item.question: shown for shown in items}
