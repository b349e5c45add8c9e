"""Rules about the options of choice and multiple questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from math import comb

from quizkit import text
from quizkit.bank.laying_out import is_always_shown, number_in
from quizkit.bank.lint.view import Flaw, View
from quizkit.model.question import Choice, Multiple, Option, Predict, Question
from quizkit.source.lines import Path

NONE_OF_THESE = re.compile(
    r"(none|all|both|neither|any) (of )?(the )?(above|these|those|them|others?|options?|answers?)"
    r"( (above|others?|options?|answers?))?( (is|are) (right|correct|true|wrong|false))?[.!]?"
)


def no_correct_option(question: Question, view: View) -> Iterator[Flaw]:
    """No option of a choice or multiple question is correct.

    Whatever the learner picks is wrong.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One thing, feedback: No.}
              - {id: b, text: One other, feedback: No.}

    Instead:
        Mark the right option with `correct: true`. If none is right, add the option that is.
    """
    if isinstance(question, Choice | Multiple) and not any(option.correct for option in question.options):
        yield Flaw(("options",), "No option is correct.", "Mark the right one with 'correct: true'.")


def several_correct_options(question: Question, view: View) -> Iterator[Flaw]:
    """A choice question has more than one correct option.

    The learner can give one answer only, and is left to guess which of the right ones is meant.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: b, text: One other, correct: true, feedback: Yes.}
              - {id: c, text: Yet another, feedback: No.}

    Instead:
        Keep one option correct, or make it `kind: multiple`.
    """
    if isinstance(question, Choice):
        correct = [index for index, option in enumerate(question.options) if option.correct]
        for index in correct[1:]:
            message = f"Option '{question.options[index].id}' is correct too."
            yield Flaw(("options", index), message, "Keep one correct, or write 'kind: multiple'.")


def option_without_feedback(question: Question, view: View) -> Iterator[Flaw]:
    """An option has no feedback.

    The explanation is what helps a learner most: far more than to be told right or wrong.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One thing, correct: true}
              - {id: b, text: One other, feedback: No.}

    Instead:
        Give every option a `feedback` that says why it is right or wrong.
    """
    if isinstance(question, Choice | Multiple):
        for index, option in enumerate(question.options):
            if option.feedback is None:
                message = f"Option '{option.id}' has no feedback."
                yield Flaw(("options", index), message, "Say in 'feedback' why it is right or wrong.")


def duplicate_options(question: Question, view: View) -> Iterator[Flaw]:
    """Two options read the same, apart from case, spaces, punctuation or the writing of a number.

    Whoever picks one of them is right and wrong at once.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: "0.5", correct: true, feedback: Yes.}
              - {id: b, text: "0.50", feedback: No.}
              - {id: c, text: A number, feedback: No.}

    Instead:
        Change or delete one of the two. Computed options differ if their programs or params do.
    """
    if isinstance(question, Choice | Multiple):
        yield from _repeated([(("options", i), o.id, o.text) for i, o in enumerate(question.options)])
    elif isinstance(question, Predict):
        for variant in view.loaded.variants(question.id):
            yield from _repeated([(("wrong",), option.id, option.text) for option in variant.options])


def _repeated(options: Sequence[tuple[Path, str, str]]) -> Iterator[Flaw]:
    first: dict[str | float, str] = {}
    for path, name, words in options:
        other = first.setdefault(normalized(words), name)
        if other != name:
            yield Flaw(path, f"Option '{name}' reads the same as '{other}'.", "Change or delete one.")


def normalized(words: str) -> str | float:
    """What an option amounts to: its number, or its text without case, spaces and final punctuation.

    Case counts in code, and it counts whether something is raised or lowered: x² is not x2.
    """
    marked = "".join(map(_marked, text.one_line(words)))
    shown = " ".join(unicodedata.normalize("NFKC", marked).split())
    if "`" not in shown:
        shown = shown.casefold()
    bare = shown.strip("`.,;:! ") or shown
    try:
        return float(bare)
    except ValueError:
        return bare


def _marked(character: str) -> str:
    """The character, behind a mark if it is raised or lowered."""
    form = unicodedata.decomposition(character).partition(" ")[0]
    return {"<super>": "^", "<sub>": "_"}.get(form, "") + character


def key_is_longest(question: Question, view: View) -> Iterator[Flaw]:
    """The correct option is longer than every wrong one; of several correct ones, all of them are.

    Authors qualify what is right and toss off what is wrong, and test-wise learners know it. Where options
    are drawn, it must not be so in most draws.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: The thing that was asked for in all its details, correct: true, feedback: Yes.}
              - {id: b, text: One other thing, feedback: No.}

    Instead:
        Write wrong options as long and as specific as the right one.
    """
    if isinstance(question, Choice | Multiple):
        right = [_length(option) for option in question.options if option.correct]
        wrong = [_length(option) for option in question.options if not option.correct]
        often = _longest_in(question, min(right)) if right and wrong else 0.0
        if often > 0.5:
            message = f"The correct option is the longest: {min(right)} characters against {max(wrong)}."
            if often < 1:
                message = f"The correct option is the longest in {100 * often:.0f} % of the draws."
            yield Flaw(("options",), message, "Make a wrong option as long, or the correct one shorter.")


def _length(option: Option) -> int:
    return len(text.one_line(option.text))


def _longest_in(question: Choice | Multiple, length: int) -> float:
    """The share of presentations in which every wrong option is shorter than `length` characters."""
    wrong = [option for option in question.options if not option.correct]
    shorter = [option for option in wrong if _length(option) < length]
    others = [option for option in wrong if not is_always_shown(question, option)]
    if question.order.draw is None or not all(option in shorter or option in others for option in wrong):
        return float(len(shorter) == len(wrong))
    drawn = question.order.draw - (len(question.options) - len(others))
    return comb(sum(option in shorter for option in others), drawn) / comb(len(others), drawn)


def unpinned_none_of_these(question: Question, view: View) -> Iterator[Flaw]:
    """An option such as "none of these" or "all of the above" is shuffled among the others.

    In the middle of the list it speaks of options that have not been read, or of none.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One certain thing, correct: true, feedback: Yes.}
              - {id: b, text: One other certain thing, feedback: No.}
              - {id: c, text: None of these, feedback: No.}

    Instead:
        Write `order: {pin: {c: last}}`.
    """
    if isinstance(question, Choice | Multiple) and (question.order.shuffle or question.order.draw):
        for index, option in enumerate(question.options):
            words = " ".join(text.one_line(option.text).casefold().split())
            if option.id not in question.order.pin and NONE_OF_THESE.fullmatch(words):
                message = f"Option '{option.id}' speaks of the others, but may stand anywhere."
                yield Flaw(("options", index), message, f"Write 'order: {{pin: {{{option.id}: last}}}}'.")


def unknown_pin(question: Question, view: View) -> Iterator[Flaw]:
    """`order` pins an option that the question does not have.

    The option that was meant is shuffled.

    Example:
        questions:
          - id: q
            kind: choice
            order: {pin: {d: last}}
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: b, text: One other, feedback: No.}

    Instead:
        Pin by the option's own id.
    """
    if isinstance(question, Choice | Multiple):
        known = {option.id for option in question.options}
        for name in question.order.pin:
            if name not in known:
                fix = f"Use one of {', '.join(sorted(known))}."
                yield Flaw(("order", "pin", name), f"There is no option '{name}' to pin.", fix)


def unsortable_options(question: Question, view: View) -> Iterator[Flaw]:
    """`order` sorts options by their numbers, but one is no number, or two are the same.

    It is then open where that option stands. Pinned options need be no numbers.

    Example:
        questions:
          - id: q
            kind: choice
            order: {sort: ascending}
            options:
              - {id: a, text: "10", correct: true, feedback: Yes.}
              - {id: b, text: A dozen, feedback: No.}
              - {id: c, text: "20", feedback: No.}

    Instead:
        Write a plain number such as `0.5`, `1/2` or `1e-3`, pin the option to an end, or do not sort.
    """
    if not isinstance(question, Choice | Multiple) or question.order.sort is None:
        return
    first: dict[float, str] = {}
    for index, option in enumerate(question.options):
        if option.id in question.order.pin:
            continue
        value = number_in(option.text)
        if value is None:
            fix = "Write a plain number, pin the option to an end, or leave out 'sort'."
            yield Flaw(("options", index), f"Option '{option.id}' is no number to sort by.", fix)
        elif (other := first.setdefault(value, option.id)) != option.id:
            says = f"Option '{option.id}' is the same number as '{other}'."
            yield Flaw(("options", index), says, "Change or delete one.")
