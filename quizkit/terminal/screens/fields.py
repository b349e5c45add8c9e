"""Where something is typed: a line for a number or a word, and the editor for programs."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from quizkit.model.answer import Answer, Program
from quizkit.model.question import Numeric, Question
from quizkit.terminal.editor import editor_command
from quizkit.terminal.reading import MAX_TYPED, Misread, read_answer
from quizkit.terminal.screens.choosing import Announced, unheard
from quizkit.terminal.screens.look import editor_theme
from quizkit.text import signs, visible

LONGEST = 1_000_000  # characters of a program
SHORT = 20_000  # characters of a program that are kept at every key; a longer one once it rests
REST_S = 0.5
COLOURED = 60_000  # characters up to which words are coloured: beyond, each key would have to wait for it


class Line(Input):
    """A line for a number or a few words. `submit` is called when the learner hands in."""

    def __init__(self, question: Question, value: str = "") -> None:
        is_number = isinstance(question, Numeric)
        unit = f" in {question.unit}" if isinstance(question, Numeric) and question.unit else ""
        super().__init__(
            value,
            placeholder=f"a number{unit}" if is_number else "your answer",
            max_length=MAX_TYPED,
            select_on_focus=False,
        )
        self.submit: Callable[[], None] = unheard
        self._question = question

    def answer(self) -> Answer | Misread:
        """What was typed, if it can be an answer at all: a slip of the keys is no wrong answer."""
        typed = self.value.strip()
        if isinstance(self._question, Numeric) and typed:
            from quizkit.grading.numeric import NotANumber, read  # not needed before the first answer

            number = read(typed, self._question.unit)
            if isinstance(number, NotANumber):
                return Misread(number.reason[:1].upper() + number.reason[1:])
        return read_answer(self._question.kind, typed, ())

    def replace(self, text: str, start: int, end: int) -> None:
        """Take `text` in, whatever would act on the terminal as an escape."""
        super().replace(visible(text, one_line=True), start, end)

    @property
    def touched(self) -> bool:
        """Whether something was typed."""
        return bool(self.value.strip())

    def press(self, event: events.Key) -> bool:
        """Take a character that was typed before the line had the focus; whether it is one."""
        if self.has_focus or self.disabled or not event.character or not event.is_printable:
            return False
        self.insert_text_at_cursor(event.character)
        return True

    async def action_submit(self) -> None:
        """Enter hands in."""
        self.submit()

    async def _on_key(self, event: events.Key) -> None:
        if self.disabled:  # it was handed in by then, and the key is the screen's
            event.prevent_default()


class Pane(TextArea):
    """A program. Characters that would act on the terminal are shown by a sign of one column.

    `submit` is called when the learner hands in: in the order of the keys, so that all that was typed counts.
    The page keys first read on in `question`, where that is longer than what is in view.
    """

    def __init__(self, code: str, read_only: bool = False) -> None:
        super().__init__(
            code,
            language="python" if len(code) <= COLOURED else None,
            tab_behavior="indent",
            soft_wrap=False,
            show_line_numbers=True,
            max_checkpoints=100,
            read_only=read_only,
        )
        self.submit: Callable[[], None] = unheard
        self.question: Widget | None = None
        self._first = code
        self.register_theme(editor_theme())
        self.theme = "quizkit"
        self.indent_width = 4

    def answer(self) -> Answer | Misread:
        """The program as it stands."""
        if len(self.text) > LONGEST:
            return Misread("The program is longer than 1 MB; nothing was taken.")
        return Program(code=self.text)

    @property
    def touched(self) -> bool:
        """Whether the program is another one than at first."""
        return self.text != self._first

    def put(self, code: str) -> None:
        """Take `code` in place of what is there; it can be undone."""
        if len(code) > COLOURED:
            self.language = None
        self.replace(code, self.document.start, self.document.end)
        self.move_cursor((0, 0))

    def press(self, event: events.Key) -> bool:
        """Take a character that was typed before the pane had the focus; whether it is one."""
        if self.has_focus or self.disabled or self.read_only or not event.character or not event.is_printable:
            return False
        self.insert(event.character)
        return True

    def action_cursor_page_down(self) -> None:
        """Read on in the question; once that is read, go down by a page of the program."""
        if self.question is not None and self.question.scroll_offset.y < self.question.max_scroll_y:
            self.question.scroll_page_down(animate=False)
        else:
            super().action_cursor_page_down()

    def action_cursor_page_up(self) -> None:
        """Go up by a page of the program; from its first line, read back in the question."""
        if self.question is not None and self.cursor_location[0] == 0:
            self.question.scroll_page_up(animate=False)
        else:
            super().action_cursor_page_up()

    def get_line(self, line_index: int) -> Text:
        """The line as it may be sent to a terminal."""
        return Text(signs(self.document.get_line(line_index)), end="", no_wrap=True)


class Editor(Pane):
    """A program that is typed here, or in the learner's own editor."""

    class Typed(Message):
        """The program is another one; of a long one, that is said once it rests."""

        def __init__(self, editor: Editor) -> None:
            super().__init__()
            self.editor = editor

    class Pressed(Message):
        """The learner pressed a key that is the screen's also while code is typed: F1, F4 or Esc."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, code: str, starter: str) -> None:
        super().__init__(code)
        self._first = starter
        self._resting: Timer | None = None

    def on_text_area_changed(self) -> None:
        """Tell that something was typed."""
        if self._resting is not None:
            self._resting.stop()
        if len(self.text) <= SHORT:
            self.post_message(self.Typed(self))
        else:
            self._resting = self.set_timer(REST_S, lambda: self.post_message(self.Typed(self)))

    def edit_outside(self, edited: Callable[[list[str], str], str | Misread]) -> str:
        """Let the learner's own editor change the program, by `edited`; what is to be said about it."""
        command = editor_command()
        if command is None:
            return "There is no editor: set EDITOR, or type here."
        with self.app.suspend():
            taken = edited(command, self.text)
        if isinstance(taken, Misread):
            return taken.says
        self.put(taken)
        return "Taken from your editor; Ctrl+R runs it."

    async def _on_key(self, event: events.Key) -> None:
        if self.disabled:  # it was handed in by then, and the key is the screen's
            event.prevent_default()
            return
        if event.key == "ctrl+r":
            self.submit()
        elif event.key in ("f1", "f4", "escape"):
            self.post_message(self.Pressed(event.key))
        else:
            return  # it is typed
        event.stop()
        event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) + len(self.text) > LONGEST:
            event.stop()
            event.prevent_default()
            self.post_message(Announced("That is longer than 1 MB; nothing was pasted."))
        elif len(event.text) + len(self.text) > COLOURED:
            self.language = None
