"""Changes the marks of a graded class: what is accepted, tolerated, dropped; nobody loses unless told to.

Choices are judged again from the journal, programs run again with its seed, on a copy that takes the place of
the journal at the end: whatever interrupts, the class is as it was or wholly changed. A dry run has no end.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from quizkit import source
from quizkit.app.class_judging import Judged, Progress, judge_all, opened, writing
from quizkit.app.class_report import write_class_report
from quizkit.app.class_table import judged_attempts
from quizkit.app.class_tasks import Counting, amended, task
from quizkit.app.graded import GradedClass, graded_class
from quizkit.app.grading_folder import Decisions
from quizkit.app.task import Portion, PortionContents, Task, Unreadable
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import ContentError, SandboxFault, UnknownName, UsageError
from quizkit.model.class_list import ClassList
from quizkit.model.outcome import LearnerFault, Outcome, score_of
from quizkit.model.policy import Amendments, Changed, Regrade
from quizkit.report.journal import Journal, Key
from quizkit.report.table import ClassTable

HELD = "the change would have lowered it"
DRAFT = ".regrade-"


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
    """The class after the change, who changed by it, and how many answers keep a higher verdict."""

    table: ClassTable
    judged: Judged
    changed: tuple[Changed, ...]
    held: int


def regrade(request: Request, clock: Clock, progress: Progress) -> Regraded:
    """Apply the changes of a file to a graded class; with `dry_run` nothing is written.

    Raises UsageError for a folder that holds no graded class or a change that does not fit, ContentError for
    a broken file, SandboxFault if programs could not be judged again; the class is then as it was.
    """
    changes = _changes(request.changes)
    made = Regrade(at=_now(clock), allow_lower=request.allow_lower, changes=changes.changes)
    with (
        graded_class(request.folder, clock, request.extra, request.workers) as before,
        _draft(before, request.dry_run, clock) as draft,
    ):
        _know_all(changes, before.listed)
        after = replace(before, journal=draft, decided=_with(before, made))
        judged = judge_all(before.order, _portions(before, after), draft, clock, progress)
        _require_whole(judged)
        held = 0 if request.allow_lower else _hold(before.journal, draft, judged.outcomes, made.at)
        table = after.table()
        changed = _changed(before.table(), table)
        draft.append_regrade(made.model_copy(update={"changed": changed}))
        if not request.dry_run:
            with writing(request.folder):
                draft.path.replace(before.journal.path)
                write_class_report(request.folder, after.loaded, table, draft, release=request.release)
    return Regraded(table, judged, changed, held)


def _with(before: GradedClass, made: Regrade) -> Decisions:
    return before.decided.regraded([*before.journal.regrades, made])


def _changes(path: Path) -> Amendments:
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; check the name.")
    loaded = source.load(path, Amendments)
    if loaded.value is None:
        raise ContentError(f"'{path}' cannot be used.", loaded.findings)
    return loaded.value


@contextmanager
def _draft(before: GradedClass, dry_run: bool, clock: Clock) -> Iterator[Journal]:
    """A copy of the journal to work in: until it takes the original's place, nothing has happened.

    It lies beside the original, for a dry run elsewhere. What a killed regrade left is swept.
    """
    for left in before.folder.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=None if dry_run else before.folder) as place:
        shutil.copyfile(before.journal.path, Path(place) / before.journal.path.name)
        with opened(replace(before.order, out=Path(place)), clock) as journal:
            yield journal


def _know_all(changes: Amendments, listed: ClassList) -> None:
    for change in changes.changes:
        if change.question not in listed.questions:
            raise UnknownName(
                "question",
                change.question,
                listed.questions,
                f"This class was graded on {', '.join(listed.questions)}.",
                within="this grading",
            )


def _now(clock: Clock) -> str:
    return clock.now().isoformat(timespec="seconds")


def _portions(before: GradedClass, after: GradedClass) -> list[Portion]:
    """The attempts that count under the new rules, answered from the journal as it was."""
    loaded, listed = after.loaded, after.listed
    questions = [loaded.question(name) for name in listed.questions]
    counting = amended(loaded, questions, after.decided.rules.amendments)

    def reader(learner: str, attempt: int) -> PortionContents:
        keys = [(learner, attempt, one.question.id) for one in counting]
        return PortionContents(
            tuple(_task(loaded, one, before.journal, key) for one, key in zip(counting, keys, strict=True))
        )

    pairs = [
        pair
        for one in listed.learners
        for pair in judged_attempts(
            after.decided.rules.policy, one.learner, [made.number for made in one.attempts]
        )
    ]
    return [Portion(who, which, len(counting), partial(reader, who, which)) for who, which in pairs]


def _task(loaded: LoadedTopic, one: Counting, journal: Journal, key: Key) -> Task:
    if key not in journal.kept:
        raise UsageError(
            f"'{journal.path.parent}' is not wholly graded: {key[0]}, {key[2]} has no verdict; "
            "run its 'quizkit grade' to the end first."
        )
    entry = journal.read(key)
    unreadable = entry.answer is None and isinstance(entry.outcome, LearnerFault)
    answer = Unreadable(entry.outcome.reason) if unreadable else entry.answer
    return task(loaded, one, key[0], key[1], answer)


def _require_whole(judged: Judged) -> None:
    """Refuse to change a class by half."""
    fault = next((one for one in judged.outcomes.values() if one.outcome == "system-fault"), None)
    if judged.interrupted or judged.stopped or fault is not None:
        why = "interrupted" if judged.interrupted else judged.stopped or (fault.reason if fault else "")
        raise SandboxFault(f"not every answer could be judged again ({why}); no mark was changed.")


def _hold(original: Journal, journal: Journal, new: Mapping[Key, Outcome], at: str) -> int:
    """Let every earlier verdict stand that is higher than the new one; how many there are."""
    held = 0
    for key, outcome in new.items():
        was, now = score_of(original.kept[key].outcome), score_of(outcome)
        if was is not None and now is not None and now < was:
            standing = {"outcome": original.read(key).outcome, "held": HELD, "at": at}
            journal.append(journal.read(key).model_copy(update=standing))
            held += 1
    return held


def _changed(before: ClassTable, after: ClassTable) -> tuple[Changed, ...]:
    pairs = zip(before.rows, after.rows, strict=True)
    changed = [
        Changed(learner=new.learner, before=(old.earned, old.possible), after=(new.earned, new.possible))
        for old, new in pairs
    ]
    return tuple(one for one in changed if one.before != one.after)
