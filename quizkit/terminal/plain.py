"""The plain line mode: carries out the session's effects on a console, one event a line.

It works on a dumb terminal and on a pipe, and is what a screen reader reads: words before marks, no cursor
movement, no colour. Its golden transcripts are the contract of accessibility.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizkit import text
from quizkit.app.learning.sitting import Sitting
from quizkit.errors import SessionMovedOn, StoreError
from quizkit.model.answer import Program
from quizkit.model.event import Answered, What
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.order import place_of
from quizkit.session.state import Phase, State
from quizkit.terminal import wording
from quizkit.terminal.asking import ask_answer, ask_confidence, ask_next, ask_retry
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.feedback import told_lines
from quizkit.terminal.overview import overview_lines
from quizkit.terminal.summary import ending_lines


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

    def _greet(self) -> None:
        """Say what begins, or where it goes on."""
        self._console.say_all(wording.greeting(self._sitting, self._console.width))
        if self._sitting.resumed:
            self._console.say(f"Resuming at {self._going_on_at()}. --new starts over.")

    def where(self) -> str:
        """Where the session stands, and how to go on with it."""
        return wording.left(self._going_on_at(), self._sitting.plan.mode.recorded, self._how_to_go_on)

    def _going_on_at(self) -> str:
        return wording.going_on_at(self._state)

    def _carry_out(self, effect: do.Effect) -> None:
        """Save or show; what awaits an input shows nothing by itself."""
        match effect:
            case do.Save(what=what):
                self._save(what)
            case do.ShowQuestion():
                self._show_question(effect)
            case do.ShowFeedback():
                self._show_feedback(effect)
            case do.Refuse(reason=reason):
                self._console.tell(reason)
            case do.ShowSummary(state=state):
                self._console.say("", *ending_lines(self._sitting, state, self._console.width))
            case do.Leave():
                self._console.say(self.where())
            case _:
                self._console.say_all(self._aside(effect))

    def _aside(self, effect: do.Effect) -> Sequence[str]:
        """The lines of what is shown between a question and its answer."""
        width = self._console.width
        match effect:
            case do.ShowInsight() if self._sitting.topic is not None:
                return ["Key insight:", *text.plain(self._sitting.topic.insight, width)]
            case do.ShowHint(item=item, rung=rung):
                return text.plain(f"Hint: {self._sitting.posed(item).hints[rung]}", width)
            case do.ShowNoted(standing=standing, flag=flag):
                return [wording.noted(standing, flag)]
            case do.ShowOverview(state=state):
                rows = overview_lines(self._sitting, state)
                return [line for row in rows for line in self._console.wrapped(row, indent="     ")]
            case _:
                return []

    def _save(self, what: What) -> None:
        """Save, and where that fails let the learner make room and try again: nothing typed is lost by it."""
        while True:
            try:
                self._sitting.save(what)
            except SessionMovedOn:
                raise
            except StoreError as error:
                if not self._console.interactive:
                    raise
                said = str(error)
                self._console.tell(said[:1].upper() + said[1:])
                if self._gives_up():
                    raise
            else:
                break
        if isinstance(what, Answered) and isinstance(what.answer, Program):
            answered = (one.item for one in self._state.standings if one.turn == what.turn)
            self._sitting.drafts.drop(next(answered))

    def _gives_up(self) -> bool:
        """Whether the learner leaves without what could not be saved."""
        try:
            return self._console.ask(wording.SAVE_AGAIN_PROMPT).lower() in ("q", ":q")
        except (EndOfInput, KeyboardInterrupt):
            return True

    def _show_question(self, effect: do.ShowQuestion) -> None:
        posed = self._sitting.posed(effect.item)
        before = self._sitting.times_answered(effect.item)
        several = len(self._sitting.topics) > 1
        topic = self._sitting.loaded(effect.item).topic.title if several else ""
        heading = wording.heading(posed, effect, topic, before)
        steps = 0 if effect.worked else effect.steps
        self._console.say("", *wording.question_lines(posed, heading, steps, self._console.width))
        if self._state.phase is Phase.HELD:  # resumed: it was answered, but not judged
            self._tell_answer(self._state)

    def _tell_answer(self, state: State) -> None:
        posed = self._sitting.posed(state.current.item)
        self._console.tell(f"Your answer: {wording.answer_words(posed, state.current.answer)}")

    def _show_feedback(self, effect: do.ShowFeedback) -> None:
        standing, mode = effect.standing, self._sitting.plan.mode
        posed = self._sitting.posed(standing.item)
        if mode.feedback == "at-end":
            number = place_of(self._state, standing.item)
            prompt = text.one_line(posed.prompt)
            self._console.say("")
            self._console.tell(f"Question {number} of {len(self._state.plan.items)}: {prompt}")
            self._console.tell(f"Your answer: {wording.answer_words(posed, standing.answer)}", indent="  ")
        self._console.say_all(told_lines(self._sitting, effect, self._console.width))

    def _await(self, effect: do.Effect) -> on.Input:
        """The next input: what the learner wants, or the verdict on what they gave."""
        match effect:
            case do.AskAnswer(item=item, draft=draft):
                return ask_answer(self._console, self._sitting, item, draft)
            case do.AskConfidence():
                return ask_confidence(self._console)
            case do.Judge():
                return self._judged(effect)
            case do.AskRetry(item=item):
                return ask_retry(self._console, self._sitting, item)
            case do.AskNext(last=last):
                return on.Next() if last else ask_next(self._console, self._sitting.plan.mode.recorded)
            case _:
                raise TypeError(f"{type(effect).__name__} awaits no input")

    def _judged(self, effect: do.Judge) -> on.Verdict:
        if effect.item.program:
            self._console.say("running...")
        verdict = self._sitting.judge(effect.item, effect.answer, effect.attempt)
        if effect.item.program and verdict.level and (remark := self._sitting.remark(verdict.level)):
            self._console.say(remark)
        return verdict
