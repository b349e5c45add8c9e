"""Takes a program from a learner: through their editor, pasted, or as a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.learning.drafts import Drafts
from quizkit.app.learning.sitting import Sitting
from quizkit.errors import StoreError
from quizkit.formats.opening import Refusal, read_text
from quizkit.model.answer import Program
from quizkit.session import inputs as on
from quizkit.session.state import Item
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.editor import edit, editor_command
from quizkit.terminal.reading import Misread, command
from quizkit.terminal.wording import Prompting, program_prompt

PASTE_END = "."
UNCHANGED = Misread("Nothing was changed, so nothing was taken.")
LATE = (
    "The time ran out while your editor was open: what it had saved by then counts, and nothing that it "
    "saved later."
)
KEPT = (
    "You began a program here. It is kept as your editor saved it last, and is opened again; what was not "
    "saved, your editor alone may still have."
)
MAX_LENGTH = 1_000_000


def ask_program(
    console: Console, sitting: Sitting, item: Item, draft: str | None, prompting: Prompting
) -> Program | on.Input:
    """A program, or the command that was typed instead. With a `draft`, editing it begins at once.

    Raises EndOfInput.
    """
    editor = editor_command() if console.interactive else None
    bench = Bench(console, sitting, item, sitting.posed(item).starter if draft is None else draft, editor)
    prompt = program_prompt(Path(editor[0]).name if editor else None, prompting, again=draft is not None)
    straight_on = draft is not None and editor is not None
    bench.tell_what_is_kept()
    while True:
        typed = "" if straight_on else console.ask(prompt)
        straight_on = False
        given = command(typed)
        if given is not None:
            return given
        program = bench.program(typed)
        if isinstance(program, Program):
            return program
        console.tell(program.says)


def program_from(name: str) -> Program | Misread:
    """The program in the file called `name`, or why it was not taken."""
    return _program(_from_file(name))


def _program(taken: str | Misread) -> Program | Misread:
    if isinstance(taken, str) and len(taken) > MAX_LENGTH:
        return Misread("The program is longer than 1 MB; nothing was taken.")
    return Program(code=taken) if isinstance(taken, str) else taken


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


def edited(editor: list[str], drafts: Drafts, item: Item, begun: str) -> str | Misread:
    """What the learner makes of `begun` in the file of the draft for `item`, which holds it from then on.

    Raises TimeIsUp if a limit of time ran out meanwhile.
    """
    try:
        if drafts.read(item) != begun:  # a file newer than what an editor keeps to recover it would confuse
            drafts.keep(item, begun)
        saved = edit(editor, drafts.path(item))
    except StoreError as error:
        said = str(error)
        return Misread(said[:1].upper() + said[1:])
    except OSError as error:
        return Misread(
            f"The editor '{editor[0]}' cannot be started ({error.strerror}); paste with p, or set EDITOR."
        )
    except UnicodeDecodeError:
        return Misread("What was saved is not UTF-8 text; nothing was taken.")
    if saved is None:
        return Misread("The editor ended with an error; nothing was taken, and what it had saved is kept.")
    return UNCHANGED if saved == begun else saved


@dataclass(frozen=True)
class Bench:
    """Where a program for `item` is made: `given` is what it begins with, or the one handed in before."""

    console: Console
    sitting: Sitting
    item: Item
    given: str
    editor: list[str] | None

    def tell_what_is_kept(self) -> None:
        """Say that there is a program that was begun, and not handed in."""
        if self.editor is not None and self._begun() is not None:
            self.console.tell(KEPT)

    def program(self, typed: str) -> Program | Misread:
        """The program that `typed` leads to, a way of handing it in. Raises EndOfInput, TimeIsUp."""
        return _program(self._taken(typed))

    def _taken(self, typed: str) -> str | Misread:
        word, _, path = typed.partition(" ")
        if word == ":file":
            return _from_file(path.strip())
        if typed == "" and self.editor is not None:
            return self._edited(self.editor)
        if typed.lower() in ("", "p", ":p"):
            return _pasted(self.console)
        return Misread(f"'{typed[:40]}' is not understood; to hand in a file, type :file and its path.")

    def _begun(self) -> str | None:
        begun = self.sitting.draft(self.item)
        return None if begun == self.given else begun

    def _edited(self, editor: list[str]) -> str | Misread:
        """What is saved; what was begun before and left as it is, only if that is meant."""
        begun = self._begun()
        taken = edited(editor, self.sitting.drafts, self.item, self.given if begun is None else begun)
        if taken == UNCHANGED and begun is not None:
            meant = self.console.ask("Nothing was changed. y hands it in as it is, Enter does not: ").lower()
            return begun if meant in ("y", "yes") else Misread("Nothing was taken; it is kept.")
        if taken in (UNCHANGED, self.given):
            self.sitting.drafts.drop(self.item)
            return UNCHANGED
        return taken
