"""Takes a program from a learner: through their editor, pasted, or as a file."""

from __future__ import annotations

import os
from pathlib import Path

from quizkit.app.sitting import Posed
from quizkit.formats.opening import Refusal, read_text
from quizkit.model.answer import Program
from quizkit.session import inputs as on
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.editor import edit, editor_command
from quizkit.terminal.reading import Misread, command
from quizkit.terminal.wording import Prompting, program_prompt

PASTE_END = "."
MAX_LENGTH = 1_000_000


def ask_program(
    console: Console, posed: Posed, draft: str | None, prompting: Prompting
) -> Program | on.Input:
    """A program, or the command that was typed instead. With a `draft`, editing it begins at once.

    Raises EndOfInput.
    """
    editor = editor_command() if console.interactive else None
    content = posed.starter if draft is None else draft
    prompt = program_prompt(Path(editor[0]).name if editor else None, prompting, again=draft is not None)
    straight_on = draft is not None and editor is not None
    while True:
        typed = "" if straight_on else console.ask(prompt)
        straight_on = False
        given = command(typed)
        if given is not None:
            return given
        program = program_by(console, typed, content, editor, f"{posed.question.id}.py")
        if isinstance(program, Program):
            return program
        console.tell(program.says)


def program_from(name: str) -> Program | Misread:
    """The program in the file called `name`, or why it was not taken."""
    return _program(_from_file(name))


def program_by(
    console: Console, typed: str, content: str, editor: list[str] | None, name: str
) -> Program | Misread:
    """The program that `typed` leads to, a way of handing it in; `content` is what the editor begins with.

    Raises EndOfInput.
    """
    return _program(_taken(console, typed, content, editor, name))


def _program(taken: str | Misread) -> Program | Misread:
    if isinstance(taken, str) and len(taken) > MAX_LENGTH:
        return Misread("The program is longer than 1 MB; nothing was taken.")
    return Program(code=taken) if isinstance(taken, str) else taken


def _taken(console: Console, typed: str, content: str, editor: list[str] | None, name: str) -> str | Misread:
    """The program that `typed` leads to, or why none was taken."""
    word, _, path = typed.partition(" ")
    if word == ":file":
        return _from_file(path.strip())
    if typed == "" and editor is not None:
        return edited(editor, content, name)
    if typed.lower() in ("", "p", ":p"):
        return _pasted(console)
    return Misread(f"'{typed[:40]}' is not understood; to hand in a file, type :file and its path.")


def _pasted(console: Console) -> str:
    """What is pasted until a line with a dot, or until the input ends: what was typed by then counts."""
    console.say(f"Paste the program, then a line with a single '{PASTE_END}'.")
    rows: list[str] = []
    try:
        while (row := console.ask_raw("")) != PASTE_END:
            rows.append(row)
    except EndOfInput:
        if not any(row.strip() for row in rows):
            raise
    return "".join(f"{row}\n" for row in rows)


def _from_file(name: str) -> str | Misread:
    if not name:
        return Misread("Type the path behind it, as in ':file answer.py'.")
    try:
        path = Path(name).expanduser().resolve()
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (OSError, RuntimeError, ValueError) as error:
        return Misread(f"'{name}' cannot be opened ({error}); check the path.")
    try:
        read = read_text(folder, path.name)
    finally:
        os.close(folder)
    return Misread(f"'{name}' was not taken. {read.reason}") if isinstance(read, Refusal) else read


def edited(editor: list[str], content: str, name: str) -> str | Misread:
    try:
        saved = edit(editor, content, name)
    except OSError as error:
        return Misread(
            f"The editor '{editor[0]}' cannot be started ({error.strerror}); paste with p, or set EDITOR."
        )
    except UnicodeDecodeError:
        return Misread("What was saved is not UTF-8 text; nothing was taken.")
    if saved is None:
        return Misread("The editor ended with an error; nothing was taken.")
    if saved == content:
        return Misread("Nothing was changed, so nothing was taken.")
    return saved
