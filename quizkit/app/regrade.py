"""Changes the marks of a graded class: what is accepted, tolerated, dropped; nobody loses unless told to.

Choices are judged again from the journal, programs run again with its seed, on a copy that takes the place of
the journal at the end: whatever interrupts, the class is as it was or wholly changed. A dry run has no end.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from quizkit import source
from quizkit.app.class_judging import Judged, Progress, judge_all, writing
from quizkit.app.class_report import write_class_report
from quizkit.app.class_tasks import Counting, amended, task
from quizkit.app.graded import GradedClass, graded_class
from quizkit.app.grading_folder import Decisions
from quizkit.app.regrade_draft import drafted, read_only
from quizkit.app.task import Portion, PortionContents, Task, Unreadable
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import ContentError, SandboxFault, UnknownName, UsageError
from quizkit.formats.opening import Unreached
from quizkit.model.answer import Answer
from quizkit.model.class_list import ClassList
from quizkit.model.outcome import AuthorFault, LearnerFault, Outcome, SystemFault, score_of
from quizkit.model.policy import Accept, Amendments, Changed, Regrade, Tolerate
from quizkit.model.question import Question
from quizkit.report.journal import Entry, Journal, Key
from quizkit.report.table import ClassTable, Mark

HELD = "the change would have lowered it"


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
    """Apply the changes of a file to a graded class; with `dry_run` nothing is written.

    Changes that were the last to be made are not made twice. Raises UsageError for a folder that holds no
    graded class, a topic that was changed since, or a change that does not fit; ContentError for a broken
    file, or if answers could be judged no more; SandboxFault if programs could not be judged again;
    KeyboardInterrupt after Ctrl-C. The class is then as it was.
    """
    changes = _changes(request.changes)
    made = Regrade(at=_now(clock), allow_lower=request.allow_lower, changes=changes.changes)
    with ExitStack() as stack:
        copied = stack.enter_context(read_only(request.folder)) if request.dry_run else None
        opened = graded_class(request.folder, clock, request.extra, request.workers, copied)
        before = stack.enter_context(opened)
        draft = stack.enter_context(drafted(before))
        _know_all(changes, before.listed)
        _require_as_graded(before)
        again = _made_last(before.journal, made)
        after = replace(before, journal=draft, decided=before.decided if again else _with(before, made))
        judged = judge_all(before.order, _portions(before, after, made), draft, clock, progress)
        _require_whole(judged, before.journal)
        held = 0 if request.allow_lower else _hold(before.journal, draft, judged.outcomes, made.at)
        table = after.table()
        changed = _changed(before.table(), table)
        if not again:
            draft.append_regrade(made.model_copy(update={"changed": changed}))
        if not request.dry_run:
            with writing(request.folder):
                draft.path.replace(before.journal.path)
                write_class_report(request.folder, after.telling, table, draft, release=request.release)
    return Regraded(table, judged, changed, held, again)


def _made_last(journal: Journal, made: Regrade) -> bool:
    """Whether these changes were the last to be made, perhaps by one who was stopped before the pages."""
    last = journal.regrades[-1:]
    return [(one.changes, one.allow_lower) for one in last] == [(made.changes, made.allow_lower)]


def _with(before: GradedClass, made: Regrade) -> Decisions:
    return before.decided.regraded([*before.journal.regrades, made])


def _changes(path: Path) -> Amendments:
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; check the name.")
    loaded = source.load(path, Amendments)
    if loaded.value is None:
        raise ContentError(f"'{path}' cannot be used.", loaded.findings)
    return loaded.value


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


def _questions(graded: GradedClass) -> list[Question]:
    questions = [graded.loaded.question(name) for name in graded.listed.questions]
    graded.loaded.require_built(questions)
    return questions


def _require_as_graded(graded: GradedClass) -> None:
    """Refuse a class that has gaps, or whose questions are not those any more that it was graded on."""
    for question in _questions(graded):
        for learner, attempt in graded.pairs():
            if (learner, attempt, question.id) not in graded.journal.kept:
                raise UsageError(
                    f"'{graded.folder}' is not wholly graded: {learner}, {question.id} has no verdict; "
                    "run its 'quizkit grade' to the end first."
                )
    if changed := graded.changed():
        raise UsageError(
            f"'{graded.loaded.path}' was changed since this class was graded ({', '.join(changed)}); "
            "run its 'quizkit grade' once more and look at the grades first."
        )


def _portions(before: GradedClass, after: GradedClass, made: Regrade) -> list[Portion]:
    """The attempts that count at what is judged in another way now, answered from the journal as it was."""
    touched = {change.question for change in made.changes if isinstance(change, Accept | Tolerate)}
    every = amended(after.loaded, _questions(after), after.decided.rules.amendments)
    counting = [one for one in every if one.question.id in touched]
    if made.allow_lower:  # what was held until now may fall
        kept = after.journal.kept.items()
        after.journal.forget([key for key, one in kept if one.held and key[2] in touched])

    def reader(learner: str, attempt: int) -> PortionContents:
        keys = [(learner, attempt, one.question.id) for one in counting]
        entries = [before.journal.read(key) for key in keys]
        return PortionContents(tuple(map(partial(_task, after.loaded), counting, entries)))

    pairs = after.pairs() if counting else []
    return [Portion(who, which, len(counting), partial(reader, who, which)) for who, which in pairs]


def _task(loaded: LoadedTopic, one: Counting, entry: Entry) -> Task:
    answer: Answer | Unreadable | Unreached | None = entry.answer
    if answer is None and isinstance(entry.outcome, LearnerFault):
        answer = Unreadable(entry.outcome.reason)
    elif answer is None and isinstance(entry.outcome, SystemFault):
        answer = Unreached(entry.outcome.reason)
    return task(loaded, one, entry.learner, entry.attempt, answer)


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
