"""How questions of an exam's forms count, as amended since, and what changes to them mean on each form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quizkit.app.classes.task import Task, Unreadable
from quizkit.app.classes.tasks import Counting, counting
from quizkit.bank.laying_out import can_be_shown, draws, narrowed
from quizkit.bank.version import version_in
from quizkit.errors import UnknownName, UsageError
from quizkit.exam.reading import answer_on
from quizkit.exam.shown import ShownItem
from quizkit.formats.answers import Asked
from quizkit.formats.opening import Unreached
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered
from quizkit.model.exam import Form, FormItem
from quizkit.model.policy import Accept, Amendment, Corrected, Regrade

Items = Mapping[str, Mapping[str, ShownItem]]  # by the form's letter, by the question's address
Countings = Mapping[str, Mapping[str, Counting]]  # likewise


def as_corrected(forms: Sequence[Form], regrades: Sequence[Regrade]) -> tuple[Form, ...]:
    """The forms with the versions of questions that regrades took over from the bank."""

    def corrected(item: FormItem) -> FormItem:
        version = item.grade_version
        for regrade in regrades:
            version = regrade.versions.get(item.question, {}).get(version, version)
        return item if version == item.grade_version else item.model_copy(update={"grade_version": version})

    if not any(regrade.versions for regrade in regrades):
        return tuple(forms)
    return tuple(form.model_copy(update={"items": tuple(map(corrected, form.items))}) for form in forms)


def countings(items: Items, amendments: Sequence[Amendment]) -> Countings:
    """Every item as it counts, amended. Raises UsageError if an amendment does not fit."""
    on = {change.question: [one for one in amendments if one.question == change.question]
          for change in amendments}  # fmt: skip
    return {
        form: {address: _counting(items, shown, on.get(address, ())) for address, shown in some.items()}
        for form, some in items.items()
    }


def _counting(items: Items, shown: ShownItem, amendments: Sequence[Amendment]) -> Counting:
    applying = [one for one in amendments if not isinstance(one, Accept) or _applies(items, shown, one)]
    if not applying:
        return Counting(shown.question, shown.item.grade_version)
    return counting(shown.loaded, Asked(shown.question, shown.item.options), shown.variant, applying)


def _applies(items: Items, shown: ShownItem, accept: Accept) -> bool:
    """Whether what is accepted on one form is on this item's: where its numbers are the same."""
    return accept.form is None or items[accept.form][accept.question].item.variant == shown.item.variant


def exam_task(
    learner: str, shown: ShownItem, one: Counting, answer: Answer | Unreadable | Unreached | None
) -> Task:
    """What one learner's answer to one item means to a batch."""
    item = shown.item
    return Task(
        learner,
        item.question,
        shown.loaded,
        one.question,
        answer,
        one.grade_version,
        item.variant,
        accepted=one.accepted,
    )


def address_of(name: str, addresses: Iterable[str]) -> str:
    """The address that a question's id or address means. Raises UnknownName, or UsageError for several."""
    known = list(addresses)
    found = [one for one in known if name in (one, one.rpartition("/")[2])]
    if len(found) > 1:
        raise UsageError(f"'{name}' may be any of {', '.join(found[:5])}; write its full address.")
    if not found:
        ids = [one.rpartition("/")[2] for one in known]
        remedy = f"This exam asked {', '.join(known[:20])}."
        raise UnknownName("question", name, [*known, *ids], remedy, within="this exam")
    return found[0]


def resolved(items: Items, regrade: Regrade) -> Regrade:
    """The changes by full address and ids of options, with the versions of what was corrected.

    Raises UsageError for a change that fits no form.
    """
    addresses = {address: None for some in items.values() for address in some}
    changes: list[Amendment] = []
    versions: dict[str, dict[str, str]] = {}
    for change in regrade.changes:
        named = change.model_copy(update={"question": address_of(change.question, addresses)})
        changes.append(_accept(items, named) if isinstance(named, Accept) else named)
        if isinstance(named, Corrected):
            met = [(form, some[named.question]) for form, some in items.items() if named.question in some]
            versions[named.question] = {one.item.grade_version: _version(form, one) for form, one in met}
    return regrade.model_copy(update={"changes": tuple(changes), "versions": versions})


def _version(form: str, shown: ShownItem) -> str:
    """The grade version that an item has by its bank as it is now."""
    now = shown.loaded.question(shown.question.id)
    if draws(now) and not can_be_shown(now, shown.item.options):
        raise UsageError(
            f"form {form} does not show the option of '{shown.item.question}' that is right now; "
            "drop the question, or give full marks, with the bank as it was."
        )
    return version_in(shown.loaded, narrowed(now, shown.item.options), shown.variant)


def _accept(items: Items, accept: Accept) -> Accept:
    """The answer by ids; the form stays where another one has the question with other numbers."""
    places = {form: some[accept.question] for form, some in items.items() if accept.question in some}
    if accept.form is not None and accept.form not in places:
        raise UsageError(f"form {accept.form} of this exam has no question '{accept.question}'.")
    shown = places[accept.form or next(iter(places))]
    if shown.options:
        answer = accept.answer if accept.form is None else _ids(shown, accept)
        return accept.model_copy(update={"form": None, "answer": answer})
    if len({one.item.variant for one in places.values()}) == 1:
        return accept.model_copy(update={"form": None})
    if accept.form is None:
        raise UsageError(
            f"'{accept.question}' has other numbers on other forms; say with 'form:' on which one "
            "the answer is right."
        )
    return accept


def _ids(shown: ShownItem, accept: Accept) -> str | tuple[str, ...]:
    """The ids behind an answer in letters of a form."""
    given = accept.answer if isinstance(accept.answer, tuple) else (str(accept.answer),)
    answer = answer_on(shown, " ".join(given))
    match answer:
        case Chosen(option=option):
            return option
        case ChosenSet(options=options):
            return tuple(sorted(options))
        case Ordered(blocks=blocks):
            return blocks
    raise UsageError(f"the answer to accept for '{accept.question}' does not fit: {answer}")
