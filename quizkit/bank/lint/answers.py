"""Rules about keys that are typed, ordered or computed from params."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit.bank.filling import names_in
from quizkit.bank.lint.view import Flaw, View
from quizkit.grading.numeric import near
from quizkit.grading.typed_text import normalized
from quizkit.model.question import Numeric, OrderQuestion, Predict, Question, TextQuestion
from quizkit.source.lines import Path


def numeric_key(question: Question, view: View) -> Iterator[Flaw]:
    """A numeric question, or a wrong number in it, has both `value` and `code`, or neither.

    It is then not said which number is meant.

    Example:
        questions:
          - id: q
            kind: numeric
            value: 4
            code: answer = 2 + 2

    Instead:
        Keep `value` for a number that is known, or `code` for one to be computed into `answer`.
    """
    if not isinstance(question, Numeric):
        return
    keys = [((), question.value, question.code)]
    wrong: list[tuple[Path, float | None, str | None]]
    wrong = [(("wrong", index), wrong.value, wrong.code) for index, wrong in enumerate(question.wrong)]
    for path, value, code in [*keys, *wrong]:
        if (value is None) == (code is None):
            what = "neither 'value' nor 'code'" if value is None else "both 'value' and 'code'"
            yield Flaw(path, f"There is {what}.", "Give exactly one of the two.")


def numeric_tolerance(question: Question, view: View) -> Iterator[Flaw]:
    """The tolerance of a numeric question names more or less than one measure.

    It would be open which of them decides.

    Example:
        questions:
          - id: q
            kind: numeric
            value: 4
            tolerance: {absolute: 0.1, relative: 0.01}

    Instead:
        Give one of `absolute`, `relative` and `digits`.
    """
    if isinstance(question, Numeric):
        given = [name for name, bound in question.tolerance if bound is not None]
        if len(given) != 1:
            named = " and ".join(given) or "nothing"
            fix = "Give exactly one of 'absolute', 'relative' and 'digits'."
            yield Flaw(("tolerance",), f"The tolerance names {named}.", fix)


def unknown_block(question: Question, view: View) -> Iterator[Flaw]:
    """The answer of an order question, or a wrong order, names a block that is not there, or one twice.

    No learner can give that order.

    Example:
        questions:
          - id: q
            kind: order
            blocks:
              - {id: first, text: This comes first}
              - {id: then, text: This comes then}
            answer: [first, next]

    Instead:
        Use the ids of `blocks`, each once.
    """
    if isinstance(question, OrderQuestion):
        known = {block.id for block in question.blocks}
        orders: list[tuple[Path, tuple[str, ...]]] = [(("answer",), question.answer)]
        orders += [(("wrong", i, "order"), wrong.order) for i, wrong in enumerate(question.wrong)]
        for path, order in orders:
            for index, name in enumerate(order):
                if name not in known:
                    fix = f"Use one of {', '.join(sorted(known))}."
                    yield Flaw((*path, index), f"There is no block '{name}'.", fix)
                elif name in order[:index]:
                    yield Flaw((*path, index), f"The block '{name}' is named twice.", "Name it once.")


def wrong_counts_as_right(question: Question, view: View) -> Iterator[Flaw]:
    """A wrong text, number or order is one that counts as right.

    The mistake is never recognised, or the key is wrong.

    Example:
        mistakes:
          loud: {says: Writing it in capitals, why: Small letters are meant.}
        questions:
          - id: q
            kind: text
            accept: [word]
            normalize: [case]
            wrong: [{mistake: loud, text: WORD}]

    Instead:
        Change the wrong answer, the accepted ones, the normalisation or the tolerance.
    """
    fix = "Change one of the two, or how they are compared."
    for path, shown in _right_wrongs(question):
        yield Flaw(path, f"The wrong answer {shown} counts as right.", fix)


def _right_wrongs(question: Question) -> Iterator[tuple[Path, str]]:
    if isinstance(question, TextQuestion):
        accepted = {normalized(words, question.normalize) for words in question.accept}
        for index, wrong in enumerate(question.wrong):
            if normalized(wrong.text, question.normalize) in accepted:
                yield ("wrong", index, "text"), f"'{wrong.text[:60]}'"
    elif isinstance(question, Numeric) and question.value is not None:
        for index, number in enumerate([wrong.value for wrong in question.wrong]):
            if number is not None and near(number, question.value, question.tolerance):
                yield ("wrong", index, "value"), f"{number:g}"
    elif isinstance(question, OrderQuestion):
        for index, order in enumerate([wrong.order for wrong in question.wrong]):
            if order == question.answer:
                yield ("wrong", index, "order"), "is the right order, which"


def unknown_param(question: Question, view: View) -> Iterator[Flaw]:
    """A text holds `${name}`, but there is no such param.

    The learner would read the placeholder, and the program would not run.

    Example:
        questions:
          - id: q
            kind: numeric
            params: {n: [2, 3]}
            prompt: "What is twice ${n} plus ${m}?"
            code: answer = 2 * ${n}

    Instead:
        Add the param, or write `$${` where the characters themselves are meant.
    """
    if isinstance(question, Numeric | Predict):
        for path, words in _filled(question):
            for name in sorted(names_in(words) - set(question.params)):
                fix = f"Add '{name}' to 'params', or write '$${{{name}}}' for the characters themselves."
                yield Flaw(path, f"There is no param '{name}'.", fix)


def unused_param(question: Question, view: View) -> Iterator[Flaw]:
    """A param occurs in no text and no program of its question.

    The variants that it makes are all alike.

    Example:
        questions:
          - id: q
            kind: numeric
            params: {n: [2, 3]}
            code: answer = 4

    Instead:
        Write `${n}` in prompt and code, or delete the param.
    """
    if isinstance(question, Numeric | Predict):
        used = {name for _, words in _filled(question) for name in names_in(words)}
        for name in question.params:
            if name not in used:
                fix = f"Write '${{{name}}}' in prompt and code, or delete it."
                yield Flaw(("params", name), f"The param '{name}' is used nowhere.", fix)


def _filled(question: Numeric | Predict) -> Iterator[tuple[Path, str]]:
    """Every text into which params are put."""
    yield ("prompt",), question.prompt
    if question.code is not None:
        yield ("code",), question.code
    for index, code in enumerate([wrong.code for wrong in question.wrong]):
        if code is not None:
            yield ("wrong", index, "code"), code
    for index, rung in enumerate(question.hint):
        yield ("hint", index), rung
    for index, step in enumerate(question.solution.steps):
        yield ("solution", "steps", index), step
