"""Judges many answers side by side and keeps each verdict in the journal as soon as it is there.

What a learner handed in is read when their turn comes and forgotten after it, so that memory does not grow
with the class. What the journal holds is not judged again; nor is a program that another learner handed in
letter for letter. Nothing is told before it is on disk; what needs no run takes no time to be judged again,
so that many of those verdicts are synced together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from functools import partial

from quizkit import __version__, text
from quizkit.app.classes.task import Portion, Task, Unreadable
from quizkit.app.examiner import Examiner
from quizkit.clock import Clock
from quizkit.errors import SandboxFault, SandboxUnavailable
from quizkit.formats.opening import Unreached
from quizkit.model.answer import Program
from quizkit.model.finding import Finding
from quizkit.model.job import Ended
from quizkit.model.outcome import Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.report.journal import Entry, Journal, Key

FAULTS_IN_A_ROW = 3
TOGETHER = 500  # verdicts without a run that wait for each other to be synced
Done = Callable[[Task, Outcome, bool], None]  # what was judged, how, and whether it was now


@dataclass
class Results:
    """What a batch found out, by whom and what: light outcomes, and what is to be said about each attempt."""

    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    findings: dict[tuple[str, int], tuple[Finding, ...]] = field(default_factory=dict)
    judged: int = 0
    kept: int = 0
    stopped: str | None = None
    interrupted: bool = False


@dataclass
class _State:
    """What the workers share. `stop`: judge nothing more, and believe nothing that comes back."""

    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    faults: int = 0
    refused: str | None = None  # why no sandbox can be had, once that is known
    again: list[Task] = field(default_factory=list)  # the system failed on these
    unsaved: list[tuple[Task, Entry]] = field(default_factory=list)  # judged, neither on disk nor told yet


class Batch:
    """Judges portions into a journal; after three failures of the sandbox in a row it stops."""

    def __init__(self, examiner: Examiner, journal: Journal, clock: Clock, done: Done) -> None:
        self._examiner = examiner
        self._journal = journal
        self._clock = clock
        self._done = done
        self._state = _State()
        self.results = Results()

    def run(self, portions: Sequence[Portion], executor: Executor) -> Results:
        """Judge every portion, each in its own order; then once more what failed through the system.

        Ctrl-C ends the judging, not the run: what the journal holds is still gathered. OSError if the journal
        takes no more, which stops all workers.
        """
        self._all([partial(self._judge_portion, portion) for portion in portions], executor)
        again, self._state.again, self._state.faults = self._state.again, [], 0
        if again and self._state.refused is None:
            self._all([partial(self._judge_anew, task) for task in again], executor)
        return self.results

    def _all(self, works: Sequence[Callable[[], None]], executor: Executor) -> None:
        futures: list[Future[None]] = []
        waiting = iter(works)
        try:
            while True:
                try:
                    futures += (executor.submit(work) for work in waiting)
                    for future in as_completed(futures):
                        future.result()
                    self._save()
                    return
                except KeyboardInterrupt:
                    if self.results.interrupted:  # asked twice
                        raise
                    self._interrupt()
        except BaseException:
            self._state.stop.set()
            executor.shutdown(wait=False, cancel_futures=True)
            self._examiner.close()  # kills every jail, so that nobody is waited for
            raise

    def _interrupt(self) -> None:
        self.results.interrupted = True
        self._state.stop.set()
        self._examiner.close()  # kills every jail, so that nobody is waited for

    def _judge_portion(self, portion: Portion) -> None:
        contents = portion.read()
        self.results.findings[portion.learner, portion.attempt] = contents.findings
        for task in contents.tasks:
            if (kept := self._kept(task)) is not None:
                self._tell(task, kept, fresh=False)
            elif not self._state.stop.is_set():
                if task.runs:
                    self._save()  # nothing waits for a run
                self._judge_new(task)

    def _judge_new(self, task: Task) -> None:
        entry = self._twin(task) or self._judged(task)
        if self._state.stop.is_set():  # its jail may have been killed by the stop: that says nothing
            return
        if task.runs and isinstance(entry.outcome, SystemFault) and self._state.refused is None:
            with self._state.lock:
                self._state.again.append(task)
        with self._state.lock:
            self._state.unsaved.append((task, entry))
            waits = not task.runs and len(self._state.unsaved) < TOGETHER
        if not waits:
            self._save()
        self._count_faults(task, entry.outcome)

    def _save(self) -> None:
        """Put all verdicts that wait on the disk, then tell them."""
        with self._state.lock:
            waiting, self._state.unsaved = self._state.unsaved, []
        if waiting:
            self._journal.append(*(entry for _, entry in waiting))
        for task, _ in waiting:
            self._tell(task, self._journal.kept[task.whose].outcome, fresh=True)

    def _judge_anew(self, task: Task) -> None:
        """A second and last try of what the system failed on."""
        if self._state.stop.is_set():
            return
        entry = self._judged(task)
        if not self._state.stop.is_set():
            self._journal.append(entry)
            self.results.outcomes[task.whose] = self._journal.kept[task.whose].outcome
            self._count_faults(task, entry.outcome)

    def _kept(self, task: Task) -> Outcome | None:
        """The journal's verdict on exactly this answer, if there is one."""
        kept = self._journal.kept.get(task.whose)
        if kept is None or not kept.still_holds(task.content, task.grade_version, self._environment(task)):
            return None
        return kept.outcome

    def _twin(self, task: Task) -> Entry | None:
        """The verdict on the same program of another learner: equal answers are judged equally.

        Only what the values decided is taken over; a limit may have been met by bad luck.
        """
        if not isinstance(task.answer, Program):
            return None
        environment = self._environment(task)
        key = self._journal.same(task.key, task.content, task.grade_version, environment)
        if key is None:
            return None
        entry = self._journal.read(key)
        decided = isinstance(entry.outcome, Graded) or (
            isinstance(entry.outcome, LearnerFault) and entry.outcome.fault == Ended.RAISED
        )
        if not decided or entry.held:
            return None
        return entry.model_copy(update={"learner": task.learner, "attempt": task.attempt, "at": self._now()})

    def _environment(self, task: Task) -> str:
        return self._examiner.environment(task.loaded.topic.runner) if task.runs else ""

    def _judged(self, task: Task) -> Entry:
        outcome, seed, level = self._judge(task)
        return Entry(
            learner=task.learner,
            attempt=task.attempt,
            question=task.key,
            answer=None if isinstance(task.answer, Unreadable | Unreached) else task.answer,
            content=task.content,
            grade_version=task.grade_version,
            variant=task.variant,
            seed=seed,
            level=level,
            environment=self._environment(task) if level else "",
            engine=__version__,
            at=self._now(),
            outcome=outcome,
        )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")

    def _judge(self, task: Task) -> tuple[Outcome, str, str]:
        if task.answer is None:
            return NotAttempted(reason="Nothing was handed in for this question."), "", ""
        if isinstance(task.answer, Unreadable):
            return LearnerFault(fault="unreadable", reason=task.answer.reason), "", ""
        if isinstance(task.answer, Unreached):
            return SystemFault(reason=task.answer.reason), "", ""
        if task.runs and self._state.refused is not None:
            return SystemFault(reason=self._state.refused), "", ""
        try:
            verdict = self._examiner.judge(
                task.loaded, task.question, task.answer, task.variant, task.accepted
            )
        except SandboxUnavailable as error:
            self._state.refused = str(error)
            return SystemFault(reason=str(error)), "", ""
        except SandboxFault as error:
            return SystemFault(reason=str(error)), "", ""
        except Exception as error:  # noqa: BLE001 - a bug that one answer uncovers must not cost the others
            says = f"The engine failed on this answer ({type(error).__name__}: {error}); please report it."
            return SystemFault(reason=text.visible(says, one_line=True)), "", ""
        return verdict.outcome, str(verdict.seed), verdict.level

    def _tell(self, task: Task, outcome: Outcome, *, fresh: bool) -> None:
        with self._state.lock:
            self.results.outcomes[task.whose] = outcome
            self.results.judged += fresh
            self.results.kept += not fresh
        self._done(task, outcome, fresh)

    def _count_faults(self, task: Task, outcome: Outcome) -> None:
        """Stop after three sandbox failures without a run that worked between them."""
        if not task.runs or self._state.refused is not None:
            return
        with self._state.lock:
            self._state.faults = self._state.faults + 1 if isinstance(outcome, SystemFault) else 0
            if self._state.faults >= FAULTS_IN_A_ROW and isinstance(outcome, SystemFault):
                self.results.stopped = (
                    f"the sandbox failed {FAULTS_IN_A_ROW} times in a row: {outcome.reason}"
                )
                self._state.stop.set()
