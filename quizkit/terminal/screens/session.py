"""The screen of a session: carries out the machine's effects, and turns keys into its inputs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from textual import events
from textual.message import Message

from quizkit import text
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.errors import SessionMovedOn, StoreError
from quizkit.model.answer import Program
from quizkit.model.event import Ended
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import Policy
from quizkit.session.state import Item, Phase, State
from quizkit.terminal import wording
from quizkit.terminal.programs import edited
from quizkit.terminal.reading import Misread, command
from quizkit.terminal.screens import asked
from quizkit.terminal.screens.board import Board
from quizkit.terminal.screens.choosing import Announced
from quizkit.terminal.screens.ending import Ending
from quizkit.terminal.screens.fields import Editor, Line
from quizkit.terminal.screens.keys import keys_after, keys_for
from quizkit.terminal.screens.overview import HAND_IN, OverviewScreen
from quizkit.terminal.screens.page import Lines
from quizkit.terminal.screens.wishes import wish
from quizkit.terminal.summary import SURE, ending_lines

WARM_UP_S = 0.1  # until the sandbox is started: by then the first frame is drawn


class SessionScreen(Board):
    """One session, from its first question to its summary or to leaving it.

    `follow` tells, at the end, which modes can follow and how many questions each would serve.
    """

    class Judged(Message):
        """The verdict is there."""

        def __init__(self, verdict: on.Verdict, effect: do.Judge) -> None:
            super().__init__()
            self.verdict = verdict
            self.effect = effect

    def __init__(self, sitting: Sitting, follow: Callable[[], Sequence[tuple[Policy, int]]]) -> None:
        super().__init__()
        self.sitting = sitting
        self.state = sitting.state
        self._follow = follow
        self._following: Sequence[tuple[Policy, int]] = ()
        self._awaits: do.Effect = do.Leave()
        self._unsaved: tuple[do.Effect, ...] = ()
        self.lost: StoreError | None = None  # why `_unsaved` could not be saved
        self._commands = False  # keys are commands although something can be typed: Esc was pressed
        self._slip = ""  # why what stood in the field could not be handed in
        self._shown = -1  # the turn whose question is on the screen
        self._insight = ""
        self._sure: int | None = None

    def on_mount(self) -> None:
        """Begin, or go on where the session was left."""
        self.feed(on.Begin())
        if self.sitting.resumed and not self.state.over:
            self._say(f"Welcome back: you left here. {self._said}".rstrip())
        # The first frame goes first: after a refresh alone, the sandbox's code is loaded while it is drawn.
        self.set_timer(WARM_UP_S, self.sitting.warm_up)

    @property
    def at(self) -> str:
        """The question that the session goes on with, in words; empty when it is finished."""
        return "" if self.state.phase is Phase.ENDED else wording.going_on_at(self.state)

    def feed(self, given: on.Input) -> None:
        """Take one step and carry out what it asks for."""
        if self._unsaved or self.state.over:
            return
        self.state, effects = step(self.state, given)
        self._say("")
        self._carry_out(effects)

    def _carry_out(self, effects: tuple[do.Effect, ...]) -> None:
        """Save and show; where saving fails, stop there until the learner tries again or leaves."""
        for at, effect in enumerate(effects):
            try:
                self._do(effect)
            except StoreError as error:
                self._stop_at(effects[at:], error)
                return
        self._awaits = effects[-1]
        self._await(effects[-1])
        self._head()

    def _stop_at(self, effects: tuple[do.Effect, ...], error: StoreError) -> None:
        said = str(error)
        self._awaits, self._unsaved, self.lost = do.Leave(), effects, error
        self._lock()
        self._say(f"Not saved: {said[:1].upper() + said[1:]}")
        again = [] if isinstance(error, SessionMovedOn) else [("Enter", "try again")]
        self._keys.say([*again, ("q", "leave without it")])

    def _do(self, effect: do.Effect) -> None:
        match effect:
            case do.Save(what=what):
                self.sitting.save(what)
                if isinstance(what, Ended):
                    self._clear()
            case do.ShowQuestion():
                self._show_question(effect)
            case do.ShowFeedback():
                self._add(asked.feedback_part(self.sitting, self.state, effect))
            case do.ShowHint(item=item, rung=rung):
                hint = self.sitting.posed(item).hints[rung]
                self._add(lambda width: text.plain(f"Hint: {hint}", width))
            case do.ShowInsight() if self.sitting.topic is not None:
                self._insight = self.sitting.topic.insight
            case do.ShowNoted(standing=standing, flag=flag):
                self._say(wording.noted(standing, flag))
            case do.ShowOverview(state=state):
                self._close_overview()
                self.app.push_screen(OverviewScreen(self.sitting, state), self._from_overview)
            case do.Refuse(reason=reason):
                self._say(reason)
            case do.ShowSummary(state=state):
                self._close_overview()  # the time may run out while it is open
                self._still = True
                self._prompt.show(self.summary(state))

    def _show_question(self, effect: do.ShowQuestion) -> None:
        turn = self.state.current.turn
        self._body.scroll_home(animate=False)
        if self._shown == turn and self.state.phase is not Phase.TOLD:
            return  # it is on already, with what is typed by now
        self._shown, self._sure, self._still, self._commands = turn, None, effect.worked, False
        posed = self.sitting.posed(effect.item)
        self._clear()
        insight, self._insight = self._insight, ""
        if insight:
            self._prompt.add(lambda width: text.plain(f"Key insight: {insight}", width))
        self._prompt.add(asked.question_part(posed, self.heading(effect)))
        if effect.steps and not effect.worked:
            self._prompt.add(asked.steps_part(posed, effect.steps))
        self._put(self.field(effect.item, posed), self._submitted)

    def field(self, item: Item, posed: Posed) -> asked.Field:
        """What takes the answer to `item`: it holds what was given, or what was begun and not handed in."""
        draft = self.sitting.draft(item) if item.program else None
        return asked.field_for(posed, self.state.current.answer, draft)

    def heading(self, effect: do.ShowQuestion) -> str:
        """What stands above a question."""
        return asked.heading(self.sitting, effect)

    def summary(self, state: State) -> Lines:
        """What a finished session amounts to."""
        return lambda width: ending_lines(self.sitting, state, width)

    def title_words(self) -> tuple[str, str]:
        """What the bar says: what is taken, and where the learner is."""
        plan, topic = self.state.plan, self.sitting.topic
        title = f"{topic.title} · {plan.mode.name}" if topic else plan.mode.name.capitalize()
        return title, asked.where(self.state)

    def _head(self) -> None:
        self._bar.say(*self.title_words())

    def _await(self, effect: do.Effect) -> None:
        match effect:
            case do.AskAnswer(item=item):
                obstacle = self.sitting.obstacle(item)
                if obstacle is not None and not self.state.plan.mode.navigates:
                    self.feed(on.Verdict(obstacle))
                    return
                self._unlock()
            case do.AskConfidence():
                self._lock()
                if self._sure is not None:
                    self.feed(on.Sure(self._sure))
                    return
                self._say("How sure are you?")
            case do.Judge():
                self._lock()
                self._say("running..." if effect.item.program else "")
                threading.Thread(target=self._judge, args=(effect,), daemon=True).start()
            case do.AskRetry():
                self._unlock()
            case do.ShowSummary():
                self._offer()
                return
            case do.Leave():
                self.dismiss(Ending(False, self.at))
                return
            case _:
                self._lock()
        self._tell_keys()

    def _judge(self, effect: do.Judge) -> None:
        """Judge in a thread of its own, so that the screen stays alive."""
        self.post_message(self.Judged(self.sitting.judge(effect.item, effect.answer, effect.attempt), effect))

    def on_session_screen_judged(self, message: Judged) -> None:
        """The verdict has come; if the learner has left meanwhile, it is judged anew next time."""
        if message.effect is not self._awaits:
            return
        verdict, item = message.verdict, message.effect.item
        remark = self.sitting.remark(verdict.level) if item.program and verdict.level else ""
        if item.program:
            self._notes.show(*([lambda _: [remark]] if remark else []))
        self.feed(verdict)

    def _offer(self) -> None:
        """The end: what can follow."""
        self._following = () if self.state.plan.mode.over_topics else self._follow()
        self._lock()
        self._body.scroll_home(animate=False)
        self._keys.say(keys_after(self._following))

    def _lock(self) -> None:
        """Take no answer just now; keys are for the session."""
        if self._field is not None:
            self._field.disabled = True
        self._body.focus(scroll_visible=False)

    def _unlock(self) -> None:
        """Take an answer; where keys are commands they stay so, and a second one can follow."""
        if self._field is not None:
            self._field.disabled = False
            if not self._commands:
                self._field.focus(scroll_visible=False)

    def _tell_keys(self) -> None:
        in_field = self._field is not None and self.focused is self._field
        self._keys.say(keys_for(self._awaits, self.state, self._field, in_field))

    def _submitted(self) -> None:
        """Hand in what the field holds, or say why it cannot be."""
        if self._field is None or not isinstance(self._awaits, do.AskAnswer | do.AskRetry):
            return
        if isinstance(self._field, Line) and (given := command(self._field.value, bare=False)) is not None:
            self._field.value = ""
            self.feed(given)
            return
        answer = self._field.answer()
        if isinstance(answer, Misread):
            self._slip = answer.says
            self._say(answer.says)
            return
        item, self._commands = self._awaits.item, False
        self._say("running..." if item.program else "")
        self.feed(on.Give(answer, self.sitting.grade_version(item)))
        if isinstance(answer, Program) and not self._unsaved:
            self.sitting.drafts.drop(item)

    def _open_editor(self) -> None:
        """Open the learner's own editor on the program."""
        if isinstance(self._field, Editor) and not self._field.disabled:
            self._say(self._field.edit_outside(self.edited))

    def edited(self, command: list[str], code: str) -> str | Misread:
        """What the learner's own editor, started by `command`, makes of `code`."""
        return edited(command, self.sitting.drafts, self.state.current.item, code)

    def on_input_changed(self) -> None:
        """Say no longer what was wrong with another answer than stands there now."""
        slip = Misread(self._slip)
        if self._said == slip.says and self._field is not None and self._field.answer() != slip:
            self._say("")

    def on_choices_changed(self) -> None:
        """The same where something is chosen."""
        self.on_input_changed()

    def on_announced(self, message: Announced) -> None:
        """Say what a field announces."""
        self._say(message.says)

    def on_editor_pressed(self, message: Editor.Pressed) -> None:
        """A key of the session, pressed while code was typed."""
        self._press(message.key)

    def on_descendant_focus(self) -> None:
        """Other keys do something now."""
        if not self._unsaved and not self.state.over:
            self._tell_keys()

    def on_editor_typed(self, message: Editor.Typed) -> None:
        """Keep what is typed."""
        if self._field is message.editor and not message.editor.disabled:
            try:
                self.sitting.drafts.keep(self.state.current.item, message.editor.text)
            except StoreError as error:
                self._say(str(error)[:1].upper() + str(error)[1:])

    def _close_overview(self) -> None:
        if isinstance(self.app.screen, OverviewScreen):
            self.app.pop_screen()

    def _from_overview(self, turn: int | None) -> None:
        if turn == HAND_IN:
            self.feed(on.HandIn())
        elif turn is not None:
            self.feed(on.GoTo(turn))

    def on_key(self, event: events.Key) -> None:
        """A key that no field took; one that came before the field had the focus is the field's."""
        key = event.character if event.character and event.is_printable else event.key
        asks = isinstance(self._awaits, do.AskAnswer | do.AskRetry)
        early = asks and self._field is not None and not self._commands and self._field.press(event)
        if early or self._press(key):
            event.stop()
            event.prevent_default()

    def _press(self, key: str) -> bool:
        """Do what `key` stands for; whether it stands for anything now."""
        typing = isinstance(self._field, Line | Editor) and not self._field.disabled
        if self._unsaved or self.state.over:
            return self._at_the_end(key)
        if key == "escape":
            self._commands = isinstance(self._field, Line | Editor)
            self._body.focus(scroll_visible=False)
        elif key == "f4":
            self._open_editor()
        elif key == "ctrl+r" and isinstance(self._field, Editor):
            self._submitted()
        elif key == "enter" and typing and self._field is not None and self._field is not self.focused:
            self._commands = False
            self._field.focus()
        elif key == "c" and isinstance(self._awaits, do.AskAnswer) and self.state.plan.asks_confidence:
            self._sure = (self._sure or 0) % 3 + 1
            self._say(f"You are going to call it {SURE[self._sure]}; c changes that.")
        elif (given := wish("?" if key == "f1" else key, self._awaits, self.state)) is not None:
            self.feed(given)
        else:
            return False
        return True

    def _at_the_end(self, key: str) -> bool:
        """Keys while something could not be saved, and after the summary; whether `key` is one of them."""
        if self._unsaved and key == "q":
            self.dismiss(Ending(False, lost=self.lost))
        elif self._unsaved and key == "enter":
            effects, self._unsaved, self.lost = self._unsaved, (), None
            self._say("")
            self._carry_out(effects)
        elif not self._unsaved and key.isdecimal() and 1 <= int(key) <= len(self._following):
            self.dismiss(Ending(True, then=self._following[int(key) - 1][0]))
        elif not self._unsaved and key in ("enter", "q", "n"):
            self.dismiss(Ending(True))
        else:
            return False
        return True
