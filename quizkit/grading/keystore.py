"""Remembers what was prepared: expected values are computed once per question, seed and runner."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future

from quizkit.grading.code.plan import Grading
from quizkit.grading.expected import Prepared, prepare
from quizkit.model.job import Sandbox
from quizkit.model.outcome import SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec


class KeyStore:
    """Thread-safe: of several threads that ask for the same, one prepares and the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], Future[Prepared]] = {}

    def prepare(
        self, question: CodeQuestion, spec: RunnerSpec, grading: Grading, sandbox: Sandbox
    ) -> Prepared:
        """As `expected.prepare`, remembered; a SystemFault is not, so that the next call tries again."""
        content = hashlib.sha256(question.model_dump_json().encode()).hexdigest()
        key = (grading.address, grading.secret, str(grading.variant), spec.digest, content)
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
