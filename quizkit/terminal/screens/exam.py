"""The screen of an exam: a clock, any question at any time, and no sign of right or wrong."""

from __future__ import annotations

from quizkit.app.exams.sitting import ExamSitting
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.state import Phase, State
from quizkit.terminal.alarm import TimeIsUp, time_limit
from quizkit.terminal.programs import LATE
from quizkit.terminal.reading import Misread
from quizkit.terminal.screens.page import Lines
from quizkit.terminal.screens.session import SessionScreen

TICK_S = 1.0


class ExamScreen(SessionScreen):
    """One exam. What stands in the field counts when the learner goes elsewhere, hands in, or time is up."""

    def __init__(self, sitting: ExamSitting) -> None:
        super().__init__(sitting, follow=tuple)
        self._exam = sitting

    def on_mount(self) -> None:
        """Look at the clock from now on; beginning is the session's own."""
        self.set_interval(TICK_S, self._tick)

    def feed(self, given: on.Input) -> None:
        """Take one step; before the question is left, what stands in its field is given."""
        if not isinstance(given, on.Next | on.Skip | on.GoTo | on.HandIn | on.Overview | on.TimeUp | on.Quit):
            super().feed(given)
            return
        if not self._give_what_stands() or not isinstance(given, on.Next | on.Skip):
            super().feed(given)

    def _give_what_stands(self) -> bool:
        """Give the answer in the field if it is another than was given; whether there was one."""
        if self.state.phase is not Phase.ASKED or self._field is None or self._unsaved:
            return False
        answer, current = self._field.answer(), self.state.current
        untouched = current.answer is None and not self._field.touched
        if isinstance(answer, Misread) or untouched or answer == current.answer:
            return False
        super().feed(on.Give(answer, self.sitting.grade_version(current.item)))
        return True

    def edited(self, command: list[str], code: str) -> str | Misread:
        """As in every session; when the time runs out meanwhile, what was saved by then."""
        try:
            with time_limit(self._exam.seconds_left):
                return super().edited(command, code)
        except TimeIsUp as up:
            return up.saved or code

    def _open_editor(self) -> None:
        """Open the learner's own editor; the exam may be over when it closes."""
        super()._open_editor()
        if self._exam.seconds_left <= 0:
            self._tick()
            self._say(LATE)

    def _tick(self) -> None:
        if not self.state.over:
            self._head()
            if self._exam.seconds_left <= 0:
                self.feed(on.TimeUp())

    def heading(self, effect: do.ShowQuestion) -> str:
        """Which question it is, and what it is worth."""
        points = f"{self._exam.points(effect.item):g}"
        worth = "1 point" if points == "1" else f"{points} points"
        return f"Question {effect.place.number} of {effect.place.total}, {worth}."

    def summary(self, state: State) -> Lines:
        """That it is over, and how much was answered; nothing about its worth."""
        answered = sum(standing.answer is not None for standing in state.standings)
        why = ["The time is up."] if self._exam.seconds_left <= 0 else []
        return lambda _: [*why, f"The exam is over: {answered} of {len(state.standings)} answered."]

    def title_words(self) -> tuple[str, str]:
        """The exam, where the learner is, and how much time is left."""
        minutes = self._exam.minutes_left
        left = f"{minutes} min left" if minutes else "less than 1 min left"
        left = "" if self.state.over else left
        package = self._exam.package
        where = super().title_words()[1]
        return f"{package.title}, form {package.form}", " · ".join(part for part in (where, left) if part)
