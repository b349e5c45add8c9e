"""A roster: who is in the class, under which id grades are kept, and how platforms name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from quizkit import text
from quizkit.errors import UsageError
from quizkit.formats.handings import Attempt, Contents, Handing, Intake
from quizkit.formats.notes import Labels, note
from quizkit.formats.people import Index, Person, folded
from quizkit.formats.tables import at, column_name, plain, read_table
from quizkit.model.finding import Finding

_ID, _NAME = ("id", "learner"), "name"


@dataclass(frozen=True)
class Roster:
    """The people of a class, in the roster's order, and what is wrong with its rows."""

    people: tuple[Person, ...]
    file: str
    findings: tuple[Finding, ...] = ()


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file with the columns `id` (or `learner`) and `name`; the other ones hold aliases.

    Raises UsageError if it is missing, is no CSV, has not both columns or nobody in it.
    """
    rows = read_table(path, "a roster with the columns 'id' and 'name'")
    head = [plain(cell).lower() for cell in rows[0]] if rows else []
    ids = [head.index(name) for name in _ID if name in head]
    if not ids or _NAME not in head:
        raise UsageError(f"'{path}' has no columns 'id' and 'name' in its first row; add them to the roster.")
    column, names = ids[0], head.index(_NAME)
    people: dict[str, Person] = {}
    findings: list[Finding] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [plain(cell) for cell in row]
        person = text.visible(at(cells, column), one_line=True)
        if not any(cells):
            continue
        problem = ""
        if not person:
            problem = "The row has no id."
        elif folded(person) in people:
            problem = f"The id '{person[:60]}' stands in the roster already."
        if problem:
            says = f"Column {column_name(column)}: {problem} The row is not used."
            findings.append(note("roster-row", path.name, says, "Correct the roster.", number))
            continue
        others = frozenset(cell for i, cell in enumerate(cells) if cell and i not in (column, names))
        name = text.visible(at(cells, names), one_line=True)
        people[folded(person)] = Person(person, name, others)
    if not people:
        raise UsageError(f"'{path}' names nobody; give every learner a row with an id and a name.")
    return Roster(tuple(people.values()), path.name, tuple(findings))


def enrol(intake: Intake, roster: Roster) -> Intake:
    """The same submissions under the roster's ids and names, with those who handed in nothing.

    Several handings of one person become attempts in order of time; without times, in the order of their
    names, and a finding says so. Who is not on the roster stays, under a name of their own.
    """
    index = Index(roster.people)
    findings = [*roster.findings]
    theirs: dict[str, list[Handing]] = {person.id: [] for person in roster.people}
    strangers: list[Handing] = []
    other_names: list[Handing] = []
    for handing in intake.handings:
        found, only_by_id = index.find(handing)
        fitting = sorted(found)
        if len(fitting) == 1:
            theirs[fitting[0]].append(handing)
            other_names += [handing] if only_by_id else []
        else:
            strangers.append(handing)
            findings.append(_unknown(handing, fitting, roster.file))
    labels = Labels()
    renamed = [_enrolled(person, theirs[person.id], labels, findings) for person in roster.people]
    renamed += [_Renamed.of(labels.give(handing.learner), handing) for handing in strangers]
    missing = [person for person in roster.people if not theirs[person.id]]
    findings += [
        note(
            "missing-learner", roster.file, f"'{one.id}' ({one.name}) handed in nothing.", "Ask the learner."
        )
        for one in missing
    ]
    if other_names:
        findings.append(_other_names(other_names, roster.file))
    return _Enrolled(intake, renamed, findings)


@dataclass(frozen=True)
class _Renamed:
    """A handing, and which attempt of whom each of its attempts was before."""

    handing: Handing
    before: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, label: str, handing: Handing) -> _Renamed:
        """The handing under another label."""
        before = tuple((handing.learner, attempt.number) for attempt in handing.attempts)
        return cls(replace(handing, learner=label), before)


class _Enrolled:
    """An intake whose learners have other names; attempts are read under their first ones."""

    def __init__(self, intake: Intake, renamed: Sequence[_Renamed], findings: Sequence[Finding]) -> None:
        self._intake = intake
        self._before = {one.handing.learner: one.before for one in renamed}
        self.layout = intake.layout
        self.handings = tuple(sorted((one.handing for one in renamed), key=lambda one: one.learner))
        self.findings = (*intake.findings, *findings)

    def read(self, learner: str, attempt: int) -> Contents:
        """One attempt. Raises KeyError if there is no such learner or attempt."""
        before = self._before[learner]
        if not 1 <= attempt <= len(before):
            raise KeyError(attempt)
        contents = self._intake.read(*before[attempt - 1])
        several = f"/attempt-{attempt}" if len(before) > 1 else ""
        known = partial(_relabelled, before[attempt - 1], f"{learner}{several}")
        return replace(contents, findings=tuple(map(known, contents.findings)))


def _relabelled(before: tuple[str, int], label: str, finding: Finding) -> Finding:
    """A finding on a learner's file, under the roster's id in place of the platform's."""
    who, attempt = before
    if f"{finding.file}/".startswith(f"{who}/"):
        inner = finding.file.removeprefix(who).removeprefix(f"/attempt-{attempt}")
        return finding.model_copy(update={"file": f"{label}{inner}"})
    return finding


def _enrolled(
    person: Person, handings: Sequence[Handing], labels: Labels, findings: list[Finding]
) -> _Renamed:
    """One person's row; several handings of theirs are put in order."""
    every = [(attempt, handing.learner) for handing in handings for attempt in handing.attempts]
    if len(handings) > 1:
        times = [attempt.submitted for attempt, _ in every if attempt.submitted is not None]
        if len(set(times)) == len(every):
            every.sort(key=lambda one: _time(one[0]))
        else:
            names = ", ".join(f"'{handing.learner}'" for handing in handings)
            says = f"Several submissions are theirs, in an order that no time tells: {names}."
            fix = "Give their times, or take away what is not to count."
            findings.append(note("handed-in-twice", person.id, says, fix))
    attempts = tuple(replace(attempt, number=number) for number, (attempt, _) in enumerate(every, start=1))
    known = frozenset().union(person.aliases, *(one.aliases | {one.learner} for one in handings)) - {
        person.id
    }
    handing = Handing(labels.give(person.id), attempts, person.name, known)
    return _Renamed(handing, tuple((learner, attempt.number) for attempt, learner in every))


def _time(attempt: Attempt) -> datetime:
    assert attempt.submitted is not None
    return attempt.submitted


def _unknown(handing: Handing, fitting: Sequence[str], file: str) -> Finding:
    who = f"'{handing.learner}'" + (f" ({handing.name})" if handing.name else "")
    if not fitting:
        says = f"{who} is not on the roster."
        return note("unknown-learner", file, says, "Add their id or name to the roster, or a column of ids.")
    people = ", ".join(f"'{person}'" for person in fitting[:5])
    says = f"{who} may be any of {people}."
    return note("ambiguous-learner", file, says, "Add a column with the platform's ids to the roster.")


def _other_names(handings: Sequence[Handing], file: str) -> Finding:
    """One finding for all: where marking is blind, no name fits."""
    first = handings[0]
    says = f"The id fits and the name does not for {len(handings)}, such as '{first.learner}' ({first.name})."
    return note("other-name", file, says, "Look whether these ids are the platform's.")
