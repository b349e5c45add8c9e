"""What a class handed in, however it was handed in: opens a path in whichever of the known layouts it is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from quizkit.errors import UsageError
from quizkit.formats.answers import Asked
from quizkit.formats.archives import open_archive
from quizkit.formats.canvas_zip import is_canvas, sort_canvas
from quizkit.formats.choices_csv import ChoicesCsv
from quizkit.formats.contents import read_lot
from quizkit.formats.disk import DiskTree
from quizkit.formats.folders import parted, sort_folders
from quizkit.formats.handings import Attempt, Contents, Handing, Intake
from quizkit.formats.lots import Lot, Sorted
from quizkit.formats.moodle_zip import is_moodle, sort_moodle
from quizkit.formats.notes import Labels, capped, shown
from quizkit.formats.opening import MAX_ENTRIES, Refusal, root_folder
from quizkit.formats.sought import ARCHIVE, SHEET, Sought
from quizkit.formats.trees import FOLDER, Parts, Tree

__all__ = ["Attempt", "Contents", "Handing", "Intake", "open_intake"]

_MOST_AROUND, _LOOKED_INTO = 5, 50  # folders beside the class's own; names of learners that are looked at
_TABLES = (".csv", ".tsv", ".txt")
_NAME_ONE = "name a folder or a zip with one folder per learner, a Moodle or Canvas zip, or a CSV of choices."


@contextmanager
def open_intake(path: Path, asked: Sequence[Asked], topic_ids: Iterable[str]) -> Iterator[Intake]:
    """The submissions at `path`, in whichever layout they are; read them before the block ends.

    `topic_ids`: all questions of the topic, whether asked here or not. Raises UsageError if `path` is missing
    or damaged, or has none of the known layouts.
    """
    sought = Sought(tuple(asked), tuple(topic_ids))
    with ExitStack() as stack:
        try:
            intake = _opened(path, sought, stack)
        except OSError as error:
            says = f"'{path}' could not be opened: {error.strerror}; look at its permissions."
            raise UsageError(says) from error
        yield intake


def _opened(path: Path, sought: Sought, stack: ExitStack) -> Intake:
    if not path.exists():
        raise UsageError(f"there is no folder or file '{path}'; {_NAME_ONE}")
    if path.is_dir():
        return _FileIntake(DiskTree(stack.enter_context(root_folder(path))), path, sought)
    if path.is_file() and (path.suffix.lower() == ARCHIVE or zipfile.is_zipfile(path)):
        tree = open_archive(stack.enter_context(path.open("rb")), shown(path.name))
        if isinstance(tree, Refusal):
            raise UsageError(f"'{path}' cannot be read. {tree.reason}")
        return _FileIntake(tree, path, sought)
    if path.suffix.lower() in _TABLES:
        return ChoicesCsv(path, sought)
    raise UsageError(f"'{path}' is neither a folder, a zip nor a CSV; {_NAME_ONE}")


class _FileIntake:
    """A sorted tree: holds who has which files, and reads them when asked."""

    def __init__(self, tree: Tree, path: Path, sought: Sought) -> None:
        self._tree, self._sought = tree, sought
        sorted_tree = _sorted(tree, path, sought)
        if not sorted_tree.owners:
            raise UsageError(_nobody(path, sorted_tree))
        self._lots: dict[str, tuple[Lot, ...]] = {}
        handings, labels = [], Labels()
        for owner in sorted_tree.owners:
            label = labels.give(owner.learner)
            self._lots[label] = owner.lots
            attempts = tuple(
                Attempt(number, marked_late=lot.late) for number, lot in enumerate(owner.lots, start=1)
            )
            handings.append(Handing(label, attempts, owner.name, owner.aliases))
        self.layout = sorted_tree.layout
        self.handings = tuple(sorted(handings, key=lambda one: one.learner))
        self.findings = (*tree.findings, *capped(shown(path.name), sorted_tree.findings))

    def read(self, learner: str, attempt: int) -> Contents:
        """One attempt, read now. Raises KeyError and OSError as `Intake.read`."""
        lots = self._lots[learner]
        if not 1 <= attempt <= len(lots):
            raise KeyError(attempt)
        label = learner if len(lots) == 1 else f"{learner}/attempt-{attempt}"
        return read_lot(self._tree, lots[attempt - 1], label, self._sought)


def _sorted(tree: Tree, path: Path, sought: Sought) -> Sorted:
    top = _top(tree, sought)
    names = tree.names(top)
    if isinstance(names, Refusal):
        raise UsageError(f"'{path}' cannot be read. {names.reason}")
    if len(names) >= MAX_ENTRIES and not tree.is_archive:
        raise UsageError(f"'{path}' holds more than {MAX_ENTRIES} names; {_NAME_ONE}")
    if is_moodle(names):
        return sort_moodle(tree, top, names)
    if names and is_canvas(tree, top, names):
        return sort_canvas(tree, top, names, sought)
    if not tree.is_archive:
        _ask_for_the_inner_one(tree, path, names, sought)
    return sort_folders(tree, top, names, sought)


def _ask_for_the_inner_one(tree: Tree, path: Path, names: Sequence[str], sought: Sought) -> None:
    """Refuse a folder that holds the class's folder, perhaps beside a few others, and no learner's own."""
    folders = [name for name in names if tree.kind((name,)) == FOLDER]
    if len(folders) > _MOST_AROUND or any(_is_asked_for(name, sought) for name in names):
        return
    within = {name: _glimpsed(tree, (name,)) for name in folders}
    if any(_is_a_learners(found, sought) for found in within.values()):
        return
    for name, found in within.items():
        learners = sum(_holds_answers(tree, (name, inner), sought) for inner in found[:_LOOKED_INTO])
        if learners > 1 or is_moodle(found):
            raise UsageError(
                f"'{path}' holds nobody's work, but '{shown(name)}' in it looks like a class; "
                f"did you mean '{path / name}'?"
            )


def _is_asked_for(name: str, sought: Sought) -> bool:
    """Whether a file is an answer, its learner's name before it or not."""
    claimed = parted(name, sought)
    return sought.is_read(name) or (claimed is not None and sought.is_read(claimed[1]))


def _is_a_learners(names: Sequence[str], sought: Sought) -> bool:
    return any(sought.is_read(name) or name.startswith("attempt-") for name in names)


def _holds_answers(tree: Tree, at: Parts, sought: Sought) -> bool:
    return tree.kind(at) == FOLDER and _is_a_learners(_glimpsed(tree, at), sought)


def _glimpsed(tree: Tree, at: Parts) -> Sequence[str]:
    """The names in a folder; none where it cannot be opened, which is told once it is read."""
    with suppress(OSError):
        names = tree.names(at)
        return () if isinstance(names, Refusal) else names
    return ()


def _top(tree: Tree, sought: Sought) -> Parts:
    """Where the learners are: an archive often has one folder around them all."""
    at: Parts = ()
    while tree.is_archive and len(at) < 3:
        names = tree.names(at)
        if isinstance(names, Refusal) or len(names) != 1 or is_moodle(names):
            break
        inner = (*at, names[0])
        within = tree.names(inner)
        if isinstance(within, Refusal) or not _are_learners(tree, inner, within, sought):
            break
        at = inner
    return at


def _are_learners(tree: Tree, at: Parts, names: Sequence[str], sought: Sought) -> bool:
    """Whether the names in a folder are learners' rather than one learner's own files."""
    if SHEET in names or any(name in sought.programs for name in names):
        return False
    if all(name.startswith("attempt-") for name in names):
        return False
    return any(tree.kind((*at, name)) == FOLDER or parted(name, sought) for name in names) or is_moodle(names)


def _nobody(path: Path, sorted_tree: Sorted) -> str:
    """Why nothing can be graded: with the first thing that was found instead."""
    if not sorted_tree.findings:
        return f"'{path}' holds no learner's folder; {_NAME_ONE}"
    first = sorted_tree.findings[0]
    return f"'{path}' holds no learner's folder, but '{first.file}'. {first.message} {first.fix}"
