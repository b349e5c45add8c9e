"""From portions to kept verdicts: opens the journal, judges what it lacks, survives a full disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizkit import __version__
from quizkit.app.classes.batch import Batch, Results
from quizkit.app.classes.task import Portion, Task
from quizkit.app.examiner import Examiner
from quizkit.clock import Clock
from quizkit.errors import QuizkitError
from quizkit.model.finding import Finding
from quizkit.model.outcome import Outcome
from quizkit.report.files import private_folder
from quizkit.report.journal import Header, Journal, Key, open_journal
from quizkit.rng import new_secret

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Progress:
    """What is told while answers are judged; this one tells nobody."""

    def begin(self, total: int) -> None:
        """There are `total` answers."""

    def done(self, task: Task, outcome: Outcome, fresh: bool) -> None:
        """One more has its verdict; `fresh`: by being judged just now. Called from several threads."""


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
    """Light verdicts by (learner, attempt, question); none where the batch was stopped before.

    `stopped` says why it was, if it was; `levels` are those at which programs were run.
    """

    outcomes: Mapping[Key, Outcome]
    findings: Mapping[tuple[str, int], tuple[Finding, ...]]
    seed: str
    judged: int
    kept: int
    stopped: str | None = None
    interrupted: bool = False
    levels: tuple[str, ...] = ()


@contextmanager
def opened(order: Order, clock: Clock) -> Iterator[Journal]:
    """The journal of `order.out`, begun if there is none.

    Raises UsageError if the folder holds another journal, QuizkitError if the disk takes no more; whatever
    interrupts, what was judged is in the journal.
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
            yield journal
        finally:
            journal.close()


def judge_all(
    order: Order, portions: Sequence[Portion], journal: Journal, clock: Clock, progress: Progress
) -> Judged:
    """Judge all of every portion that the journal holds no verdict on, learners side by side."""
    progress.begin(sum(portion.size for portion in portions))
    with Examiner("others", journal.header.secret, order.keep_out) as examiner:
        batch = Batch(examiner, journal, clock, progress.done)
        with ThreadPoolExecutor(order.workers, thread_name_prefix="grade") as executor:
            results = batch.run(portions, executor)
    return _judged(results, journal)


def _judged(results: Results, journal: Journal) -> Judged:
    return Judged(
        results.outcomes,
        results.findings,
        journal.header.secret,
        results.judged,
        results.kept,
        results.stopped,
        results.interrupted,
        tuple(sorted({journal.kept[key].level for key in results.outcomes} - {""})),
    )


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
