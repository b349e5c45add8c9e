"""Asks for the next input, and asks again until what was typed can be taken."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.model.answer import Answer, Program, Typed
from quizkit.model.question import CodeQuestion, Numeric
from quizkit.session import inputs as on
from quizkit.session.state import Item
from quizkit.terminal.console import Console
from quizkit.terminal.reading import ASIDE, COMMANDS, Misread, command, read_answer
from quizkit.terminal.wording import (
    CONFIDENCE_PROMPT,
    NEXT_PROMPT,
    RETRY_PROMPT,
    Prompting,
    answer_prompt,
)

FILE = ":file"
CONFIDENCE = {"": on.Sure(None), "1": on.Sure(1), "2": on.Sure(2), "3": on.Sure(3), **ASIDE}
NEXT = {"": on.Next(), "n": on.Next(), **ASIDE}
RETRY = {"": on.Again(), "e": on.Again(), **COMMANDS}


def ask_answer(console: Console, sitting: Sitting, item: Item, draft: str | None) -> on.Input:
    """An answer, a command, or a verdict where the question cannot be answered here. Raises EndOfInput."""
    posed = sitting.posed(item)
    obstacle = sitting.obstacle(item)
    if obstacle is not None:
        return on.Verdict(obstacle)
    mode = sitting.plan.mode
    prompting = Prompting(mode.hints, mode.reveals, mode.recorded, mode.endless)
    given: Answer | on.Input
    if isinstance(posed.question, CodeQuestion):
        from quizkit.terminal.programs import ask_program  # editor and files, which few questions need

        given = ask_program(console, sitting, item, draft, prompting)
    else:
        given = _asked(console, posed, prompting)
    return given if isinstance(given, on.Input) else on.Give(given, sitting.grade_version(item))


def _asked(console: Console, posed: Posed, prompting: Prompting) -> Answer | on.Input:
    question = posed.question
    while True:
        typed = console.ask(answer_prompt(question, len(posed.options), prompting))
        given = command(typed, bare=question.kind != "text")
        if given is not None:
            return given
        answer = answer_in(posed, typed)
        if not isinstance(answer, Misread):
            return answer
        console.tell(answer.says)


def answer_in(posed: Posed, typed: str) -> Answer | Misread:
    """The answer that `typed` is to a question that takes no program, or why it is none."""
    question = posed.question
    answer = read_answer(question.kind, typed, [name for name, _ in posed.options])
    if isinstance(question, Numeric) and isinstance(answer, Typed):
        return _number(question, answer)
    return answer


def _number(question: Numeric, answer: Typed) -> Typed | Misread:
    """The answer, if it is a number: a slip of the keys is no wrong answer."""
    from quizkit.grading.numeric import NotANumber, read  # grading is not needed before the first answer

    number = read(answer.text, question.unit)
    return (
        Misread(number.reason[:1].upper() + number.reason[1:]) if isinstance(number, NotANumber) else answer
    )


def ask_confidence(console: Console) -> on.Input:
    """How sure the learner is. Raises EndOfInput."""
    return _one_of(console, CONFIDENCE_PROMPT, CONFIDENCE, "Type 1, 2 or 3, or press Enter.")


def ask_retry(console: Console, sitting: Sitting, item: Item) -> on.Input:
    """What to do about a wrong program; a file with a better one is taken at once. Raises EndOfInput."""
    while True:
        typed = console.ask(RETRY_PROMPT)
        word, _, path = typed.partition(" ")
        if word == FILE:
            from quizkit.terminal.programs import program_from  # files, which few questions need

            taken = program_from(path.strip())
            if isinstance(taken, Program):
                return on.Give(taken, sitting.grade_version(item))
            console.tell(taken.says)
        elif (given := _chosen(typed, RETRY)) is not None:
            return given
        else:
            console.tell("Type e, :file and a path, ?, v, r, s or q.")


def ask_next(console: Console, saved: bool) -> on.Input:
    """Waits until the learner has read the feedback; not where nobody reads. Raises EndOfInput."""
    if not console.interactive:
        return on.Next()
    return _one_of(console, f"{'Saved. ' if saved else ''}{NEXT_PROMPT}", NEXT, "Press Enter, or type q.")


def _one_of(console: Console, prompt: str, choices: Mapping[str, on.Input], else_says: str) -> on.Input:
    while True:
        given = _chosen(console.ask(prompt), choices)
        if given is not None:
            return given
        console.tell(else_says)


def _chosen(typed: str, choices: Mapping[str, on.Input]) -> on.Input | None:
    """The choice that was typed, with a colon before it or without."""
    word = typed.lower()
    return choices.get(word[1:].strip() if len(word) > 1 and word.startswith(":") else word)
