"""Judges many answers side by side and keeps each verdict in the journal as soon as it is there."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field

from quizkit import __version__, text
from quizkit.app.examiner import Examiner
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import SandboxFault, SandboxUnavailable
from quizkit.model.answer import Answer, ChosenSet, Program
from quizkit.model.outcome import LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.model.question import Question
from quizkit.report.journal import Entry, Journal

FAULTS_IN_A_ROW = 3


@dataclass(frozen=True)
class Unreadable:
    """An answer that could not be taken, and why."""

    reason: str


@dataclass(frozen=True)
class Task:
    """One learner's answer to one question. `answer` is None if nothing was handed in.

    `key` is what the journal and the table call the question: its id, or its full address in an exam.
    """

    learner: str
    key: str
    loaded: LoadedTopic
    question: Question
    answer: Answer | Unreadable | None
    grade_version: str
    variant: int = 0

    @property
    def content(self) -> str:
        """SHA-256 of what was answered."""
        return hashlib.sha256(_canonical(self.answer)).hexdigest()

    def is_done(self, journal: Journal) -> bool:
        """Whether the journal holds a verdict on exactly this."""
        entry = journal.entries.get((self.learner, self.key))
        return entry is not None and entry.still_holds(self.content, self.grade_version)


def _canonical(answer: Answer | Unreadable | None) -> bytes:
    if answer is None:
        return b""
    if isinstance(answer, Unreadable):
        return b"unreadable\n" + answer.reason.encode()
    data = answer.model_dump(mode="json")
    if isinstance(answer, ChosenSet):
        data["options"] = sorted(answer.options)
    return json.dumps(data, sort_keys=True).encode()


@dataclass
class _State:
    """What the workers share. `stop`: begin nothing more, and believe nothing that comes back."""

    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    faults: int = 0
    refused: str | None = None  # why no sandbox can be had, once that is known


class Batch:
    """Judges tasks into a journal. After three failures of the sandbox in a row it stops and is `stopped`."""

    def __init__(
        self, examiner: Examiner, journal: Journal, clock: Clock, done: Callable[[Task], None]
    ) -> None:
        self._examiner = examiner
        self._journal = journal
        self._clock = clock
        self._done = done
        self._state = _State()
        self.stopped: str | None = None

    def run(self, learners: Sequence[Sequence[Task]], executor: Executor) -> None:
        """Judge every task, each learner's in order. What interrupts it stops all workers and is raised."""
        try:
            futures = [executor.submit(self._judge_learner, tasks) for tasks in learners]
            for future in as_completed(futures):
                future.result()
        except BaseException:
            self._state.stop.set()
            executor.shutdown(wait=False, cancel_futures=True)
            raise

    def _judge_learner(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            if self._state.stop.is_set():
                return
            outcome, seed, level = self._judge(task)
            if self._state.stop.is_set():  # its jail may have been killed by the stop: that says nothing
                return
            self._journal.append(self._entry(task, outcome, seed, level))
            self._done(task)
            self._count_faults(task, outcome)

    def _judge(self, task: Task) -> tuple[Outcome, str, str]:
        if task.answer is None:
            return NotAttempted(reason="Nothing was handed in for this question."), "", ""
        if isinstance(task.answer, Unreadable):
            return LearnerFault(fault="unreadable", reason=task.answer.reason), "", ""
        if isinstance(task.answer, Program) and self._state.refused is not None:
            return SystemFault(reason=self._state.refused), "", ""
        try:
            verdict = self._examiner.judge(task.loaded, task.question, task.answer, task.variant)
        except SandboxUnavailable as error:
            self._state.refused = str(error)
            return SystemFault(reason=str(error)), "", ""
        except SandboxFault as error:
            return SystemFault(reason=str(error)), "", ""
        except Exception as error:  # noqa: BLE001 - a bug that one answer uncovers must not cost the others
            says = f"The engine failed on this answer ({type(error).__name__}: {error}); please report it."
            return SystemFault(reason=text.visible(says, one_line=True)), "", ""
        return verdict.outcome, str(verdict.seed), verdict.level

    def _entry(self, task: Task, outcome: Outcome, seed: str, level: str) -> Entry:
        return Entry(
            learner=task.learner,
            question=task.key,
            content=task.content,
            grade_version=task.grade_version,
            variant=task.variant,
            seed=seed,
            level=level,
            engine=__version__,
            at=self._clock.now().isoformat(timespec="seconds"),
            outcome=outcome,
        )

    def _count_faults(self, task: Task, outcome: Outcome) -> None:
        """Stop after three sandbox failures without a run that worked between them."""
        if not isinstance(task.answer, Program) or self._state.refused is not None:
            return
        with self._state.lock:
            self._state.faults = self._state.faults + 1 if isinstance(outcome, SystemFault) else 0
            if self._state.faults >= FAULTS_IN_A_ROW and isinstance(outcome, SystemFault):
                self.stopped = f"the sandbox failed {FAULTS_IN_A_ROW} times in a row: {outcome.reason}"
                self._state.stop.set()
