"""How a question reads in plain mode: its lines, and the prompt that says how to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizkit import text
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.question import CodeQuestion, Numeric, OrderQuestion, Predict, Question
from quizkit.session.effects import ShowQuestion
from quizkit.session.modes import Policy
from quizkit.session.order import place_to_go_on
from quizkit.session.state import Standing, State


def greeting(sitting: Sitting, width: int) -> list[str]:
    """What begins: the topic, the mode and what it does, how many questions."""
    plan = sitting.plan
    if plan.mode.walks:  # the walk told the rest
        return [*text.plain(f"Now {counted(len(plan.items))}.", width), *text.plain(ASIDES, width)]
    title = f"{sitting.topic.title}. " if sitting.topic else ""
    count = "" if plan.mode.endless else f", {counted(len(plan.items))}"
    said = f"{title}{plan.mode.name.capitalize()}{count}: {plan.mode.says}."
    return [*text.plain(said, width), *text.plain(ASIDES, width)]


def counted(questions: int) -> str:
    """How many questions, in words."""
    return "1 question" if questions == 1 else f"{questions} questions"


def numbers_to(count: int) -> str:
    """The numbers that can be typed where there are `count` things to choose from."""
    return "1" if count == 1 else f"1-{count}"


def noted(standing: Standing, flag: bool) -> str:
    """That something was noted, without a word on its worth."""
    if flag:
        return "Flagged." if standing.flagged else "No longer flagged."
    return "Answer noted."


def going_on_at(state: State) -> str:
    """The question that a session which is left goes on with."""
    place = place_to_go_on(state)
    return f"question {place.number}" + ("" if place.total is None else f" of {place.total}")


def left(at: str, recorded: bool, command: str) -> str:
    """That a session was left `at` a question, and how to go on with it where it was `recorded`."""
    if recorded:
        return f"Saved. Go on at {at} with: {command}"
    return f"Left at {at}. Nothing is recorded; begin again with: {command}"


def left_for_home(at: str, mode: Policy) -> str:
    """The same where the learner is back at home; nothing if the session was finished."""
    if not at:
        return ""
    if mode.recorded:
        return f"Saved. Choose {mode.name} again to go on at {at}."
    return f"Left at {at}. Nothing of {mode.name} is recorded."


@dataclass(frozen=True)
class Prompting:
    """Which commands a prompt names: are there hints, may the answer be shown.

    What q does: it ends a session without an end of its own, and leaves any other, which `saves` it.
    """

    hints: bool
    reveals: bool = False
    saves: bool = True
    ends: bool = False


def question_lines(posed: Posed, heading: str, steps: int, width: int) -> list[str]:
    """The question as it is read out: heading, prompt, program or starter, options, the first `steps`."""
    lines = [*text.plain(heading, width), *text.plain(posed.prompt, width)]
    match posed.question:
        case Predict():
            lines += numbered("Program", posed.program)
        case CodeQuestion(starter=starter):
            given = posed.starter == starter
            lines += [] if given else text.plain(REPAIR, width)
            lines += numbered("Starter" if given else "Program", posed.starter)
        case OrderQuestion(blocks=blocks, answer=answer) if len(answer) < len(blocks):
            lines += text.plain("Not all of these belong to the answer.", width)
    return [*lines, *option_lines(posed.options, width), *first_steps(posed, steps, width)]


def first_steps(posed: Posed, steps: int, width: int) -> Iterator[str]:
    """The steps that are given with the question."""
    if steps:
        yield "The first step:" if steps == 1 else f"The first {steps} steps:"
    for number, step in enumerate(posed.steps[:steps], start=1):
        yield from labelled(f"  {number}. ", text.plain(step, width - 5))


def heading(posed: Posed, effect: ShowQuestion, topic: str, answered_before: int) -> str:
    """Which question this is; `topic` is its topic's title where a session has several."""
    place = effect.place
    which = f"{place.number}" if place.total is None else f"{place.number} of {place.total}"
    parts = [f"{'Worked example' if effect.worked else 'Question'} {which}", topic, posed.question.difficulty]
    said = ", ".join(part for part in parts if part)
    if effect.worked:
        return f"{said}."
    if place.total is None:
        fresh = not place.again and not effect.item.before
        return f"{said}. {'A fresh variant.' if fresh else 'All variants came; they come again.'}"
    return f"{said}. {_before(place.again, answered_before)}"


def _before(again: int, answered_before: int) -> str:
    match again, answered_before:
        case 0, 0:
            return "Not attempted before."
        case 0, 1:
            return "Attempted once before."
        case 0, _:
            return f"Attempted {answered_before} times before."
        case _:
            return "It comes back, as promised."


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


def answer_prompt(question: Question, options: int, prompting: Prompting) -> str:
    """What can be typed at the question; where an answer is typed, commands begin with a colon."""
    match question.kind:
        case "choice" | "predict":
            return f"Answer 1-{options}, {_commands(prompting)}: "
        case "multiple":
            return f"Answers like 1 3, 0 for none, {_commands(prompting)}: "
        case "order":
            return f"Order like 2 1 3, {_commands(prompting)}: "
        case "numeric":
            unit = f" in {question.unit}" if isinstance(question, Numeric) and question.unit else ""
            return f"Number{unit}, {_commands(prompting, ':')}: "
        case _:
            return f"Type the answer, {_commands(prompting, ':')}: "


def program_prompt(editor: str | None, prompting: Prompting, again: bool) -> str:
    """How a program can be handed in; `editor` names the editor that Enter opens, if there is one."""
    ways = f"Enter opens {editor}, p pastes" if editor else "Enter or p pastes"
    return f"{ways}, :file PATH, {_commands(replace(prompting, reveals=prompting.reveals or again))}: "


def _commands(prompting: Prompting, mark: str = "") -> str:
    hint = f"{mark}? hint, " if prompting.hints else ""
    view = f"{mark}v answer, " if prompting.reveals else ""
    leave = "end" if prompting.ends else "save and quit" if prompting.saves else "quit"
    return f"{hint}{view}{mark}r repeat, {mark}s skip, {mark}q {leave}"


def options_words(posed: Posed, names: Sequence[str]) -> str:
    """Options or blocks on one line, by the numbers they were shown under; of several, each is cut short."""
    numbers = {name: number for number, (name, _) in enumerate(posed.options, start=1)}
    texts = dict(posed.options)
    shown = [(numbers.get(name, "?"), text.one_line(texts.get(name, name))) for name in names]
    return "; ".join(f"{number}) {words if len(names) == 1 else _cut(words)}" for number, words in shown)


def _cut(words: str) -> str:
    """The beginning of `words`; code that is cut is closed."""
    if len(words) <= SHORT:
        return words
    begun = words[:SHORT].rstrip()
    return f"{begun}…{'`' * (begun.count('`') % 2)}"


def answer_words(posed: Posed, answer: Answer | None) -> str:
    """An answer on one line: options by number and words, typed words, the size of a program."""
    match answer:
        case Chosen(option=option):
            return options_words(posed, [option])
        case ChosenSet(options=options):
            shown = [name for name, _ in posed.options if name in options]
            return options_words(posed, shown) or "none of them"
        case Ordered(blocks=blocks):
            return options_words(posed, blocks)
        case Typed(text=typed):
            return typed
        case Program(code=code):
            return f"a program of {len(code.splitlines())} lines"
        case None:
            return "none"


SHORT = 40  # characters of an option that is told among others
REPAIR = "This program shows a common mistake. Repair it."
ASIDES = "At any question, f flags it and b lists all; where you type words, :f and :b."
CONFIDENCE_PROMPT = "How sure? 1 guess, 2 fairly, 3 very, Enter skips: "
RETRY_PROMPT = "e edit again, :file PATH, ? hint, v view the solution, r repeat, s skip, q save and quit: "
NEXT_PROMPT = "Press Enter for the next question, q to quit: "
SAVE_AGAIN_PROMPT = "Not saved. Press Enter to try again, q to leave without it: "
