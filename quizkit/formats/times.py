"""Times of submission from a CSV, for layouts that tell none: learner, attempt, submitted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.handings import Attempt, Contents, Handing, Intake
from quizkit.formats.notes import note
from quizkit.formats.people import Index, folded
from quizkit.formats.roster import Roster
from quizkit.formats.tables import at, plain, read_table, short
from quizkit.model.finding import Finding

_LEARNER, _ATTEMPT, _SUBMITTED = "learner", "attempt", "submitted"


@dataclass(frozen=True)
class Time:
    """When one attempt was handed in. `attempt` None: the learner's only one."""

    learner: str
    attempt: int | None
    submitted: datetime  # aware, in UTC
    row: int  # in the file, counted from 1


@dataclass(frozen=True)
class Times:
    """All rows of the file, in its order."""

    file: str
    rows: tuple[Time, ...]


def read_times(path: Path) -> Times:
    """The times in a CSV file with the columns `learner`, `submitted` and, if there are several, `attempt`.

    Raises UsageError if it is missing, is no CSV, lacks a column, or if a row has no learner, no whole number
    for its attempt or no time in ISO 8601 with its zone.
    """
    rows = read_table(path, "a table with the columns 'learner' and 'submitted'")
    head = [plain(cell).lower() for cell in rows[0]] if rows else []
    if _LEARNER not in head or _SUBMITTED not in head:
        raise UsageError(
            f"'{path}' has no columns '{_LEARNER}' and '{_SUBMITTED}' in its first row; add them to it."
        )
    places = [head.index(name) if name in head else len(head) for name in (_LEARNER, _ATTEMPT, _SUBMITTED)]
    times = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [plain(cell) for cell in row]
        learner, attempt, submitted = (at(cells, place) for place in places)
        if not any(cells):
            continue
        if not learner:
            raise UsageError(f"'{path}' row {number} names no learner; fill it in, or take the row out.")
        if attempt and not (attempt.isascii() and attempt.isdigit() and 0 < int(attempt[:9]) < 10_000):
            raise UsageError(
                f"'{path}' row {number} has the attempt '{short(attempt)}'; write 1 for the first."
            )
        when = _utc(submitted, f"'{path}' row {number}")
        times.append(Time(learner, int(attempt) if attempt else None, when, number))
    return Times(path.name, tuple(times))


def _utc(cell: str, where: str) -> datetime:
    """The time that a cell tells. Raises UsageError."""
    try:
        told = datetime.fromisoformat(cell)
        if told.tzinfo is not None:
            return told.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        said = f"{where} has the time '{short(cell)}'"
        raise UsageError(f"{said}; write it as 2027-03-01T23:59:00+01:00, with its zone.") from error
    raise UsageError(f"{where} has the time '{short(cell)}' without a zone; add one, such as +01:00 or Z.")


def timed(intake: Intake, times: Times, roster: Roster | None = None) -> Intake:
    """The same submissions with these times. Rows that fit no attempt, or more than one, are findings.

    With a `roster` the times may name learners as it does, too.
    """
    named = _named(intake.handings, roster)
    handings = list(intake.handings)
    findings: list[Finding] = []
    told: set[tuple[int, int | None]] = set()
    for time in times.rows:
        exact = [i for i, one in enumerate(handings) if one.learner == time.learner]
        fitting = exact or sorted(named.get(folded(time.learner), ()))
        problem = _problem(time, [handings[place] for place in fitting])
        if not problem and (fitting[0], time.attempt) in told:
            problem = "time-twice", f"Learner '{short(time.learner)}' has a time already."
        if problem:
            fix = "Correct the row, or take it out."
            findings.append(note(problem[0], times.file, problem[1], fix, time.row))
        else:
            told.add((fitting[0], time.attempt))
            handings[fitting[0]] = _with_time(handings[fitting[0]], time)
    findings += [finding for handing in handings for finding in _disordered(handing, times.file)]
    return _Timed(intake, handings, findings)


def _named(handings: Sequence[Handing], roster: Roster | None) -> dict[str, set[int]]:
    """The places of the handings that each name or id may mean."""
    people = {person.id: person for person in roster.people} if roster else {}
    index = Index(people.values())
    named: dict[str, set[int]] = {}
    for place, handing in enumerate(handings):
        words = {handing.learner, handing.name, *handing.aliases}
        fitting, _ = index.find(handing)
        if len(fitting) == 1:
            person = people[next(iter(fitting))]
            words |= {person.id, person.name, *person.aliases}
        for word in words - {""}:
            named.setdefault(folded(word), set()).add(place)
    return named


class _Timed:
    """An intake whose attempts have other times."""

    def __init__(self, intake: Intake, handings: Sequence[Handing], findings: Sequence[Finding]) -> None:
        self._intake = intake
        self.layout = intake.layout
        self.handings = tuple(handings)
        self.findings = (*intake.findings, *findings)

    def read(self, learner: str, attempt: int) -> Contents:
        """One attempt. Raises KeyError if there is no such learner or attempt."""
        return self._intake.read(learner, attempt)


def _problem(time: Time, fitting: Sequence[Handing]) -> tuple[str, str] | None:
    """Why a row cannot be used: a finding's code and its sentence."""
    who = text.visible(time.learner[:60], one_line=True)
    if not fitting:
        return "unknown-learner", f"No submission is of '{who}'."
    if len(fitting) > 1:
        return "ambiguous-learner", f"Several submissions may be of '{who}'."
    (handing,) = fitting
    numbers = [attempt.number for attempt in handing.attempts]
    if time.attempt is None and len(numbers) > 1:
        return "unknown-attempt", f"'{who}' has {len(numbers)} attempts; the row tells none of them."
    if time.attempt is not None and time.attempt not in numbers:
        return "unknown-attempt", f"'{who}' has no attempt {time.attempt}."
    if not numbers:
        return "unknown-attempt", f"'{who}' handed in nothing."
    return None


def _with_time(handing: Handing, time: Time) -> Handing:
    number = time.attempt or handing.attempts[0].number
    attempts = tuple(
        replace(attempt, submitted=time.submitted) if attempt.number == number else attempt
        for attempt in handing.attempts
    )
    return replace(handing, attempts=attempts)


def _disordered(handing: Handing, file: str) -> Iterator[Finding]:
    """A finding for each attempt that was handed in before the one it follows."""
    told: list[Attempt] = [attempt for attempt in handing.attempts if attempt.submitted is not None]
    for one, after in pairwise(told):
        if one.submitted is not None and after.submitted is not None and after.submitted < one.submitted:
            says = f"Attempt {after.number} of '{handing.learner}' is older than attempt {one.number}."
            yield note("attempts-out-of-order", file, says, "Look whether their numbers are right.")
