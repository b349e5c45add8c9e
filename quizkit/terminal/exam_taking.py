"""Takes an exam from its first line to the file that is handed in, with whichever front end runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quizkit.app.exams.sitting import ExamSitting
from quizkit.app.exams.take import checked_learner, default_path, learner_of, write_hand_in
from quizkit.errors import QuizkitError, UsageError
from quizkit.terminal.console import Console, EndOfInput
from quizkit.terminal.exam import PlainExam
from quizkit.terminal.taking import FINISHED, INTERRUPTED, LEFT

RunExam = Callable[[ExamSitting], bool]
LEAVING = ("q", ":q")


def take_exam(
    sitting: ExamSitting,
    console: Console,
    learner: str,
    out: Path | None,
    command: str,
    run: RunExam | None = None,
) -> int:
    """Run the exam, unless it is over already, and write what is handed in; the exit code of the process.

    `run` is another front end than plain lines: it returns whether the exam was finished. `command` takes the
    exam up again. Raises UsageError if nobody is there to say who hands in.
    """
    name = learner_of(sitting.package, learner) or _asked(console)
    path = out or default_path(sitting.package, name)
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder; name the zip to write, such as {path / 'exam.zip'}.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder '{path.parent}' to write '{path.name}' into; make it first.")
    if sitting.state.over:
        console.say("This exam is over; --new would begin another one.")
    else:
        plain = PlainExam(sitting, console, command)
        if run and sitting.begun is None and not _begins(plain, console):
            return LEFT
        try:
            if not (run(sitting) if run else plain.run()):
                if run:
                    console.say(f"Saved. The clock runs on. Go on with: {command}")
                return LEFT
        except KeyboardInterrupt:
            console.say("", plain.where())
            return INTERRUPTED
    _hand_in(sitting, name, path, console, command)
    return FINISHED


def _begins(plain: PlainExam, console: Console) -> bool:
    """Tell what is asked before the screen is taken and the clock starts; whether the learner begins."""
    plain.introduce()
    try:
        begins = console.ask("Press Enter to begin: the clock starts then. q leaves: ").lower() not in LEAVING
    except (EndOfInput, KeyboardInterrupt):
        console.say("")
        begins = False
    if not begins:
        console.say("The exam was not begun.")
    return begins


def _asked(console: Console) -> str:
    if not console.interactive:
        raise UsageError("say who hands in with --learner, for nobody can be asked here.")
    while True:
        try:
            return checked_learner(console.ask("Your name, or the number by which you are known: "))
        except UsageError as error:
            said = str(error)
            console.tell(said[:1].upper() + said[1:])
        except EndOfInput:
            raise UsageError("the exam was not begun; say who hands in, or name it with --learner.") from None


def _hand_in(sitting: ExamSitting, learner: str, path: Path, console: Console, command: str) -> None:
    try:
        write_hand_in(sitting, learner, path)
    except OSError as error:
        raise QuizkitError(
            f"'{path}' could not be written: {error.strerror}; every answer is kept, so mend that and write "
            f"it again with: {command}"
        ) from error
    console.say(f"Handed in for {learner}: {path}", "That file is what your teacher needs; send it as it is.")
