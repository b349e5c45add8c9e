"""The laws of a batch: system faults are no verdicts, three in a row stop it, the rest goes on."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from quizkit.app.classes.batch import TOGETHER, Batch, Done
from quizkit.app.classes.task import Portion, PortionContents, Task, Unreadable
from quizkit.app.examiner import Examiner, Purpose
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.clock import system_clock
from quizkit.errors import SandboxUnavailable
from quizkit.model.answer import Answer, Chosen, ChosenSet, Program
from quizkit.model.job import Ended, Job, RunResult, Sandbox
from quizkit.model.outcome import Outcome, SystemFault, score_of
from quizkit.model.runner import RunnerSpec
from quizkit.report.journal import Header, Journal, open_journal
from quizkit.sandbox.fake import FakeSandbox

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
runner: python
insight: Something.
skills: {s: S}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: a, text: A, correct: true}, {id: b, text: B}]}
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(): pass", cases: [{id: c, draws: 1}], checks: [{id: r, observe: return}],
     solution: {code: "def f(): return 1"}}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedTopic:
    (tmp_path / "t.yaml").write_text(TOPIC)
    topic = load_topic(tmp_path / "t.yaml")
    assert isinstance(topic, LoadedTopic)
    return topic


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    header = Header(kind="quizkit-grade", of="c/t", secret="s", engine="0", started="now")
    opened = open_journal(tmp_path, header, fixed_secret=False)
    yield opened
    opened.close()


def task(loaded: LoadedTopic, learner: str, question: str, answer: Answer | Unreadable | None) -> Task:
    return Task(learner, question, loaded, loaded.question(question), answer, "v")


def tasks(loaded: LoadedTopic, count: int) -> list[list[Task]]:
    """Each learner answers the choice question, and writes a program."""
    pick, write = Chosen(option="a"), Program(code="def f(): return 2")
    return [
        [task(loaded, f"l{number}", "pick", pick), task(loaded, f"l{number}", "write", write)]
        for number in range(count)
    ]


def portion(learner: Sequence[Task]) -> Portion:
    return Portion(learner[0].learner, 1, len(learner), lambda: PortionContents(tuple(learner)))


P = ParamSpec("P")
T = TypeVar("T")
Opener = Callable[[], Sandbox]


closed = threading.Event()  # the sandbox of a run was closed


def run(
    journal: Journal,
    learners: Sequence[Sequence[Task]],
    opener: Opener,
    workers: int = 1,
    done: Done = lambda task, outcome, fresh: None,
) -> Batch:
    @contextmanager
    def opened(spec: RunnerSpec, purpose: Purpose, keep_out: Sequence[Path]) -> Iterator[Sandbox]:
        yield opener()
        closed.set()

    with Examiner("others", "s", opener=opened) as examiner, ThreadPoolExecutor(workers) as pool:
        batch = Batch(examiner, journal, system_clock(), done)
        batch.run([portion(learner) for learner in learners], pool)
    return batch


def computed(job: Job) -> RunResult:
    """What the program's one line says it returns."""
    return RunResult(Ended.OK, {"return": int(job.code[-1])})


def failing() -> Sandbox:
    return FakeSandbox(lambda job: RunResult(Ended.SYSTEM, detail="the wall fell"))


def refused() -> Sandbox:
    raise SandboxUnavailable("no user namespaces here; run as another user.")


class Synced:
    """Counts how often something is synced, and knows what is in a journal's file."""

    def __init__(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self._path, self._told = 0, journal.path, os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, descriptor: int) -> None:
        self.times += 1
        self._told(descriptor)
        self.there = self._path.read_text()


@pytest.mark.parametrize("workers", [1, 3])
def test_no_verdict_is_told_before_it_is_on_disk_and_those_without_a_run_are_synced_together(
    loaded: LoadedTopic, journal: Journal, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    synced = Synced(journal, monkeypatch)
    learners = [[task(loaded, f"none{number}", "pick", None)] for number in range(TOGETHER + 50)]
    learners[3:3] = tasks(loaded, 1)
    told: list[str] = []

    def done(task: Task, outcome: Outcome, fresh: bool) -> None:
        assert f'"learner":"{task.learner}","attempt":1,"question":"{task.key}"' in synced.there
        told.append(task.learner)

    opener = FakeSandbox(computed)
    run(journal, learners, lambda: opener, workers, done)
    assert len(told) == len(journal.kept) == TOGETHER + 52
    assert 3 <= synced.times <= 5, "before and with the program, when many wait, and at the end"


def test_three_sandbox_faults_in_a_row_stop_the_batch(loaded: LoadedTopic, journal: Journal) -> None:
    batch = run(journal, tasks(loaded, 5), failing)
    assert batch.results.stopped is not None
    assert "3 times in a row" in batch.results.stopped
    assert sum(isinstance(kept.outcome, SystemFault) for kept in journal.kept.values()) == 3
    assert ("l4", 1, "pick") not in journal.kept


def test_two_faults_do_not(loaded: LoadedTopic, journal: Journal) -> None:
    assert run(journal, tasks(loaded, 2), failing).results.stopped is None


def test_without_a_sandbox_choice_questions_go_on(loaded: LoadedTopic, journal: Journal) -> None:
    batch = run(journal, tasks(loaded, 5), refused)
    assert batch.results.stopped is None
    outcomes = batch.results.outcomes
    assert all(outcomes[f"l{number}", 1, "pick"].outcome == "graded" for number in range(5))
    fault = outcomes["l4", 1, "write"]
    assert isinstance(fault, SystemFault)
    assert "no user namespaces" in fault.reason


def test_what_could_not_be_read_or_was_not_handed_in_needs_no_sandbox(
    loaded: LoadedTopic, journal: Journal
) -> None:
    odd = [task(loaded, "ada", "write", Unreadable("A link.")), task(loaded, "ada", "pick", None)]
    run(journal, [odd], refused)
    outcomes = [kept.outcome.outcome for kept in journal.kept.values()]
    assert outcomes == ["learner-fault", "not-attempted"]


def test_a_fault_of_the_system_is_judged_again_and_nothing_else(
    loaded: LoadedTopic, journal: Journal
) -> None:
    learners = tasks(loaded, 2)
    assert run(journal, learners, refused).results.judged == 4
    second = run(journal, learners, refused).results
    assert (second.judged, second.kept) == (2, 2)


def test_what_the_system_failed_on_is_tried_once_more_at_the_end(
    loaded: LoadedTopic, journal: Journal
) -> None:
    ends = iter([Ended.SYSTEM])

    def wobbly() -> Sandbox:
        return FakeSandbox(lambda job: RunResult(next(ends, Ended.RAISED), detail="it fell once"))

    batch = run(journal, tasks(loaded, 2), wobbly)
    kinds = {key: outcome.outcome for key, outcome in batch.results.outcomes.items()}
    assert "system-fault" not in kinds.values()
    assert batch.results.stopped is None


def test_equal_programs_are_run_once_and_judged_equally(loaded: LoadedTopic, journal: Journal) -> None:
    runs = []

    def counting() -> Sandbox:
        def run_one(job: Job) -> RunResult:
            runs.append(job.code)
            return computed(job)

        return FakeSandbox(run_one)

    batch = run(journal, tasks(loaded, 5), counting)
    assert runs.count("def f(): return 2") == 1
    written = [outcome for key, outcome in batch.results.outcomes.items() if key[2] == "write"]
    assert written == written[:1] * 5
    assert {journal.read((f"l{number}", 1, "write")).learner for number in range(5)} == {
        f"l{number}" for number in range(5)
    }


def test_what_a_learner_handed_in_before_is_not_judged_by_what_they_hand_in_now(
    loaded: LoadedTopic, journal: Journal
) -> None:
    wrong, right = Program(code="def f(): return 2"), Program(code="def f(): return 1")

    def opener() -> Sandbox:
        return FakeSandbox(computed)

    run(journal, [[task(loaded, "bob", "write", wrong)]], opener)
    again = [[task(loaded, "bob", "write", right)], [task(loaded, "cem", "write", wrong)]]
    outcomes = run(journal, again, opener).results.outcomes
    scores = {who: score_of(outcome) for (who, _, _), outcome in outcomes.items()}
    assert scores == {"bob": 1, "cem": 0}


def test_ctrl_c_while_answers_are_still_handed_out_is_heard(loaded: LoadedTopic, journal: Journal) -> None:
    turns = itertools.count()

    class Pressed(ThreadPoolExecutor):
        def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
            if next(turns) == 1:
                raise KeyboardInterrupt
            return super().submit(fn, *args, **kwargs)

    with Examiner("others", "s") as examiner, Pressed(1) as pool:
        batch = Batch(examiner, journal, system_clock(), lambda task, outcome, fresh: None)
        results = batch.run([portion(learner) for learner in tasks(loaded, 3)], pool)
    assert results.interrupted
    assert ("l2", 1, "pick") not in journal.kept


def test_ctrl_c_ends_the_judging_and_gathers_what_is_kept(loaded: LoadedTopic, journal: Journal) -> None:
    learners = tasks(loaded, 3)
    run(journal, learners[2:], refused)
    closed.clear()

    def interrupted() -> Sandbox:
        def press(job: Job) -> RunResult:
            os.kill(os.getpid(), signal.SIGINT)
            closed.wait()
            return RunResult(Ended.SYSTEM, detail="killed by the stop")

        return FakeSandbox(press)

    results = run(journal, learners, interrupted).results
    assert results.interrupted
    assert ("l2", 1, "pick") in results.outcomes
    assert not any(isinstance(one, SystemFault) for key, one in results.outcomes.items() if key[0] != "l2")


def test_a_bug_of_the_engine_is_no_verdict_and_costs_nobody_else(
    loaded: LoadedTopic, journal: Journal
) -> None:
    def burst() -> Sandbox:
        raise LookupError("a \x1b bug")

    run(journal, tasks(loaded, 2), burst)
    fault = journal.kept["l0", 1, "write"].outcome
    assert isinstance(fault, SystemFault)
    assert "LookupError: a \\x1b bug" in fault.reason
    assert journal.kept["l1", 1, "pick"].outcome.outcome == "graded"


def test_what_cannot_be_kept_ends_the_batch(loaded: LoadedTopic, journal: Journal) -> None:
    journal.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        run(journal, tasks(loaded, 3), failing, workers=2)


def test_the_content_of_an_answer_does_not_hang_on_the_order_of_a_set(loaded: LoadedTopic) -> None:
    letters = [chr(ord("a") + number) for number in range(9)]
    contents = {
        task(loaded, "ada", "pick", ChosenSet(options=frozenset(order))).content
        for order in (letters, letters[::-1], letters[3:] + letters[:3])
    }
    assert len(contents) == 1


def test_no_answer_a_blank_one_and_an_unreadable_one_are_told_apart(loaded: LoadedTopic) -> None:
    answers: list[Answer | Unreadable | None] = [None, Program(code=""), Unreadable("x"), Unreadable("y")]
    assert len({task(loaded, "ada", "write", answer).content for answer in answers}) == 4
