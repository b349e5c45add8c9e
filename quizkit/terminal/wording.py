"""How a question reads in plain mode: its lines, and the prompt that says how to answer."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit import text
from quizkit.app.take import Posed
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.question import CodeQuestion, Numeric, OrderQuestion, Predict, Question


def question_lines(posed: Posed, number: int, total: int, answered_before: int, width: int) -> list[str]:
    """The question as it is read out: heading, prompt, program or starter, options."""
    heading = _heading(posed.question, number, total, answered_before)
    lines = [*text.plain(heading, width), *text.plain(posed.prompt, width)]
    match posed.question:
        case Predict():
            lines += numbered("Program", posed.program)
        case CodeQuestion(starter=starter):
            lines += numbered("Starter", starter)
        case OrderQuestion(blocks=blocks, answer=answer) if len(answer) < len(blocks):
            lines.append("Not all of these belong to the answer.")
    return [*lines, *option_lines(posed.options, width)]


def _heading(question: Question, number: int, total: int, answered_before: int) -> str:
    match answered_before:
        case 0:
            before = "Not attempted before."
        case 1:
            before = "Attempted once before."
        case _:
            before = f"Attempted {answered_before} times before."
    return f"Question {number}/{total}, {question.difficulty}. {before}"


def option_lines(options: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Each option or block behind its number; further lines of one are indented."""
    lines: list[str] = []
    for number, (_, words) in enumerate(options, start=1):
        lines += labelled(f"  {number}) ", text.plain(words, width - 5))
    return lines


def labelled(label: str, lines: Sequence[str]) -> list[str]:
    """`lines` with `label` before the first and as much space before the others."""
    rest = " " * len(label)
    return [(rest if index else label) + line for index, line in enumerate(lines or [""])]


def numbered(title: str, code: str) -> list[str]:
    """Code with its line numbers, below a title that says how many there are."""
    rows = code.removesuffix("\n").split("\n")
    digits = len(str(len(rows)))
    count = "1 line" if len(rows) == 1 else f"{len(rows)} lines"
    return [
        f"{title}, {count}:",
        *(
            f"  {number:>{digits}}: {text.visible(row.expandtabs(4))}"
            for number, row in enumerate(rows, start=1)
        ),
    ]


def answer_prompt(question: Question, options: int, hints: bool) -> str:
    """What can be typed at the question; where an answer is typed, commands begin with a colon."""
    match question.kind:
        case "choice" | "predict":
            return f"Answer 1-{options}, {_commands(hints)}: "
        case "multiple":
            return f"Answers like 1 3, 0 for none, {_commands(hints)}: "
        case "order":
            return f"Order like 2 1 3, {_commands(hints)}: "
        case "numeric":
            unit = f" in {question.unit}" if isinstance(question, Numeric) and question.unit else ""
            return f"Number{unit}, {_commands(hints, ':')}: "
        case _:
            return f"Answer in words, {_commands(hints, ':')}: "


def program_prompt(editor: str | None, hints: bool, again: bool) -> str:
    """How a program can be handed in; `editor` names the editor that Enter opens, if there is one."""
    ways = f"Enter opens {editor}, p pastes" if editor else "Enter or p pastes"
    view = "v view the solution, " if again else ""
    return f"{ways}, :file PATH, {view}{_commands(hints)}: "


def _commands(hints: bool, mark: str = "") -> str:
    hint = f"{mark}? hint, " if hints else ""
    return f"{hint}{mark}r repeat, {mark}s skip, {mark}q save and quit"


def answer_words(posed: Posed, answer: Answer | None) -> str:
    """An answer on one line: numbers as they were shown, typed words, the size of a program."""
    numbers = {name: str(number) for number, (name, _) in enumerate(posed.options, start=1)}
    match answer:
        case Chosen(option=option):
            return f"{numbers.get(option, '?')}) {text.one_line(dict(posed.options).get(option, option))}"
        case ChosenSet(options=options):
            return " ".join(sorted(numbers.get(name, "?") for name in options)) or "none of them"
        case Ordered(blocks=blocks):
            return " ".join(numbers.get(name, "?") for name in blocks)
        case Typed(text=typed):
            return typed
        case Program(code=code):
            return f"a program of {len(code.splitlines())} lines"
        case None:
            return "none"


CONFIDENCE_PROMPT = "How sure? 1 guess, 2 fairly, 3 very, Enter skips: "
RETRY_PROMPT = "e edit again, ? hint, v view the solution, r repeat, s skip, q save and quit: "
NEXT_PROMPT = "Saved. Press Enter for the next question, q to quit: "
SAVE_AGAIN_PROMPT = "Not saved. Press Enter to try again, q to leave without it: "
