"""Changes marks of a graded class or exam: what is accepted, tolerated, dropped; nobody loses unless told to.

Choices are judged again from the journal, programs run again with its seed, on a copy that takes the place of
the journal at the end: whatever interrupts, all is as it was or wholly changed. A dry run has no end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from quizkit import source
from quizkit.app.classes.graded import graded_class
from quizkit.app.classes.judging import Judged, Progress, judge_all, writing
from quizkit.app.classes.pages import write_class_report
from quizkit.app.classes.task import Portion, PortionContents
from quizkit.app.exams.folder import NAME as EXAM
from quizkit.app.exams.folder import graded_exam
from quizkit.app.results.draft import drafted, read_only
from quizkit.app.results.gradings import Regradable
from quizkit.clock import Clock
from quizkit.errors import ContentError, SandboxFault, UsageError
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault, score_of
from quizkit.model.policy import Accept, Amendments, Changed, Corrected, Regrade, Tolerate
from quizkit.report.journal import Journal, Key
from quizkit.report.table import ClassTable, Mark

HELD = "the change would have lowered it"
JUDGES = (Accept, Tolerate, Corrected)  # changes after which answers are judged again


@dataclass(frozen=True)
class Request:
    """Which grading `folder` is changed by which file, and how. See `regrade`."""

    folder: Path
    changes: Path
    dry_run: bool = False
    allow_lower: bool = False
    workers: int = 2
    extra: tuple[Path, ...] = ()
    release: bool = False


@dataclass(frozen=True)
class Regraded:
    """The class after the change, who changed by it, and how many answers keep a higher verdict.

    `again`: the same change was the last to be made, and was not made twice.
    """

    table: ClassTable
    judged: Judged
    changed: tuple[Changed, ...]
    held: int
    again: bool = False


def regrade(request: Request, clock: Clock, progress: Progress) -> Regraded:
    """Apply the changes of a file to a graded class or exam; with `dry_run` nothing is written.

    Changes that were the last to be made are not made twice. Raises UsageError for a folder that holds
    nothing graded, a topic that was changed since, or a change that does not fit; ContentError for a broken
    file, or if answers could be judged no more; SandboxFault if programs could not be judged again;
    KeyboardInterrupt after Ctrl-C. All is then as it was.
    """
    changes = _changes(request.changes)
    at = clock.now().isoformat(timespec="seconds")
    with ExitStack() as stack:
        copied = stack.enter_context(read_only(request.folder)) if request.dry_run else None
        before = stack.enter_context(_opened(request, changes, clock, copied))
        draft = stack.enter_context(drafted(before.journal))
        made = before.resolved(Regrade(at=at, allow_lower=request.allow_lower, changes=changes.changes))
        _require_as_graded(before)
        again = _made_last(before.journal, made)
        after = before.under(draft, [*draft.regrades, *([] if again else [made])])
        judged = judge_all(before.order, _portions(before, after, made), draft, clock, progress)
        _require_whole(judged, before.journal)
        held = 0 if request.allow_lower else _hold(before, after, judged.outcomes, at)
        table = after.table()
        changed = _changed(before.table(), table)
        if not again:
            draft.append_regrade(made.model_copy(update={"changed": changed}))
        if not request.dry_run:
            with writing(request.folder):
                draft.path.replace(before.journal.path)
                write_class_report(request.folder, after.telling, table, draft, release=request.release)
    return Regraded(table, judged, changed, held, again)


def _opened(
    request: Request, changes: Amendments, clock: Clock, copied: Path | None
) -> AbstractContextManager[Regradable]:
    folder, extra, workers = request.folder, request.extra, request.workers
    if not (folder / EXAM).is_file():
        return graded_class(folder, clock, extra, workers, copied)
    corrected = frozenset(one.question for one in changes.changes if isinstance(one, Corrected))
    return graded_exam(folder, clock, extra, workers, copied, corrected)


def _made_last(journal: Journal, made: Regrade) -> bool:
    """Whether these changes were the last to be made, perhaps by one who was stopped before the pages."""
    last = journal.regrades[-1:]
    return [_what(one) for one in last] == [_what(made)]


def _what(made: Regrade) -> tuple[object, ...]:
    corrected = {address: set(versions.values()) for address, versions in made.versions.items()}
    return made.changes, made.allow_lower, corrected


def _changes(path: Path) -> Amendments:
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; check the name.")
    loaded = source.load(path, Amendments)
    if loaded.value is None:
        raise ContentError(f"'{path}' cannot be used.", loaded.findings)
    return loaded.value


def _require_as_graded(graded: Regradable) -> None:
    """Refuse what has gaps, or whose questions are not those any more that it was graded on."""
    for key in graded.every():
        if key not in graded.journal.kept:
            raise UsageError(
                f"'{graded.folder}' is not wholly graded: {key[0]}, {key[2]} has no verdict; "
                f"run its '{graded.command}' to the end first."
            )
    if changed := graded.changed():
        raise UsageError(
            f"'{graded.file}' was changed since this class was graded ({', '.join(changed)}); "
            f"run its '{graded.command}' once more and look at the grades first."
        )


def _portions(before: Regradable, after: Regradable, made: Regrade) -> list[Portion]:
    """The attempts that count at what is judged in another way now, answered from the journal as it was."""
    touched = {change.question for change in made.changes if isinstance(change, JUDGES)}
    if made.allow_lower:  # what was held until now may fall
        kept = after.journal.kept.items()
        after.journal.forget([key for key, one in kept if one.held and key[2] in touched])

    def reader(keys: Sequence[Key]) -> PortionContents:
        return PortionContents(tuple(after.task(before.journal.read(key)) for key in keys))

    keys = (key for key in after.every() if key[2] in touched)
    attempts = [list(some) for _, some in groupby(keys, key=lambda key: key[:2])]
    return [Portion(some[0][0], some[0][1], len(some), partial(reader, some)) for some in attempts]


def _require_whole(judged: Judged, original: Journal) -> None:
    """Refuse to change a class by half, or to take a number away."""
    if judged.interrupted:
        raise KeyboardInterrupt
    for key, outcome in judged.outcomes.items():
        if isinstance(outcome, AuthorFault) and score_of(original.kept[key].outcome) is not None:
            raise ContentError(
                f"with this change answers to '{key[2]}' can be judged no more: {outcome.reason} "
                "No mark was changed."
            )
    fault = next((one for one in judged.outcomes.values() if isinstance(one, SystemFault)), None)
    if judged.stopped or fault is not None:
        why = judged.stopped or (fault.reason if fault else "")
        raise SandboxFault(f"not every answer could be judged again: {why} No mark was changed.")


def _hold(before: Regradable, after: Regradable, new: Mapping[Key, Outcome], at: str) -> int:
    """Let every earlier verdict stand that is worth more than the new one; how many there are."""
    held = 0
    for key in new:
        was, now = before.worth(key), after.worth(key)
        if was is not None and now is not None and now < was:
            outcome = before.journal.read(key).outcome
            standing = {"outcome": outcome, "held": HELD, "share": was, "at": at}
            after.journal.append(after.journal.read(key).model_copy(update=standing))
            held += 1
    return held


def _changed(before: ClassTable, after: ClassTable) -> tuple[Changed, ...]:
    pairs = zip(before.rows, after.rows, strict=True)
    changed = [
        Changed(
            learner=new.learner,
            before=(old.earned, old.possible),
            after=(new.earned, new.possible),
            numbered=tuple(name for name, mark in new.marks.items() if _gained(old.marks.get(name), mark)),
        )
        for old, new in pairs
    ]
    return tuple(one for one in changed if one.before != one.after or one.numbered)


def _gained(before: Mark | None, after: Mark) -> bool:
    """Whether a question has a number that it had not, perhaps one of no points."""
    return after.share is not None and before is not None and before.share is None
