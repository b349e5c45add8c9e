"""From tasks to kept verdicts: opens the journal, judges what it does not hold yet, survives a full disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizkit import __version__
from quizkit.app.batch import Batch, Task
from quizkit.app.examiner import Examiner
from quizkit.clock import Clock
from quizkit.errors import QuizkitError
from quizkit.model.answer import Program
from quizkit.model.outcome import Outcome
from quizkit.report.files import private_folder
from quizkit.report.journal import Header, Journal, open_journal
from quizkit.rng import new_secret

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Progress:
    """What is told while answers are judged; this one tells nobody."""

    def begin(self, total: int) -> None:
        """`total` answers are to be judged."""

    def done(self, task: Task) -> None:
        """One more answer was judged. Called from several threads."""


@dataclass(frozen=True)
class Order:
    """What a grading is: `of` names it in the journal, `seed` fixes its draws, else they are fresh.

    `keep_out` names what no program may see, beside the engine itself.
    """

    kind: Literal["quizkit-grade", "quizkit-exam"]
    of: str
    out: Path
    seed: str | None = None
    workers: int = 2
    keep_out: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Judged:
    """Verdicts by (learner, key); None where the batch was stopped before. `stopped` says why, if it was.

    `levels` are the sandbox levels at which programs were run, none if no program was.
    """

    outcomes: Mapping[tuple[str, str], Outcome | None]
    seed: str
    judged: int
    kept: int
    stopped: str | None
    levels: tuple[str, ...] = ()


def judge_all(order: Order, tasks: Sequence[Sequence[Task]], clock: Clock, progress: Progress) -> Judged:
    """Judge every learner's tasks that the journal in `order.out` holds no verdict on.

    Raises UsageError if the folder holds another journal, QuizkitError if the disk takes no more; whatever
    interrupts it, what was judged is in the journal.
    """
    header = Header(
        kind=order.kind,
        of=order.of,
        secret=order.seed or new_secret(),
        engine=__version__,
        started=clock.now().isoformat(timespec="seconds"),
    )
    with writing(order.out):
        journal = open_journal(private_folder(order.out), header, fixed_secret=order.seed is not None)
        try:
            missing = [[task for task in learner if not task.is_done(journal)] for learner in tasks]
            count = sum(len(learner) for learner in missing)
            progress.begin(count)
            stopped = _run(missing, journal, order, clock, progress)
            everything = [task for learner in tasks for task in learner]
            outcomes = {(task.learner, task.key): _outcome(task, journal) for task in everything}
            levels = tuple(sorted({entry.level for entry in journal.entries.values()} - {""}))
        finally:
            journal.close()
    return Judged(outcomes, journal.header.secret, count, len(everything) - count, stopped, levels)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns a failure to write (a full disk) into one sentence that says what is kept."""
    try:
        yield
    except OSError as error:
        remedy = "make room" if error.errno in FULL else "mend that"
        raise QuizkitError(
            f"'{folder}' could not be written: {error.strerror}; what was graded until then is kept in its "
            f"journal, so {remedy} and run the same command again."
        ) from error


def _run(
    missing: Sequence[Sequence[Task]], journal: Journal, order: Order, clock: Clock, progress: Progress
) -> str | None:
    """Judge learners side by side; why it stopped early, if it did. Without programs, no sandbox."""
    programs = [task for learner in missing for task in learner if isinstance(task.answer, Program)]
    with Examiner("others", journal.header.secret, order.keep_out) as examiner:
        for runner in sorted({task.loaded.topic.runner or "" for task in programs} - {""}):
            examiner.warm_up(runner)
        batch = Batch(examiner, journal, clock, progress.done)
        executor = ThreadPoolExecutor(order.workers, thread_name_prefix="grade")
        batch.run([learner for learner in missing if learner], executor)
        executor.shutdown()
    return batch.stopped


def _outcome(task: Task, journal: Journal) -> Outcome | None:
    """The journal's verdict on this very answer, if there is one."""
    entry = journal.entries.get((task.learner, task.key))
    if entry is None or (entry.content, entry.grade_version) != (task.content, task.grade_version):
        return None
    return entry.outcome
