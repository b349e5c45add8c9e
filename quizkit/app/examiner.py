"""The examiner: judges answers to any kind of question, with one warm sandbox per runner for programs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from quizkit import rng
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.grading.accepting import judge_accepting
from quizkit.grading.code import starter
from quizkit.grading.code.judge import judge_runs
from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading, answer_jobs
from quizkit.grading.keystore import KeyStore, Stock
from quizkit.grading.verdicts import unfitting
from quizkit.model.answer import Answer, Program
from quizkit.model.job import Sandbox
from quizkit.model.outcome import NotAttempted, Outcome
from quizkit.model.question import CodeQuestion, Question
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import open_sandbox
from quizkit.sandbox.environment import environment

Purpose = Literal["own", "others"]
Opener = Callable[[RunnerSpec, Purpose, Sequence[Path]], AbstractContextManager[Sandbox]]
CLOSING_S = 10.0


@dataclass(frozen=True)
class Verdict:
    """An outcome, the secret under which it comes out the same again, and the sandbox's level.

    Both are empty where nothing was run.
    """

    outcome: Outcome
    seed: str = ""
    level: str = ""


@dataclass(frozen=True)
class Room:
    """A runner and the open sandbox that it works in."""

    spec: RunnerSpec
    sandbox: Sandbox


class Examiner:
    """Judges answers; thread-safe. Closing it kills every jail.

    `secret` decides every drawn input: the same secret gives the same verdicts. `keep_out` names what no jail
    may see, beside the engine itself; `runner_paths` adds folders of trusted runners. Where `stock` has keys
    that were prepared ahead, their own secret takes its place, as the verdict says.
    """

    def __init__(
        self,
        purpose: Purpose,
        secret: str | None = None,
        keep_out: Sequence[Path] = (),
        runner_paths: Sequence[Path] = (),
        opener: Opener = open_sandbox,
        stock: Stock | None = None,
    ) -> None:
        self._purpose = purpose
        self.secret = secret or rng.new_secret()
        self._keep_out = tuple(keep_out)
        self._runner_paths = tuple(runner_paths)
        self._opener = opener
        self._keys = KeyStore(stock)
        self._lock = threading.Lock()
        self._environments: dict[str, str] = {}
        self._rooms: dict[str, Future[Room]] = {}
        self._keepers: list[tuple[threading.Thread, Future[Room]]] = []
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def judge(
        self,
        loaded: LoadedTopic,
        question: Question,
        answer: Answer,
        variant: int = 0,
        accepted: Sequence[Answer] = (),
    ) -> Verdict:
        """Judge one answer. `variant` counts the question's built variants, or a program's seeds, from 0.

        `accepted` are answers that count as right too; a program is judged by its values alone.
        Raises SandboxUnavailable if the answer must be run and cannot be.
        """
        if not isinstance(question, CodeQuestion):
            built = loaded.variants(question.id)
            chosen = built[variant] if variant < len(built) else None
            return Verdict(judge_accepting(question, answer, chosen, accepted))
        if not isinstance(answer, Program):
            return Verdict(unfitting("a program is asked for; hand in a Python file."))
        if starter.untouched(answer.code, question.starter):
            return Verdict(NotAttempted(reason=_untouched(answer.code)))
        room = self.room(loaded.topic.runner)
        asked = Grading(f"{loaded.address}/{question.id}", self.secret, variant)
        grading = self._keys.begin(question, room.spec, asked)
        return Verdict(self._run(room, question, answer, grading), grading.secret, room.sandbox.level)

    def _run(self, room: Room, question: CodeQuestion, answer: Program, grading: Grading) -> Outcome:
        keys = self._keys.prepare(question, room.spec, grading, room.sandbox)
        if not isinstance(keys, KeyValues):
            return keys
        jobs = answer_jobs(question, room.spec, answer.code, [key.draw for key in keys.draws])
        runs = room.sandbox.run_all(jobs)
        return judge_runs(question, keys, runs)

    def room(self, runner_id: str | None) -> Room:
        """The runner's open sandbox; waits until it is warm. Raises SandboxUnavailable if none can be had."""
        if runner_id is None:
            raise SandboxUnavailable(
                "the topic names no runner, so programs cannot be run; add 'runner:' to it."
            )
        return self._opening(runner_id).result()

    def warm_up(self, runner_id: str) -> None:
        """Begin to open the runner's sandbox in the background; the first `judge` tells what went wrong."""
        self._opening(runner_id)

    def environment(self, runner_id: str | None) -> str:
        """What programs of this runner meet, in one line; the same line means the same values."""
        if runner_id is None:
            return ""
        with self._lock:
            if runner_id not in self._environments:
                spec = load_runner(runner_id, self._runner_paths)
                self._environments[runner_id] = environment(spec)
            return self._environments[runner_id]

    def _opening(self, runner_id: str) -> Future[Room]:
        with self._lock:
            if self._closing.is_set():
                raise SandboxUnavailable("the sandboxes are closed; open a new examiner.")
            future = self._rooms.get(runner_id)
            if future is None:
                future = self._rooms[runner_id] = Future()
                keeper = threading.Thread(target=self._keep, args=(runner_id, future), daemon=True)
                self._keepers.append((keeper, future))
                keeper.start()
            return future

    def _keep(self, runner_id: str, future: Future[Room]) -> None:
        """Own one sandbox for as long as it is open: it dies with the thread that started it."""
        try:
            spec = load_runner(runner_id, self._runner_paths)
            with self._opener(spec, self._purpose, self._keep_out) as sandbox:
                future.set_result(Room(spec, sandbox))
                self._closing.wait()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the room
            if not future.done():
                future.set_exception(error)

    def close(self) -> None:
        """Kill every jail. A sandbox that is still opening closes itself as soon as it is open."""
        with self._lock:
            self._closing.set()
        for keeper, future in self._keepers:
            if future.done():
                keeper.join(CLOSING_S)


def _untouched(code: str) -> str:
    if not code.strip():
        return "The file is empty."
    return "This is the starter as it was given; write your answer into it."
