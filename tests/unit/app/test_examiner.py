"""The examiner: any kind of question, a sandbox only where one is needed, closed for sure."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner, Opener, Purpose
from quizkit.bank.loaded import LoadedTopic, load_topic, usable
from quizkit.errors import SandboxUnavailable
from quizkit.model.answer import Chosen, Program
from quizkit.model.job import Ended, Job, RunResult, Sandbox
from quizkit.model.outcome import Graded, LearnerFault, NotAttempted
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox.fake import FakeSandbox

TOPIC = """
format: 1
id: sums
title: Sums
authors: [A]
license: CC0
minutes: 1
{runner}
insight: Add.
skills: {{adding: Adding}}
mistakes:
  subtracts: {{says: Subtracting, why: Add.}}
questions:
  - id: pick
    kind: choice
    difficulty: easy
    skills: [adding]
    prompt: 1 + 1?
    options: [{{id: two, text: "2", correct: true}}, {{id: zero, text: "0", mistake: subtracts}}]
    solution: {{}}
  - id: add
    kind: code
    difficulty: easy
    skills: [adding]
    prompt: Write add.
    entry: add
    starter: "def add(a, b): ..."
    cases: [{{id: drawn, draws: 3}}]
    checks: [{{id: sum, observe: return}}]
    solution: {{code: right}}
    wrong: [{{mistake: subtracts, code: minus}}]
"""


def topic(folder: Path, runner: str = "runner: python") -> LoadedTopic:
    path = folder / "sums.yaml"
    path.write_text(TOPIC.format(runner=runner), encoding="utf-8")
    return usable(load_topic(path))


def adds(job: Job) -> RunResult:
    """Programs are named; `right` gives one number for a seed, and `minus` another."""
    values = {"right": job.seed, "honest": job.seed, "minus": -job.seed}
    return RunResult(Ended.OK, {"return": values.get(job.code)})


class Opened:
    """Counts what is opened and closed."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        self.open = 0
        self.closed = 0

    def __call__(
        self, spec: RunnerSpec, purpose: Purpose, keep_out: Sequence[Path]
    ) -> AbstractContextManager[Sandbox]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[Sandbox]:
        if self.reason:
            raise SandboxUnavailable(self.reason)
        self.open += 1
        yield FakeSandbox(adds)
        self.closed += 1


def examiner(opener: Opener) -> Examiner:
    return Examiner("own", "secret", opener=opener)


def test_a_choice_is_judged_without_a_sandbox(tmp_path: Path) -> None:
    opened, loaded = Opened(), topic(tmp_path)
    with examiner(opened) as judge:
        verdict = judge.judge(loaded, loaded.question("pick"), Chosen(option="zero"))
    assert isinstance(verdict.outcome, Graded)
    assert (verdict.outcome.mistake, verdict.seed, verdict.level) == ("subtracts", "", "")
    assert opened.open == 0


def test_programs_share_one_sandbox_that_is_closed_at_the_end(tmp_path: Path) -> None:
    opened, loaded = Opened(), topic(tmp_path)
    add = loaded.question("add")
    with examiner(opened) as judge:
        judge.warm_up("python")
        right, wrong = (judge.judge(loaded, add, Program(code=code)) for code in ("honest", "minus"))
    assert isinstance(right.outcome, Graded)
    assert isinstance(wrong.outcome, Graded)
    assert (right.outcome.score, right.seed, right.level) == (1, "secret", "L3")
    assert (wrong.outcome.score, wrong.outcome.mistake) == (0, "subtracts")
    assert (opened.open, opened.closed) == (1, 1)


@pytest.mark.parametrize("code", ["", "def add(a, b): ...  # hm\n"])
def test_the_untouched_starter_needs_no_sandbox(tmp_path: Path, code: str) -> None:
    opened, loaded = Opened(), topic(tmp_path)
    with examiner(opened) as judge:
        verdict = judge.judge(loaded, loaded.question("add"), Program(code=code))
    assert isinstance(verdict.outcome, NotAttempted)
    assert opened.open == 0


def test_without_a_sandbox_programs_are_refused_and_choices_go_on(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    with examiner(Opened("no user namespaces; use a container.")) as judge:
        judge.warm_up("python")
        for _ in range(2):
            with pytest.raises(SandboxUnavailable, match="use a container"):
                judge.judge(loaded, loaded.question("add"), Program(code="honest"))
        choice = judge.judge(loaded, loaded.question("pick"), Chosen(option="two"))
    assert isinstance(choice.outcome, Graded)


def test_a_topic_without_a_runner_cannot_run_programs(tmp_path: Path) -> None:
    loaded = topic(tmp_path, runner="")
    with examiner(Opened()) as judge, pytest.raises(SandboxUnavailable, match="names no runner"):
        judge.judge(loaded, loaded.question("add"), Program(code="honest"))


def test_an_answer_of_another_shape_cannot_be_taken(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    with examiner(Opened()) as judge:
        verdict = judge.judge(loaded, loaded.question("add"), Chosen(option="two"))
    assert isinstance(verdict.outcome, LearnerFault)


def test_many_threads_open_one_sandbox(tmp_path: Path) -> None:
    opened, loaded = Opened(), topic(tmp_path)
    add = loaded.question("add")
    with examiner(opened) as judge:
        threads = [
            threading.Thread(target=judge.judge, args=(loaded, add, Program(code="honest"))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (opened.open, opened.closed) == (1, 1)


def test_a_closed_examiner_opens_nothing(tmp_path: Path) -> None:
    judge = examiner(Opened())
    judge.close()
    with pytest.raises(SandboxUnavailable, match="closed"):
        judge.warm_up("python")
