"""Jails forked and sealed ahead in one warm process, so that a run only hands its job over.

Forks are spent only on limits that come again: a single run pays for itself alone.
"""

from __future__ import annotations

import threading
from collections import deque

from quizkit.model.job import Limits
from quizkit.sandbox.jail import Jail, Lost
from quizkit.sandbox.wall import WarmProcess

OFTEN = 2  # times among the last runs, before jails are sealed ahead for the same limits


class Demand:
    """Remembers which limits came of late, over every warm process."""

    def __init__(self, width: int) -> None:
        self._recent: deque[Limits] = deque(maxlen=2 * max(width, 1))

    def note(self, limits: Limits) -> None:
        """A run with `limits` came."""
        self._recent.append(limits)

    def wants(self, limits: Limits) -> bool:
        """Whether jails with `limits` are worth sealing ahead."""
        return self._recent.count(limits) >= OFTEN


class Pool:
    """At most `width` idle jails of one warm process, each handed out only for limits it was sealed for."""

    def __init__(self, wall: WarmProcess, width: int, demand: Demand) -> None:
        self.wall = wall
        self._width = width
        self._demand = demand
        self._lock = threading.Lock()
        self._idle: list[Jail] = []  # oldest first
        self._drained = False

    @property
    def idle(self) -> tuple[Jail, ...]:
        """The jails that wait for a job, sealed or about to be."""
        with self._lock:
            return tuple(self._idle)

    def take(self, limits: Limits) -> Jail:
        """A jail for `limits`, the caller's to close: an idle one that still lives, else a new one.

        Raises Lost if the warm process is gone.
        """
        with self._lock:
            self._demand.note(limits)
            while jail := next((jail for jail in self._idle if jail.limits == limits), None):
                self._idle.remove(jail)
                if jail.fit():
                    return jail
                jail.close()
        return Jail(self.wall, limits)

    def refill(self, limits: Limits) -> None:
        """Ask for as many jails as may be idle, if `limits` come often; does not wait for their seals.

        Idle ones for limits that come no longer make room. Without a warm process nothing happens here: the
        next run finds out.
        """
        with self._lock:
            if self._drained or self.wall.broken or not self._demand.wants(limits):
                return
            self._drop([jail for jail in self._idle if not self._demand.wants(jail.limits)])
            try:
                while len(self._idle) < self._width:
                    self._idle.append(Jail(self.wall, limits, ahead=True))
            except Lost:
                self._drop(list(self._idle))

    def drain(self) -> None:
        """Kill every idle jail, and take in no more."""
        with self._lock:
            self._drained = True
            self._drop(list(self._idle))

    def _drop(self, jails: list[Jail]) -> None:
        for jail in jails:
            self._idle.remove(jail)
            jail.close()
