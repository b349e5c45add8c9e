"""Use case: carry the log of answers elsewhere as JSON lines, pseudonymous, and take such lines in.

The first line says what the file is and which learner it is of, by a random id; each further line is one
event. Nothing names a person, a path or a machine, and what was typed or programmed stays behind unless it is
asked for: that an answer was right or wrong, and which mistake it showed, is all that progress needs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import Field, ValidationError

from quizkit.errors import ContentError, UsageError
from quizkit.model.answer import Program, Typed
from quizkit.model.base import ID_PATTERN, Noun
from quizkit.model.event import SCHEMA_VERSION, Answered, Ended, Event, Judged, Started, Turn, What
from quizkit.model.finding import Finding
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault, light
from quizkit.report.files import write_private
from quizkit.session.modes import MODES
from quizkit.store.log import EventLog
from quizkit.store.transfer import Taking, learner, taking

LONGEST_LINE = 4_000_000  # bytes; an answer has at most a million characters
MOST_FINDINGS = 20
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # that another machine's clock may be before ours
LARGEST = 1_000_000
LONGEST_ADDRESS = 200
OPAQUE = re.compile(r"[0-9a-f]{16}")
_ID = ID_PATTERN.strip("^$")
# "" stands for all topics; an exam is named by its form and the digest of its package.
TOPIC = re.compile(rf"|{_ID}/{_ID}|exam {_ID} [A-Z] [0-9a-f]{{64}}")
QUESTION = re.compile(rf"{_ID}/{_ID}/{_ID}")


class Head(Noun):
    """The first line of the file."""

    format: Literal["quizkit-progress"] = "quizkit-progress"
    version: int = SCHEMA_VERSION
    learner: str = Field(pattern=rf"^{OPAQUE.pattern}$")


@dataclass(frozen=True)
class Taken:
    """How many events were taken in, and how many were there already."""

    learner: str
    added: int
    known: int


def export(log: EventLog, file: Path, with_code: bool) -> int:
    """Write every event of `log` to `file`, for its owner alone; how many there are.

    Raises UsageError if `file` is something else than an exported progress, OSError if it cannot be written,
    and then `file` is as it was.
    """
    if file.exists():
        _refuse_what_is_no_export(file)
    lines = [Head(learner=learner(log)).model_dump_json()]
    for event in log.everything():
        what = event.what if with_code else _without_code(event.what)
        lines.append(event.model_copy(update={"what": _without_words(what)}).model_dump_json())
    write_private(file, "\n".join([*lines, ""]))
    return len(lines) - 1


def _refuse_what_is_no_export(file: Path) -> None:
    try:
        with _opened(file) as source:
            _head(file, source)
    except (ContentError, UsageError) as error:
        raise UsageError(
            f"'{file}' is there already and is no exported progress; name another file."
        ) from error


def _without_code(what: What) -> What:
    if isinstance(what, Answered) and isinstance(what.answer, Program):
        return what.model_copy(update={"answer": Program(code="")})
    if isinstance(what, Answered) and isinstance(what.answer, Typed):
        return what.model_copy(update={"answer": Typed(text="")})
    return what


def _without_words(what: What) -> What:
    """An outcome without what the program printed or raised, where paths and names may stand."""
    return what.model_copy(update={"outcome": _bare(what.outcome)}) if isinstance(what, Judged) else what


def _bare(outcome: Outcome) -> Outcome:
    if isinstance(outcome, AuthorFault | SystemFault):
        return outcome.model_copy(update={"reason": ""})
    return light(outcome).model_copy(update={"reason": ""})


def take_in(log: EventLog, file: Path, now: datetime) -> Taken:
    """Add the events of `file` that `log` has not yet, by their ids: all of them or none.

    Raises UsageError if there is no such file, ContentError with the findings if a line is not what it should
    be.
    """
    findings: list[Finding] = []
    added = known = 0
    with _opened(file) as source, taking(log) as into:
        head = _head(file, source)
        for number, line in _lines(source):
            read = _event(line, into, now)
            if isinstance(read, str):
                findings.append(_finding(file, number, read))
                if len(findings) == MOST_FINDINGS:
                    break
            else:
                fresh = into.put(read)
                added, known = added + fresh, known + (not fresh)
        if findings:
            raise ContentError(f"nothing of '{file}' was taken in; mend these lines first.", findings)
    return Taken(head.learner, added, known)


def _opened(file: Path) -> BinaryIO:
    if not file.is_file():
        raise UsageError(f"there is no file '{file}'; name one that 'quizkit progress export' wrote.")
    return file.open("rb")


def _finding(file: Path, line: int, says: str) -> Finding:
    return Finding(
        code="progress-line",
        file=str(file),
        line=line,
        message=f"{says}.",
        fix="Take the line out, or export the file again.",
    )


def _head(file: Path, source: BinaryIO) -> Head:
    try:
        return Head.model_validate_json(source.readline(LONGEST_LINE))
    except ValidationError as error:
        raise ContentError(
            f"'{file}' is no exported progress: its first line must say so; export it again with "
            "'quizkit progress export FILE'."
        ) from error


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Every line with its number; of a line that is too long, only as much as shows it."""
    number = 1
    while line := source.readline(LONGEST_LINE + 1):
        number += 1
        yield number, line
        if len(line) > LONGEST_LINE:
            return


def _event(line: bytes, into: Taking, now: datetime) -> Event | str:
    """The event that `line` holds, its time in UTC; or what is wrong with it."""
    if len(line) > LONGEST_LINE:
        return "The line is too long"
    try:
        event = Event.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"This is no event{f' ({where})' if where else ''}: {first['msg']}"
    return _wrong(event, into, now) or event.model_copy(update={"at": event.at.astimezone(UTC)})


def _wrong(event: Event, into: Taking, now: datetime) -> str | None:
    """What keeps a well-formed event out of the log; None if nothing does."""
    if event.version != SCHEMA_VERSION:
        return f"It is an event of format {event.version}; this quizkit knows {SCHEMA_VERSION}"
    if not (OPAQUE.fullmatch(event.id) and OPAQUE.fullmatch(event.session)):
        return "Ids of events and sessions have 16 hexadecimal digits"
    if event.at.tzinfo is None or not OLDEST <= event.at <= now + AHEAD:
        return "Its time is not between the year 2000 and now, with an offset from UTC"
    if not math.isfinite(event.delta_s):
        return "Its delta_s is no number"
    if isinstance(event.what, Started):
        return _wrong_start(event.what)
    if event.session not in into.began:
        return "Its session does not begin in this file, nor in the log"
    return None if isinstance(event.what, Ended) else _wrong_turn(event.what)


def _wrong_start(started: Started) -> str | None:
    if not TOPIC.fullmatch(started.topic):
        return "Its topic is no address collection/topic"
    if not math.isfinite(started.minutes or 0):
        return "Its minutes are no number"
    if started.mode not in MODES:
        return f"Its mode is none of {', '.join(MODES)}"
    if not all(QUESTION.fullmatch(item.question) for item in started.items):
        return "It has an item that is no address collection/topic/question"
    return None


def _wrong_turn(what: Turn) -> str | None:
    if not QUESTION.fullmatch(what.question) or len(what.question) > LONGEST_ADDRESS:
        return "Its question is no address collection/topic/question"
    numbers = [what.turn, getattr(what, "variant", 0), getattr(what, "steps", 0)]
    if not all(0 <= number <= LARGEST for number in numbers):
        return f"It counts turns, variants or steps beyond {LARGEST}"
    mistake = getattr(what.outcome, "mistake", None) if isinstance(what, Judged) else None
    if mistake is not None and not re.fullmatch(_ID, mistake):
        return "Its mistake is no id"
    return None
