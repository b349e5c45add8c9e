"""Opens the learner's editor on a file of their own; the only user of subprocess outside the sandbox."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quizkit.terminal.alarm import left_to_finish

FALLBACKS = ("nano", "vi")


def editor_command() -> list[str] | None:
    """The command of $VISUAL, else $EDITOR, else nano, else vi; None if none of them is there."""
    for variable in ("VISUAL", "EDITOR"):
        chosen = os.environ.get(variable, "").strip()
        if chosen:
            return _split(chosen)
    return next(([name] for name in FALLBACKS if shutil.which(name)), None)


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quotation mark without its partner: take the words as they are
        return command.split()


def edit(command: list[str], path: Path) -> str | None:
    """Let the learner edit the file at `path`; the text as saved, or None if the editor failed.

    Raises OSError if the editor cannot be started, UnicodeDecodeError if what was saved is not UTF-8,
    TimeIsUp if a limit of time ran out meanwhile.
    """
    with (
        left_to_finish(lambda: _saved(path)),
        _terminal_kept(),
        _interrupts_left_to_the_editor(),
    ):
        ended = subprocess.run([*command, str(path)], check=False)
    return path.read_text(encoding="utf-8") if ended.returncode == 0 and path.is_file() else None


def _saved(path: Path) -> str:
    """What is in the file just now; nothing if that cannot be read, for an editor may be writing it."""
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""


@contextmanager
def _terminal_kept() -> Iterator[None]:
    """Put the terminal's settings back, should a crashed editor leave them changed."""
    if not sys.stdin.isatty():
        yield
        return
    import termios  # not on every system; where there is a terminal to keep, there it is

    kept = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, kept)


@contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ctrl-C inside the editor is the editor's. A handler, unlike SIG_IGN, is not inherited by the child."""
    kept = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)
