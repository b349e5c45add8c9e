"""The examiner's desk: one examiner for all sessions of a process, its sandbox started in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from quizkit.errors import QuizkitError

if TYPE_CHECKING:
    from quizkit.app.examiner import Examiner


class Desk:
    """Keeps one examiner for all sessions of a process, made when it is first needed.

    Making it loads the sandbox's and the graders' code, which a first question need not wait for. `refusal`
    is why the sandbox that was warmed up cannot be had, once that is known. `own_code` is the user's word
    that programs are his own, which `make` has heard as well.
    """

    def __init__(self, make: Callable[[str], Examiner], own_code: bool = False) -> None:
        self._make = make
        self.own_code = own_code
        self._lock = threading.Lock()
        self._examiner: Examiner | None = None
        self.refusal: QuizkitError | None = None

    def examiner(self, secret: str) -> Examiner:
        """The examiner; `secret` decides the inputs of programs if it has to be made."""
        with self._lock:
            if self._examiner is None:
                self._examiner = self._make(secret)
            return self._examiner

    def warm_up(self, secret: str, runner: str) -> threading.Thread:
        """Start the runner's sandbox in the background; the thread that does it."""
        thread = threading.Thread(target=self._start, args=(secret, runner), daemon=True)
        thread.start()
        return thread

    def _start(self, secret: str, runner: str) -> None:
        # The edge of a thread: what is not a refusal is raised again where an answer is judged.
        with suppress(Exception):
            try:
                self.examiner(secret).room(runner)
            except QuizkitError as error:
                self.refusal = error

    def close(self) -> None:
        """Kill every jail."""
        if self._examiner is not None:
            self._examiner.close()


def own_desk(own_code: bool = False) -> Desk:
    """The desk for the user's own sessions, at the user's warm service where that may be used."""

    def make(secret: str) -> Examiner:
        from functools import partial

        from quizkit.app.examiner import Examiner
        from quizkit.sandbox import open_sandbox

        return Examiner("own", secret, opener=partial(open_sandbox, own_code=own_code, shared=True))

    return Desk(make, own_code)
