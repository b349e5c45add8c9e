"""Where something is typed: a line for a number or a word, and the editor for programs."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from quizkit.model.answer import Answer, Program
from quizkit.model.question import Numeric, Question
from quizkit.terminal.reading import MAX_TYPED, Misread, read_answer
from quizkit.terminal.screens.choosing import Announced, Submitted
from quizkit.terminal.screens.look import editor_theme
from quizkit.text import signs, visible

LONGEST = 1_000_000  # characters of a program
COLOURED = 60_000  # characters up to which words are coloured: beyond, each key would have to wait for it


class Line(Input):
    """A line for a number or a few words."""

    def __init__(self, question: Question, value: str = "") -> None:
        is_number = isinstance(question, Numeric)
        unit = f" in {question.unit}" if isinstance(question, Numeric) and question.unit else ""
        super().__init__(
            value,
            placeholder=f"a number{unit}" if is_number else "your answer in words",
            max_length=MAX_TYPED,
            select_on_focus=False,
        )
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

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter hands in."""
        event.stop()
        self.post_message(Submitted())


class Editor(TextArea):
    """A program. Characters that would act on the terminal are shown by a sign of one column."""

    class Left(Message):
        """The learner pressed Esc, to type commands instead of code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            code,
            language="python" if len(code) <= COLOURED else None,
            tab_behavior="indent",
            soft_wrap=False,
            show_line_numbers=True,
            max_checkpoints=100,
        )
        self.register_theme(editor_theme())
        self.theme = "quizkit"
        self.indent_width = 4

    def answer(self) -> Answer | Misread:
        """The program as it stands."""
        if len(self.text) > LONGEST:
            return Misread("The program is longer than 1 MB; nothing was taken.")
        return Program(code=self.text)

    def put(self, code: str) -> None:
        """Take `code` in place of what is there; it can be undone."""
        if len(code) > COLOURED:
            self.language = None
        self.replace(code, self.document.start, self.document.end)
        self.move_cursor((0, 0))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) + len(self.text) > LONGEST:
            event.stop()
            event.prevent_default()
            self.post_message(Announced("That is longer than 1 MB; nothing was pasted."))
            return
        if len(event.text) + len(self.text) > COLOURED:
            self.language = None
        await super()._on_paste(event)

    def get_line(self, line_index: int) -> Text:
        """The line as it may be sent to a terminal."""
        return Text(signs(self.document.get_line(line_index)), end="", no_wrap=True)
