"""Which row of a platform's file is which learner: by ids, each on both sides one only, else not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizkit import text
from quizkit.formats.gradebooks.lines import GradeLine, names
from quizkit.formats.gradebooks.sheet import SheetRow
from quizkit.model.finding import Finding


@dataclass(frozen=True)
class Person:
    """A row of the platform's file: the ids and the name that it gives, `test` for a made-up student."""

    row: SheetRow
    ids: frozenset[str]
    name: str
    test: bool = False


@dataclass(frozen=True)
class Matches:
    """`lines` by the index of the person; findings list who was matched by name or not at all."""

    lines: Mapping[int, GradeLine]
    findings: tuple[Finding, ...] = ()


def matched(file: str, people: Sequence[Person], lines: Sequence[GradeLine]) -> Matches:
    """The line of each person, by ids that one person and one learner share, else by a unique name."""
    by_id = _one_to_one(
        [_plain(person.ids) for person in people],
        [_plain({line.learner, *line.aliases}) for line in lines],
    )
    by_name = _one_to_one(
        [_plain({_given_first(person.name)}) for person in people],
        [
            _plain({_given_first(line.name or line.learner)}) for line in lines
        ],  # folders may be called by names
    )
    pairs = dict(by_id.pairs)
    # Ids that point to several stay unsettled: a name must not outvote them.
    settled_people = {*pairs, *by_id.doubtful_left}
    settled_lines = {*pairs.values(), *by_id.doubtful_right}
    named = {
        person: line
        for person, line in by_name.pairs.items()
        if person not in settled_people and line not in settled_lines
    }
    pairs |= named
    findings = [
        *_by_name(file, people, lines, named),
        *_unmatched_lines(file, lines, set(pairs.values()), by_id.doubtful_right),
        *_unmatched_rows(file, people, set(pairs)),
    ]
    return Matches({person: lines[line] for person, line in pairs.items()}, tuple(findings))


@dataclass(frozen=True)
class _Pairing:
    """`pairs` from left to right; `doubtful` are those whose keys point to several on the other side."""

    pairs: Mapping[int, int]
    doubtful_left: Collection[int]
    doubtful_right: Collection[int]


def _one_to_one(left: Sequence[set[str]], right: Sequence[set[str]]) -> _Pairing:
    """Pairs that share a key while neither shares one with anybody else."""
    owners: dict[str, set[int]] = defaultdict(set)
    for index, keys in enumerate(right):
        for key in keys:
            owners[key].add(index)
    to_right = {
        index: set().union(*(owners.get(key, set()) for key in keys)) for index, keys in enumerate(left)
    }
    to_left: dict[int, set[int]] = defaultdict(set)
    for index, found in to_right.items():
        for other in found:
            to_left[other].add(index)
    pairs = {
        index: other
        for index, found in to_right.items()
        if len(found) == 1 and to_left[other := next(iter(found))] == {index}
    }
    doubtful_right = set(to_left).difference(pairs.values())
    doubtful_left = {index for index, found in to_right.items() if found and index not in pairs}
    return _Pairing(pairs, doubtful_left, doubtful_right)


def _plain(keys: Iterable[str]) -> set[str]:
    """Keys as they are compared: without case and spaces around; empty ones are none."""
    return {plain for key in keys if (plain := " ".join(key.casefold().split()))}


def _given_first(name: str) -> str:
    """ "Lovelace, Ada" as "Ada Lovelace"."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma and "," not in given else name


def _by_name(
    file: str, people: Sequence[Person], lines: Sequence[GradeLine], named: Mapping[int, int]
) -> Iterable[Finding]:
    for person, line in sorted(named.items()):
        shown = text.visible(people[person].name, one_line=True)
        yield Finding(
            code="matched-by-name",
            file=file,
            line=people[person].row.line,
            message=f"'{shown}' shares only the name with learner '{lines[line].learner}', no id.",
            fix="Check that they are one person; a roster with the platform's ids settles it.",
            severity="note",
        )


def _unmatched_lines(
    file: str, lines: Sequence[GradeLine], found: set[int], doubtful: Collection[int]
) -> Iterable[Finding]:
    fix = "Give the platform's id of each in the roster, or enter the grades by hand."
    unclear = [line.learner for index, line in enumerate(lines) if index in doubtful and index not in found]
    missing = [
        line.learner for index, line in enumerate(lines) if index not in found and index not in doubtful
    ]
    if unclear:
        says = f"The ids of {names(unclear)} fit several rows, or rows that fit others; none was filled."
        yield Finding(code="ambiguous-learner", file=file, line=1, message=says, fix=fix, severity="note")
    if missing:
        says = f"No row for {names(missing)}; the file holds no grade of theirs."
        yield Finding(code="no-row", file=file, line=1, message=says, fix=fix, severity="note")


def _unmatched_rows(file: str, people: Sequence[Person], found: set[int]) -> Iterable[Finding]:
    left = [person for index, person in enumerate(people) if index not in found and not person.test]
    if left:
        shown = [text.visible(person.name or min(person.ids, default="?"), one_line=True) for person in left]
        rows = "1 row belongs" if len(left) == 1 else f"{len(left)} rows belong"
        says = f"{rows} to nobody who was graded: {names(shown)}; nothing was filled in."
        fix = "Nothing to do if they handed in nothing; else give their ids in the roster."
        yield Finding(
            code="no-learner", file=file, line=left[0].row.line, message=says, fix=fix, severity="note"
        )
