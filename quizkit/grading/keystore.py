"""Remembers what was prepared: expected values are computed once per question, seed and runner."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading
from quizkit.grading.expected import Prepared, prepare
from quizkit.model.job import Sandbox
from quizkit.model.outcome import SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec


@dataclass(frozen=True)
class Ready:
    """What was prepared before it was asked for: the secret that its draws come from, and the keys."""

    secret: str
    keys: KeyValues


class Stock(Protocol):
    """Where keys lie that were prepared ahead. Each is given out once."""

    def claim(self, question: CodeQuestion, spec: RunnerSpec, grading: Grading) -> Ready | None:
        """Keys of this question as it is now, under a secret of their own; None if there are none."""


class KeyStore:
    """Thread-safe: of several threads that ask for the same, one prepares and the others wait for it."""

    def __init__(self, stock: Stock | None = None) -> None:
        self._stock = stock
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], Future[Prepared]] = {}

    def begin(self, question: CodeQuestion, spec: RunnerSpec, grading: Grading) -> Grading:
        """The grading to go by: `grading`, or one under the secret of keys that the stock gave for it."""
        ready = self._stock.claim(question, spec, grading) if self._stock else None
        if ready is None:
            return grading
        found = replace(grading, secret=ready.secret)
        done: Future[Prepared] = Future()
        done.set_result(ready.keys)
        with self._lock:
            self._known[_name(question, spec, found)] = done
        return found

    def prepare(
        self, question: CodeQuestion, spec: RunnerSpec, grading: Grading, sandbox: Sandbox
    ) -> Prepared:
        """As `expected.prepare`, remembered; a SystemFault is not, so that the next call tries again."""
        key = _name(question, spec, grading)
        with self._lock:
            known = self._known.get(key)
            future = self._known.setdefault(key, Future())
        if known is None:
            try:
                prepared = prepare(question, spec, grading, sandbox)
            except BaseException as error:  # whatever it is, the threads that wait must hear of it too
                self._forget(key)
                future.set_exception(error)
                raise
            if isinstance(prepared, SystemFault):
                self._forget(key)
            future.set_result(prepared)
        return future.result()

    def _forget(self, key: tuple[str, ...]) -> None:
        with self._lock:
            self._known.pop(key, None)


def _name(question: CodeQuestion, spec: RunnerSpec, grading: Grading) -> tuple[str, ...]:
    content = hashlib.sha256(question.model_dump_json().encode()).hexdigest()
    return grading.address, grading.secret, str(grading.variant), spec.digest, content
