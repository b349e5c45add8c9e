"""Lines out, lines in: the only contact of the plain mode with a terminal, a pipe or a test."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import Protocol, TextIO

from quizkit import text

ECHO = 200  # characters of an answer that are repeated on a pipe


class EndOfInput(Exception):
    """There is no further line to read: the pipe is empty, or Ctrl-D was pressed."""


class Lines(Protocol):
    """Where lines come from: standard input, or a test's learner."""

    def readline(self) -> str:
        """The next line with its end; empty when there is none."""


class Console:
    """Prints lines and asks for lines.

    `interactive` tells whether somebody sits at the input: only then are there pauses. `measure` gives the
    width in columns, and is asked at each output: a window may be made smaller in between.
    """

    def __init__(
        self, source: Lines, sink: TextIO, interactive: bool, measure: Callable[[], int] = lambda: 80
    ) -> None:
        self._source = source
        self._sink = sink
        self.interactive = interactive
        self._measure = measure

    @property
    def width(self) -> int:
        """The columns that a line may fill just now."""
        return self._measure()

    def say(self, *lines: str) -> None:
        """Print `lines`, one each, whatever is in them: control and bidi characters become escapes."""
        for line in lines:
            print(text.visible(line, one_line=True), file=self._sink)
        self._sink.flush()

    def say_all(self, lines: Iterable[str]) -> None:
        """Print every line of `lines`."""
        self.say(*lines)

    def tell(self, sentence: str, indent: str = "") -> None:
        """Print prose as wide as the console, its further lines behind `indent`."""
        self.say(*self.wrapped(sentence, indent))

    def wrapped(self, prose: str, indent: str = "") -> list[str]:
        """`prose` in lines as wide as the console, the further ones behind `indent`."""
        wrapper = textwrap.TextWrapper(self.width, subsequent_indent=indent)
        wrapper.break_long_words = wrapper.break_on_hyphens = False
        return wrapper.wrap(text.visible(prose, one_line=True))

    def ask(self, prompt: str) -> str:
        """Print `prompt` and read one line, without its end and surrounding space. Raises EndOfInput."""
        return self.ask_raw(prompt).strip()

    def ask_raw(self, prompt: str) -> str:
        """Print `prompt` and read one line, without its line end only. Raises EndOfInput."""
        shown = "\n".join(self.wrapped(prompt))
        # The space at its end, where the answer begins, is lost in wrapping.
        print(shown + " " * prompt.endswith(" "), end="", file=self._sink, flush=True)
        line = self._source.readline()
        if (
            not self.interactive
        ):  # nobody saw the answer being typed: repeat it, so that the output can be read alone
            print(text.visible(line.rstrip("\r\n")[:ECHO], one_line=True), file=self._sink, flush=True)
        elif not line:
            print(file=self._sink, flush=True)
        if not line:
            raise EndOfInput
        return line.rstrip("\r\n")


def system_console(lines: Lines | None = None) -> Console:
    """The process's own streams, or `lines` in place of its input; undecodable input becomes U+FFFD."""
    # A stream that was read from cannot be set again: the console of home comes before that of a session.
    if isinstance(sys.stdin, TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")
    return Console(lines or sys.stdin, sys.stdout, sys.stdin.isatty(), _columns)


def _columns() -> int:
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    return min(max(columns - 1, 30), 100)
