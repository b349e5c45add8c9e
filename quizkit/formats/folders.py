"""A folder per learner, files named after their learner, or both side by side."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quizkit.formats.lots import Lot, Owner, Sorted
from quizkit.formats.notes import note, shown
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import ARCHIVE, NOTEBOOK, SHEET, Sought
from quizkit.formats.trees import FILE, FOLDER, LINK, Parts, Tree
from quizkit.model.finding import Finding

_ATTEMPT = re.compile(r"attempt-0{0,3}([1-9][0-9]{0,3})")
_LINK = Lot(reason="The folder is a link; hand in a folder of your own.")


def sort_folders(tree: Tree, top: Parts, names: Sequence[str], sought: Sought) -> Sorted:
    """Folders are learners; files are parted into a learner's name and what they answer.

    A learner's folder that holds only folders `attempt-1`, `attempt-2` ... holds attempts.
    """
    folders: dict[str, list[Lot]] = {}
    files: dict[str, list[tuple[str, Parts]]] = {}
    findings: list[Finding] = []
    for name in names:
        at = (*top, name)
        kind = tree.kind(at)
        claimed = None if kind == FOLDER else parted(name, sought)
        if kind == FOLDER:
            folders[name] = list(_attempts(tree, at))
        elif claimed is not None and kind in (FILE, LINK):
            learner, logical = claimed
            files.setdefault(learner, []).append((logical, at))
        elif kind == LINK:
            folders[name] = [_LINK]
        else:
            findings.append(_stray(name, kind, sought))
    owners = [
        Owner(name, tuple(_with_files(folders.get(name, []), files.get(name, []))))
        for name in sorted({*folders, *files})
    ]
    layout = _layout(bool(folders), bool(files))
    return Sorted(f"{layout}, in a zip" if tree.is_archive else layout, owners, findings)


def parted(name: str, sought: Sought) -> tuple[str, str] | None:
    """The learner that a file's name begins with, and the name without it; None if it is not of that form.

    The name may hold underscores; of the ids that it may end with, the longest is taken.
    """
    if name.endswith(f"_{SHEET}") and name != f"_{SHEET}":
        return name.removesuffix(f"_{SHEET}"), SHEET
    stem, dot, ending = name.rpartition(".")
    for question in sought.longest_first:
        learner = stem.removesuffix(f"_{question}")
        if dot and learner not in ("", stem) and f".{ending}" in (".py", NOTEBOOK, ARCHIVE):
            return learner, f"{question}.{ending}"
    if stem and f".{ending}" in (NOTEBOOK, ARCHIVE):
        return stem, name
    return None


def _attempts(tree: Tree, at: Parts) -> Iterable[Lot]:
    try:
        names = tree.names(at)
    except OSError as error:
        return [Lot(fault=error)]
    if isinstance(names, Refusal):
        return [Lot(reason=names.reason)]
    numbered = [(int(match[1]), name) for name in names if (match := _ATTEMPT.fullmatch(name))]
    if not numbered or len(numbered) < len(names):
        return [Lot(folders=(at,))]
    # What a folder is called is enough here: one that turns out to be a file says so when it is read.
    return [Lot(folders=((*at, name),)) for _, name in sorted(numbered)]


def _with_files(lots: Sequence[Lot], files: Sequence[tuple[str, Parts]]) -> Sequence[Lot]:
    """The attempts, single files of the same learner counted to the last."""
    if not files:
        return lots
    if not lots:
        return [Lot(files=tuple(files))]
    last = lots[-1]
    return [*lots[:-1], replace(last, files=tuple(files))]


def _layout(folders: bool, files: bool) -> str:
    if folders and files:
        return "folders per learner and files named after learners"
    return "files named after learners" if files else "a folder per learner"


def _stray(name: str, kind: str, sought: Sought) -> Finding:
    """What to say about a file that is no learner's."""
    place = shown(name)
    if kind != FILE:
        return note("stray-file", place, f"This is a {kind}, not a learner's folder.", "Remove it.")
    near = _nearest(name, sought)
    if near:
        return note("stray-file", place, "The name tells no question.", f"Did you mean '{shown(near)}'?")
    if name == SHEET or name in sought.programs:
        fix = "Put it into a folder named after the learner."
        return note("stray-file", place, "The name tells no learner.", fix)
    return note("stray-file", place, "This is a file, not a learner's folder.", "Remove it.")


def _nearest(name: str, sought: Sought) -> str:
    """The name that was probably meant, or ""."""
    pieces = name.split("_")
    known = [SHEET, *(f"{question}.py" for question in sought.longest_first)]
    tails = [(i, "_".join(pieces[i:])) for i in range(1, min(len(pieces), 20)) if "_".join(pieces[:i])]
    guesses = [
        (difflib.SequenceMatcher(None, tail.lower(), near[0]).ratio(), i, near[0])
        for i, tail in tails
        if (near := difflib.get_close_matches(tail.lower(), known, n=1, cutoff=0.7))
    ]
    if not guesses:
        return ""
    _, i, guess = max(guesses)
    return "_".join([*pieces[:i], guess])
