"""A limit of time on waiting for input: what waits is interrupted, but never an editor with open work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class TimeIsUp(Exception):
    """The time ran out while input was awaited; `saved` is what an editor that was open had saved by then."""

    def __init__(self, saved: str | None = None) -> None:
        super().__init__("the time is up")
        self.saved = saved


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp out of the block after so many seconds; at once if there are none.

    Where there is no alarm (on another thread, on another system) only its beginning and its end look.
    """
    if seconds <= 0:
        raise TimeIsUp
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept)


def _ring(*_: object) -> None:
    raise TimeIsUp


@contextmanager
def left_to_finish(snapshot: Callable[[], str]) -> Iterator[None]:
    """Let the block go on when the time runs out; `snapshot` is taken then, TimeIsUp raised at the end."""
    if not hasattr(signal, "SIGALRM") or signal.getsignal(signal.SIGALRM) is not _ring:
        yield
        return
    taken: list[str] = []
    signal.signal(signal.SIGALRM, lambda *_: taken.append(snapshot()))
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, _ring)
    if taken:
        raise TimeIsUp(taken[0])
