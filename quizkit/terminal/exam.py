"""An exam in plain mode: go to any question, flag, hand in, with a clock and no sign of right or wrong."""

from __future__ import annotations

import re
from pathlib import Path

from quizkit import text
from quizkit.app.exams.sitting import ExamSitting
from quizkit.app.learning.sitting import Posed
from quizkit.model.answer import Answer, Program
from quizkit.model.question import CodeQuestion, Multiple, Numeric, OrderQuestion, TextQuestion
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.state import Item
from quizkit.terminal import wording
from quizkit.terminal.alarm import TimeIsUp, time_limit
from quizkit.terminal.asking import answer_in
from quizkit.terminal.console import Console
from quizkit.terminal.editor import editor_command
from quizkit.terminal.plain import PlainSession
from quizkit.terminal.programs import LATE, MAX_LENGTH, Bench
from quizkit.terminal.reading import COMMANDS, Misread

_HANDING: dict[str, on.Input] = {"": on.Again(), "h": on.HandIn(), "b": on.Overview(), "q": on.Quit()}
_WORDS: dict[str, on.Input] = {**COMMANDS, "n": on.Next(), "h": on.HandIn()}
_GOING = re.compile(r":?g *([0-9]{1,4})")
_HOW = (
    "Answer in any order and as often as you like; the latest answer counts. Everything is saved at once. "
    "The clock runs on while you are away."
)
_MOVES = "Enter goes on, @g 3 to question 3, @f flag, @b list, @r repeat, @h hand in, @q leave"
_HAND_IN_PROMPT = "h hands in for good, Enter goes back, g 3 goes to question 3, b lists, q leaves: "


class PlainExam(PlainSession):
    """One exam on a console."""

    def __init__(self, sitting: ExamSitting, console: Console, how_to_go_on: str) -> None:
        super().__init__(sitting, console, how_to_go_on)
        self._exam = sitting
        self._given_in_time = False  # what an editor had saved when the time ran out was given

    def introduce(self) -> None:
        """Say what is asked: title, form, questions, points, minutes, the instructions, what counts."""
        package, width = self._exam.package, self._console.width
        points = sum(item.points for item in package.items)
        questions = wording.counted(len(package.items))
        whose = f" for {package.learner}" if package.learner else ""
        said = f"{package.title}, form {package.form}{whose}. {questions}, {points:g} points, {self._left()}."
        self._console.say_all(text.plain(text.markdown_inline(said), width))
        if package.instructions:
            self._console.say_all(text.plain(package.instructions, width))
        self._console.tell(_HOW)

    def _greet(self) -> None:
        """What is asked, and where it goes on."""
        self.introduce()
        if self._exam.begun is not None:
            self._console.say(f"Going on at {self._going_on_at()}; the clock was running all the time.")

    def _left(self) -> str:
        minutes = self._exam.minutes_left
        if minutes < 1:
            return "less than a minute left"
        return "1 minute left" if minutes == 1 else f"{minutes} minutes left"

    def _carry_out(self, effect: do.Effect) -> None:
        match effect:
            case do.ShowSummary(state=state):
                answered = sum(standing.answer is not None for standing in state.standings)
                self._console.say("", f"The exam is over: {answered} of {len(state.standings)} answered.")
            case _:
                super()._carry_out(effect)

    def _show_question(self, effect: do.ShowQuestion) -> None:
        posed, current = self._exam.posed(effect.item), self._state.current
        points = f"{self._exam.points(effect.item):g}"
        flagged = ", flagged" if current.flagged else ""
        heading = (
            f"Question {effect.place.number} of {effect.place.total}, {points} "
            f"{'point' if points == '1' else 'points'}{flagged}. {self._left().capitalize()}."
        )
        self._console.say("", *wording.question_lines(posed, heading, 0, self._console.width))
        if current.answer is not None:
            self._console.tell(f"Your answer so far: {wording.answer_words(posed, current.answer)}")

    def _await(self, effect: do.Effect) -> on.Input:
        try:
            if self._given_in_time:
                raise TimeIsUp
            with time_limit(self._exam.seconds_left):
                return self._asked(effect)
        except TimeIsUp as up:
            return self._time_up(effect, up.saved)

    def _time_up(self, effect: do.Effect, saved: str | None) -> on.Input:
        """Hand in; but first give the program that an editor, open now or killed before, had saved."""
        if isinstance(effect, do.AskAnswer) and not self._given_in_time:
            item = effect.item
            counts = self._exam.draft(item) if saved is None else saved
            given = self._exam.posed(item).starter if effect.draft is None else effect.draft
            if saved is not None:
                self._console.tell(LATE)
            if counts and counts != given and len(counts) <= MAX_LENGTH:
                self._given_in_time = True
                return self._given(item, Program(code=counts))
        self._console.say("", "The time is up.")
        return on.TimeUp()

    def _asked(self, effect: do.Effect) -> on.Input:
        match effect:
            case do.AskAnswer(item=item, draft=draft):
                return self._answer(item, draft)
            case do.AskHandIn(unanswered=unanswered, flagged=flagged):
                return self._hand_in(unanswered, flagged)
            case _:
                raise TypeError(f"{type(effect).__name__} is nothing that an exam asks")

    def _given(self, item: Item, answer: Answer) -> on.Give:
        return on.Give(answer, self._exam.grade_version(item))

    def _hand_in(self, unanswered: int, flagged: int) -> on.Input:
        self._console.say(f"Not answered: {unanswered}. Flagged: {flagged}. {self._left().capitalize()}.")
        while True:
            typed = self._console.ask(_HAND_IN_PROMPT)
            given = _HANDING.get(typed.lower().removeprefix(":")) or _going_to(typed)
            if given is not None:
                return given
            self._console.tell("Type h to hand in for good, g and a number, b or q, or press Enter.")

    def _answer(self, item: Item, draft: str | None) -> on.Input:
        posed = self._exam.posed(item)
        kind = posed.question.kind
        editor = editor_command() if kind == "code" and self._console.interactive else None
        prompt = f"{_way(posed, editor)}, {_MOVES.replace('@', ':' if kind == 'text' else '')}: "
        bench = Bench(self._console, self._exam, item, posed.starter if draft is None else draft, editor)
        if kind == "code":
            bench.tell_what_is_kept()
        while True:
            typed = self._console.ask(prompt)
            given = _command(typed, bare=kind != "text")
            if given is not None:
                return given
            if kind == "code":
                answer: Answer | Misread = bench.program("" if typed.lower() in ("e", ":e") else typed)
            else:
                answer = answer_in(posed, typed)
            if not isinstance(answer, Misread):
                return self._given(item, answer)
            self._console.tell(answer.says)


def _command(typed: str, bare: bool) -> on.Input | None:
    """The command that `typed` is; only with a colon where words are typed, and Enter goes on."""
    word = typed.strip().lower()
    if not word:
        return on.Next()
    if not bare and not word.startswith(":"):
        return None
    return _going_to(word) or _WORDS.get(word.removeprefix(":").strip())


def _going_to(typed: str) -> on.GoTo | None:
    """`g 3` goes to question 3."""
    match = _GOING.fullmatch(typed.strip().lower())
    return on.GoTo(int(match[1]) - 1) if match else None


def _way(posed: Posed, editor: list[str] | None) -> str:
    """How the question is answered."""
    count = len(posed.options)
    match posed.question:
        case CodeQuestion():
            return (
                f"e opens {Path(editor[0]).name}, p pastes, :file PATH" if editor else "p pastes, :file PATH"
            )
        case Multiple():
            return "Answers like 1 3, 0 for none"
        case OrderQuestion():
            return "Order like 2 1 3"
        case Numeric(unit=unit):
            return f"Number in {unit}" if unit else "Number"
        case TextQuestion():
            return "Type the answer"
        case _:
            return f"Answer 1-{count}"
