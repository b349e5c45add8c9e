"""Moodle's "Download all submissions": a folder or a file name per learner and kind of submission.

Moodle writes `Full Name_12345_assignsubmission_file_/program.py` (the last underscore only in some versions),
or `Full Name_12345_assignsubmission_file_program.py` without folders. The number is the participant's number
in this assignment, as in its grading worksheet. Names are "Participant" where marking is blind, and a group's
name and number where groups hand in; learners without a group have a name without a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizkit.formats.lots import Lot, Owner, Sorted
from quizkit.formats.notes import note, shown
from quizkit.formats.trees import FOLDER, Parts, Tree
from quizkit.model.finding import Finding

_NAMED = re.compile(
    r"(?P<name>.*?)(?:_(?P<number>[0-9]{1,20}))?_assignsubmission_(?P<type>[a-z0-9]+)(?:_(?P<rest>.*))?",
    re.DOTALL,
)


def is_moodle(names: Sequence[str]) -> bool:
    """Whether names are Moodle's. One is enough: nobody names a file so by hand."""
    return any(_NAMED.fullmatch(name) for name in names)


def sort_moodle(tree: Tree, top: Parts, names: Sequence[str]) -> Sorted:
    """Every participant or group, known by their number; online texts and other kinds are findings."""
    folders: dict[tuple[str, str], list[Parts]] = {}
    files: dict[tuple[str, str], list[tuple[str, Parts]]] = {}
    unread: dict[tuple[str, str], list[Finding]] = {}
    findings: list[Finding] = []
    for name in names:
        at = (*top, name)
        match = _NAMED.fullmatch(name)
        if match is None:
            says = "The name is not one that Moodle gives."
            findings.append(note("stray-file", shown(name), says, "Remove it, or grade it apart."))
            continue
        key = (match["name"], match["number"] or "")
        if match["type"] != "file":
            unread.setdefault(key, []).append(_unread(name, match["type"]))
        elif tree.kind(at) == FOLDER or not match["rest"]:
            folders.setdefault(key, []).append(at)
        else:
            files.setdefault(key, []).append((match["rest"], at))
    owners = [
        _owner(key, folders.get(key, []), files.get(key, []), unread.get(key, []))
        for key in sorted({*folders, *files, *unread})
    ]
    return Sorted("a Moodle zip" if tree.is_archive else "an unpacked Moodle zip", owners, findings)


def _owner(
    key: tuple[str, str],
    folders: Sequence[Parts],
    files: Sequence[tuple[str, Parts]],
    findings: Sequence[Finding],
) -> Owner:
    name, number = key
    lot = Lot(tuple(folders), tuple(files), findings=tuple(findings))
    aliases = frozenset({number, f"Participant {number}"}) if number else frozenset()
    return Owner(number or name, (lot,), shown(name), aliases)


def _unread(name: str, kind: str) -> Finding:
    says = (
        "A text typed into Moodle is not read." if kind == "onlinetext" else f"A Moodle {kind} is not read."
    )
    return note("not-read", shown(name), says, "Ask for a file if it was meant to be graded.")
