"""Packs a form for a computer: what a learner is shown of each item, and nothing that tells its key."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.bank.canonical import digest
from quizkit.bank.filling import fill
from quizkit.bank.presenting import present
from quizkit.exam.shown import ShownItem
from quizkit.model.exam import Form
from quizkit.model.package import Package, PackedItem, PackedOption
from quizkit.model.question import CodeQuestion, Numeric, OrderQuestion, Predict


def pack(form: Form, items: Sequence[ShownItem]) -> Package:
    """The package of `form`, whose items are `items`; the same form and banks give the same one."""
    return Package(
        format=1,
        exam=form.exam,
        title=form.title,
        form=form.form,
        learner=form.learner,
        minutes=form.minutes,
        instructions=form.instructions,
        blueprint=form.blueprint,
        items=tuple(_packed(shown) for shown in items),
    )


def package_digest(package: Package) -> str:
    """SHA-256 of what a package shows: a hand-in names it, so that it is graded as it was taken."""
    return digest(package.model_dump(mode="json"))


def _packed(shown: ShownItem) -> PackedItem:
    question = shown.question
    params = shown.variant.params if shown.variant else {}
    return PackedItem(
        question=shown.item.question,
        kind=question.kind,
        points=shown.item.points,
        prompt=present(question, shown.variant, None).prompt,
        options=tuple(PackedOption(id=letter.lower(), text=text) for letter, _, text in shown.options),
        some=isinstance(question, OrderQuestion) and len(question.answer) < len(question.blocks),
        unit=question.unit if isinstance(question, Numeric) else None,
        program=fill(question.code, params) if isinstance(question, Predict) else None,
        starter=question.starter if isinstance(question, CodeQuestion) else None,
    )
