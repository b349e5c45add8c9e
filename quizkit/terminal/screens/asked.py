"""What a question looks like on a screen: its lines, and the field that takes its answer."""

from __future__ import annotations

from quizkit import text
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.question import CodeQuestion, Numeric, OrderQuestion, Predict, TextQuestion
from quizkit.session import effects as do
from quizkit.session.order import place, place_of
from quizkit.session.state import State
from quizkit.terminal import wording
from quizkit.terminal.feedback import told_lines
from quizkit.terminal.screens.choosing import Choices
from quizkit.terminal.screens.fields import Editor, Line, Pane
from quizkit.terminal.screens.ordering import Blocks
from quizkit.terminal.screens.page import Lines

Field = Choices | Blocks | Line | Pane


def heading(sitting: Sitting, effect: do.ShowQuestion) -> str:
    """Which question it is, how hard, how often it was met."""
    several = len(sitting.topics) > 1
    topic = sitting.loaded(effect.item).topic.title if several else ""
    return wording.heading(sitting.posed(effect.item), effect, topic, sitting.times_answered(effect.item))


def question_part(posed: Posed, said: str) -> Lines:
    """The heading and what is asked; options and code have a field of their own."""

    def lines(width: int) -> list[str]:
        shown = [*text.plain(said, width), "", *text.plain(posed.prompt, width)]
        match posed.question:
            case Predict():
                shown += ["", *wording.numbered("Program", posed.program)]
            case CodeQuestion(starter=starter) if posed.starter != starter:
                shown += ["", *text.plain(wording.REPAIR, width)]
            case OrderQuestion(blocks=blocks, answer=answer) if len(answer) < len(blocks):
                shown.append("Not all of these belong to the answer.")
        return shown

    return lines


def steps_part(posed: Posed, steps: int) -> Lines:
    """The first `steps` steps of the solution, which are given."""
    return lambda width: list(wording.first_steps(posed, steps, width))


def feedback_part(sitting: Sitting, state: State, effect: do.ShowFeedback) -> Lines:
    """How an answer was judged; where all are told at the end, with the question and the answer."""
    standing, mode = effect.standing, sitting.plan.mode
    posed = sitting.posed(standing.item)
    number, total = place_of(state, standing.item), len(state.plan.items)

    def lines(width: int) -> list[str]:
        shown: list[str] = []
        if mode.feedback == "at-end":
            shown += text.plain(f"Question {number} of {total}: {text.one_line(posed.prompt)}", width)
            given = text.markdown_inline(wording.answer_words(posed, standing.answer))
            shown += text.plain(f"Your answer: {given}", width)
        return [*shown, *told_lines(sitting, effect, width)]

    return lines


def field_for(posed: Posed, given: Answer | None, draft: str | None) -> Field:
    """The field for an answer, holding what was `given` already, or the `draft` of a program."""
    match posed.question:
        case CodeQuestion():
            code = given.code if isinstance(given, Program) else posed.starter
            return Editor(code if draft is None else draft, posed.starter)
        case OrderQuestion(blocks=blocks, answer=answer):
            order = given.blocks if isinstance(given, Ordered) else ()
            return Blocks(posed.options, len(answer) < len(blocks), order)
        case Numeric() | TextQuestion():
            return Line(posed.question, given.text if isinstance(given, Typed) else "")
        case _:
            chosen = (given.option,) if isinstance(given, Chosen) else ()
            several = given.options if isinstance(given, ChosenSet) else frozenset(chosen)
            return Choices(posed.options, posed.question.kind == "multiple", tuple(several))


def where(state: State) -> str:
    """Which question is on, and whether it is flagged."""
    if state.position < 0 or state.over:
        return ""
    at = place(state)
    total = "" if at.total is None else f" of {at.total}"
    flag = "flagged · " if state.current.flagged else ""
    return f"{flag}{at.number}{total}"
