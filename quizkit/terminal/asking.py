"""Asks for the next input, and asks again until what was typed can be taken."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.app.take import Posed, Sitting
from quizkit.model.answer import Answer, Typed
from quizkit.model.question import CodeQuestion, Numeric
from quizkit.session import inputs as on
from quizkit.session.state import Item
from quizkit.terminal.console import Console
from quizkit.terminal.reading import COMMANDS, Misread, command, read_answer
from quizkit.terminal.wording import CONFIDENCE_PROMPT, NEXT_PROMPT, RETRY_PROMPT, answer_prompt

LEAVING: dict[str, on.Input] = {"q": on.Quit(), ":q": on.Quit()}
CONFIDENCE = {"": on.Sure(None), "1": on.Sure(1), "2": on.Sure(2), "3": on.Sure(3), **LEAVING}
NEXT = {"": on.Next(), "n": on.Next(), **LEAVING}
RETRY = {
    "": on.Again(),
    "e": on.Again(),
    "v": on.Reveal(),
    **COMMANDS,
    **{f":{word}": given for word, given in COMMANDS.items()},
}


def ask_answer(console: Console, sitting: Sitting, item: Item, draft: str | None) -> on.Input:
    """An answer, a command, or a verdict where the question cannot be answered here. Raises EndOfInput."""
    posed = sitting.posed(item)
    obstacle = sitting.obstacle(item)
    if obstacle is not None:
        return on.Verdict(obstacle)
    hints = sitting.plan.mode.hints
    given: Answer | on.Input
    if isinstance(posed.question, CodeQuestion):
        from quizkit.terminal.programs import ask_program  # editor and files, which few questions need

        given = ask_program(console, posed.question, draft, hints)
    else:
        given = _asked(console, posed, hints)
    return given if isinstance(given, on.Input) else on.Give(given, sitting.grade_version(item))


def _asked(console: Console, posed: Posed, hints: bool) -> Answer | on.Input:
    question = posed.question
    shown = [name for name, _ in posed.options]
    while True:
        typed = console.ask(answer_prompt(question, len(shown), hints))
        given = command(typed, bare=question.kind != "text")
        if given is not None:
            return given
        answer = read_answer(question.kind, typed, shown)
        if isinstance(question, Numeric) and isinstance(answer, Typed):
            answer = _number(question, answer)
        if not isinstance(answer, Misread):
            return answer
        console.tell(answer.says)


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


def ask_retry(console: Console) -> on.Input:
    """What to do about a wrong program. Raises EndOfInput."""
    return _one_of(console, RETRY_PROMPT, RETRY, "Type e, ?, v, r, s or q.")


def ask_next(console: Console) -> on.Input:
    """Waits until the learner has read the feedback; not where nobody reads. Raises EndOfInput."""
    if not console.interactive:
        return on.Next()
    return _one_of(console, NEXT_PROMPT, NEXT, "Press Enter, or type q.")


def _one_of(console: Console, prompt: str, choices: Mapping[str, on.Input], else_says: str) -> on.Input:
    while True:
        typed = console.ask(prompt).lower()
        if typed in choices:
            return choices[typed]
        console.tell(else_says)
