"""What a class handed in, however it was handed in: opens a path in whichever of the known layouts it is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
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
        """One attempt, read now. Raises KeyError if there is no such learner or attempt."""
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
    return sort_folders(tree, top, names, sought)


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
