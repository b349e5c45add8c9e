"""Rules about hints and worked solutions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizkit import text
from quizkit.bank.lint.view import Flaw, View
from quizkit.grading.typed_text import normalized
from quizkit.model.question import Choice, CodeQuestion, Numeric, Predict, Question, TextQuestion

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*[A-Za-z0-9_]|[A-Za-z_]|\d+(?:\.\d+)?")
_SHORTEST = 3  # characters; shorter keys stand in many honest hints


def empty_steps(question: Question, view: View) -> Iterator[Flaw]:
    """The worked solution has no steps.

    The learner is told what is right, but not how one gets there.

    Example:
        questions:
          - id: q
            solution: {answer: It is so.}

    Instead:
        Give `solution.steps`, one sentence for each step of the thought.
    """
    if not question.solution.steps:
        yield Flaw(("solution",), "The solution has no steps.", "Add 'steps', one sentence for each.")


def hint_gives_answer(question: Question, view: View) -> Iterator[Flaw]:
    """A hint holds the answer itself, or every word that tells the right option from the others.

    Whoever takes the hint has nothing left to think.

    Example:
        questions:
          - id: q
            kind: text
            accept: [gradient]
            hint: It is called the gradient.

    Instead:
        Nudge towards the idea, or name the principle, without the words of the answer.
    """
    for index, rung in enumerate(question.hint):
        if _gives_away(question, rung, view):
            path = ("hint", index) if len(question.hint) > 1 else ("hint",)
            yield Flaw(path, "The hint gives the answer away.", "Point to the idea behind it instead.")


def _gives_away(question: Question, hint: str, view: View) -> bool:
    match question:
        case Choice():
            return _names_option(question, hint)
        case TextQuestion():
            return any(_contains(hint, words) for words in question.accept)
        case Numeric():
            return question.value is not None and _holds_number(hint, question.value)
        case Predict():
            keys = [o.text for v in view.loaded.variants(question.id) for o in v.options if o.id == v.key]
            return any(_contains(hint, text.one_line(key).strip("`")) for key in keys)
        case CodeQuestion():
            starter = {line.strip() for line in question.starter.splitlines()}
            new = {line.strip() for line in question.solution.code.splitlines()} - starter
            return bool(new) and all(line in hint for line in new)
    return False


def _contains(hint: str, words: str) -> bool:
    """Whether `words` stand in `hint` as whole words."""
    key = normalized(words, ("nfkc", "case", "spaces"))
    shown = normalized(text.one_line(hint), ("nfkc", "case", "spaces"))
    return len(key) >= _SHORTEST and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", shown) is not None


def _names_option(question: Choice, hint: str) -> bool:
    keys = [option.text for option in question.options if option.correct]
    others = {word for option in question.options if not option.correct for word in _words(option.text)}
    for key in keys:
        telling = _words(key) - others
        if sum(map(len, telling)) > _SHORTEST and telling <= _words(hint):
            return True
    return any(_contains(hint, text.one_line(key)) for key in keys)


def _words(markdown: str) -> set[str]:
    return set(_WORD.findall(text.one_line(markdown).casefold()))


def _holds_number(hint: str, value: float) -> bool:
    numbers = re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", hint)
    return any(len(number) > 1 and float(number) == value for number in numbers)
