"""A reference run in the making: it is run in the background while what is known of it is read."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from quizkit.app.learning.desk import Desk
from quizkit.app.learning.trace import opening, traceable, traced
from quizkit.bank.loaded import LoadedTopic
from quizkit.model.trace import Trace


class ReferenceRun:
    """The run of one topic's pipeline, from `seed` if one is given.

    Raises UsageError if the topic has no pipeline, or `seed` cannot be its seed.
    """

    def __init__(self, loaded: LoadedTopic, desk: Desk, secret: str, seed: int | None = None) -> None:
        self._loaded = loaded
        self._desk = desk
        self._secret = secret
        self._seed = seed
        self._spec = traceable(loaded, seed)
        self._trace: Future[Trace] = Future()
        self.opening = opening(loaded.address, loaded.topic, self._spec, seed)

    def start(self) -> None:
        """Open the sandbox and run, in the background."""
        threading.Thread(target=self._run, daemon=True).start()

    def ready(self, within_s: float) -> bool:
        """Whether the run has come to its end, waiting so long for it."""
        try:
            self._trace.exception(within_s)
        except TimeoutError:
            return False
        return True

    def trace(self) -> Trace:
        """What the run showed; waits for it. Raises ContentError or SandboxError as `traced` does."""
        return self._trace.result()

    def remark(self) -> str:
        """What the learner is told of the level at which it ran; empty where it is the full one."""
        from quizkit.sandbox.opening import remark  # loads the sandbox, which the opening need not wait for
        from quizkit.sandbox.policy import LEVELS

        level = self.trace().level
        return remark(level, self._desk.own_code) if level != LEVELS[0] or self._desk.own_code else ""

    def _run(self) -> None:
        try:
            room = self._desk.examiner(self._secret).room(self._spec.id)
            made = traced(self._loaded.address, self._loaded.topic, self._spec, room.sandbox, self._seed)
            self._trace.set_result(made)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for the trace
            self._trace.set_exception(error)
