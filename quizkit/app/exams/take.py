"""Opens an exam at a computer, or takes up one that was left; and makes of its log what is handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from quizkit import __version__, rng
from quizkit.app.exams.grade import read_forms
from quizkit.app.exams.packages import package_of
from quizkit.app.exams.sitting import ExamSitting
from quizkit.app.learning.desk import Desk
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.exam.packing import package_digest
from quizkit.formats.hand_ins import hand_in, program_file
from quizkit.formats.packages import is_package, read_package
from quizkit.formats.people import folded
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.event import Ended
from quizkit.model.package import HandedIn, Package, PackedItem
from quizkit.report.files import write_private
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Plan, fresh, replayed
from quizkit.store.history import sessions
from quizkit.store.log import EventLog
from quizkit.text import visible

MODE = MODES["exam"]
LONGEST_NAME = 500
MAX_FACTOR = 10.0


def open_package(path: Path, extra: Sequence[Path] = ()) -> Package:
    """The package at `path`, or the one that a form file gives with the banks.

    Raises UsageError or ContentError if there is none, or none that can be used.
    """
    if is_package(path):
        return read_package(path)
    if not path.exists():
        raise UsageError(f"there is no file '{path}'; name an exam's package, or one of its form files.")
    forms = read_forms(path)
    if len(forms) > 1:
        raise UsageError(f"'{path}' holds several forms; name one of them, such as {path / 'form-A.yaml'}.")
    return package_of(forms[0], extra)


def open_exam(
    package: Package, log: EventLog, desk: Desk, clock: Clock, factor: float = 1.0, new: bool = False
) -> ExamSitting:
    """The exam to go on with, whose time has been running since it was begun; or a new one.

    It may be over already. `factor` changes the time that a new one allows. Raises UsageError if that is
    no number that can be meant.
    """
    if not 0 < factor <= MAX_FACTOR:
        raise UsageError(f"a time factor of {factor:g} cannot be meant; give one above 0 and up to 10.")
    name = f"exam {package.exam} {package.form} {package_digest(package)}"
    earlier = sessions(log, name, MODE.name)
    if earlier and not new:
        left = earlier[-1]
        events = log.read(left.id)
        plan = _plan(package, name, left.started.seed, left.started.minutes or float(package.minutes))
        state = replayed(plan, (event.what for event in events))
        begun = events[0].at
        ended = next((event.at for event in events if isinstance(event.what, Ended)), None)
        return ExamSitting(package, log, desk, clock, left.id, state, begun, ended)
    plan = _plan(package, name, rng.new_secret(), package.minutes * factor)
    return ExamSitting(package, log, desk, clock, rng.new_id(), fresh(plan), None)


def _plan(package: Package, name: str, seed: str, minutes: float) -> Plan:
    items = tuple(
        Item(
            question=packed.question,
            program=packed.kind == "code",
            options=tuple(option.id for option in packed.options),
        )
        for packed in package.items
    )
    return Plan(name, MODE, seed, items, minutes=minutes)


def checked_learner(learner: str) -> str:
    """`learner` as it is handed in. Raises UsageError if it is blank, too long or cannot be printed."""
    name = " ".join(learner.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("give a name, or the number by which you are known, on one printable line.")
    return name


def learner_of(package: Package, named: str) -> str:
    """Who hands in: whom the package was made for, else who is `named`; empty if neither tells.

    Raises UsageError if that is somebody else, or cannot be printed.
    """
    if package.learner is None:
        return checked_learner(named) if named else ""
    if named and folded(named) != folded(package.learner):
        raise UsageError(
            f"form {package.form} was made for '{visible(package.learner, one_line=True)}' and is not taken "
            "for anybody else; ask for your own, or leave --learner out."
        )
    return checked_learner(package.learner)


def default_path(package: Package, learner: str) -> Path:
    """Where a hand-in is written unless somebody says otherwise: a zip in the current folder."""
    safe = "-".join(re.findall(r"\w+", learner))[:60] or "learner"
    return Path(f"{package.exam}-{package.form}-{safe}.zip")


def write_hand_in(sitting: ExamSitting, learner: str, path: Path) -> None:
    """Write what the learner hands in of an exam that is over. Raises OSError, and then `path` is as it was.

    Raises UsageError if `path` is a folder.
    """
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder; name the zip to write, such as {path / 'exam.zip'}.")
    package, standings = sitting.package, sitting.final().standings
    cells: dict[str, str] = {}
    programs: dict[int, str] = {}
    for number, (packed, standing) in enumerate(zip(package.items, standings, strict=True), start=1):
        cells[packed.question] = _cell(packed, number, standing.answer)
        if isinstance(standing.answer, Program):
            programs[number] = standing.answer.code
    write_private(path, hand_in(_facts(sitting, learner), cells, programs))


def _facts(sitting: ExamSitting, learner: str) -> HandedIn:
    package, deadline = sitting.package, sitting.deadline
    if sitting.begun is None or sitting.ended is None or deadline is None:
        raise ValueError("an exam is handed in when it is over")
    in_time = sitting.ended < deadline
    return HandedIn(
        format=1,
        exam=package.exam,
        form=package.form,
        package=package_digest(package),
        learner=learner,
        started=_whole(sitting.begun),
        ended=_whole(min(sitting.ended, deadline)),
        how="handed-in" if in_time else "time-up",
        minutes=sitting.minutes,
        engine=__version__,
    )


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _cell(packed: PackedItem, number: int, answer: Answer | None) -> str:
    """An answer as it would be written on paper; of a program, where it lies."""
    match answer:
        case None:
            return ""
        case Chosen(option=option):
            return option.upper()
        case ChosenSet(options=options):
            return " ".join(sorted(name.upper() for name in options)) or "none"
        case Ordered(blocks=blocks):
            return " ".join(name.upper() for name in blocks)
        case Typed(text=typed):
            return typed
        case Program():
            return program_file(number)
