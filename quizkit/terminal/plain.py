"""The plain line mode: carries out the session's effects on a console, one event a line.

It works on a dumb terminal and on a pipe, and is what a screen reader reads: words before marks, no cursor
movement, no colour. Its golden transcripts are the contract of accessibility.
"""

from __future__ import annotations

from quizkit import text
from quizkit.app.take import Sitting
from quizkit.errors import SessionMovedOn, StoreError
from quizkit.model.event import What
from quizkit.model.outcome import Graded, LearnerFault
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.state import Phase, Standing
from quizkit.terminal import wording
from quizkit.terminal.asking import ask_answer, ask_confidence, ask_next, ask_retry
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.feedback import Made, feedback_lines
from quizkit.terminal.summary import summary_lines


class PlainSession:
    """One session on a console. `how_to_go_on` is the command that takes it up again."""

    def __init__(self, sitting: Sitting, console: Console, how_to_go_on: str) -> None:
        self._sitting = sitting
        self._console = console
        self._how_to_go_on = how_to_go_on
        self._state = sitting.state

    def run(self) -> bool:
        """Run to the end; whether the session was finished, and not left in the middle.

        Raises StoreError if an event cannot be saved and nobody is there to mend that.
        """
        self._greet()
        given: on.Input = on.Begin()
        while True:
            self._state, effects = step(self._state, given)
            for effect in effects:
                self._carry_out(effect)
            if self._state.over:
                return self._state.phase is Phase.ENDED
            if isinstance(given, on.Begin):  # while the first question is being read
                self._sitting.warm_up()
            try:
                given = self._await(effects[-1])
            except EndOfInput:
                given = on.Quit()

    def where(self) -> str:
        """Where the session stands, and how to go on with it."""
        number, total = self._state.number, len(self._state.plan.items)
        return f"Saved. Go on at question {number} of {total} with: {self._how_to_go_on}"

    def _greet(self) -> None:
        plan = self._sitting.plan
        total = len(plan.items)
        count = "1 question" if total == 1 else f"{total} questions"
        title = f"{self._sitting.topic.title}. {plan.mode.name.capitalize()}, {count}: {plan.mode.says}."
        self._console.say_all(text.plain(title, self._console.width))
        if self._sitting.resumed:
            self._console.say(f"Resuming at question {self._state.number} of {total}. --new starts over.")

    def _carry_out(self, effect: do.Effect) -> None:
        """Save or show; what awaits an input shows nothing by itself."""
        match effect:
            case do.Save(what=what):
                self._save(what)
            case do.ShowQuestion():
                self._show_question(effect)
            case do.ShowHint(question=question, rung=rung):
                hint = self._sitting.loaded.question(question).hint[rung]
                self._console.say_all(text.plain(f"Hint: {hint}", self._console.width))
            case do.ShowFeedback(standing=standing, closing=closing):
                self._show_feedback(standing, closing)
            case do.Refuse(reason=reason):
                self._console.tell(reason)
            case do.ShowSummary(standings=standings):
                plan = self._sitting.plan
                self._console.say("")
                self._console.say_all(
                    summary_lines(self._sitting.topic, plan.mode, standings, self._console.width)
                )
            case do.Leave():
                self._console.say(self.where())

    def _save(self, what: What) -> None:
        """Save, and where that fails let the learner make room and try again: nothing typed is lost by it."""
        while True:
            try:
                return self._sitting.save(what)
            except SessionMovedOn:
                raise
            except StoreError as error:
                if not self._console.interactive:
                    raise
                said = str(error)
                self._console.tell(said[:1].upper() + said[1:])
                if self._console.ask(wording.SAVE_AGAIN_PROMPT).lower() in ("q", ":q"):
                    raise

    def _show_question(self, effect: do.ShowQuestion) -> None:
        posed = self._sitting.posed(effect.item)
        before = self._sitting.times_answered(effect.item.question)
        self._console.say("")
        self._console.say_all(
            wording.question_lines(posed, effect.number, effect.total, before, self._console.width)
        )
        if self._state.phase is Phase.HELD:  # resumed: it was answered, but not judged
            given = self._state.current.answer
            self._console.tell(f"Your answer: {wording.answer_words(posed, given)}")

    def _show_feedback(self, standing: Standing, closing: bool) -> None:
        posed = self._sitting.posed(standing.item)
        plan = self._sitting.plan
        if plan.mode.feedback == "at-end":
            number = plan.items.index(standing.item) + 1
            prompt = text.one_line(posed.prompt)
            self._console.say("", f"Question {number}/{len(plan.items)}: {prompt}")
            self._console.say(f"Your answer: {wording.answer_words(posed, standing.answer)}")
        self._console.say_all(
            feedback_lines(posed, standing, self._made(standing), closing, self._console.width)
        )

    def _made(self, standing: Standing) -> Made | None:
        """The named mistake in the latest outcome, with how often the learner made it."""
        outcome = standing.latest
        name = outcome.mistake if isinstance(outcome, Graded | LearnerFault) else None
        mistake = self._sitting.topic.mistakes.get(name) if name else None
        return (mistake, self._sitting.times_made(name)) if name and mistake else None

    def _await(self, effect: do.Effect) -> on.Input:
        """The next input: what the learner wants, or the verdict on what they gave."""
        match effect:
            case do.AskAnswer(item=item, draft=draft):
                return ask_answer(self._console, self._sitting, item, draft)
            case do.AskConfidence():
                return ask_confidence(self._console)
            case do.Judge(item=item, answer=answer, attempt=attempt):
                if item.program:
                    self._console.say("running...")
                verdict = self._sitting.judge(item, answer, attempt)
                if item.program and verdict.level and (remark := self._sitting.remark(verdict.level)):
                    self._console.say(remark)
                return verdict
            case do.AskRetry():
                return ask_retry(self._console)
            case do.AskNext(last=last):
                return on.Next() if last else ask_next(self._console)
            case _:
                raise TypeError(f"{type(effect).__name__} awaits no input")
