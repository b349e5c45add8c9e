"""Takes events out of the log and into it as they are, with their own ids and times: for moving a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from quizkit import rng
from quizkit.model.event import Event, Started
from quizkit.store.database import told
from quizkit.store.log import EventLog


def learner(log: EventLog) -> str:
    """The random id that stands for this log's learner in what is exported; drawn at the first export."""
    with told(log.path):
        log.connection.execute(
            "INSERT INTO learner SELECT ? WHERE NOT EXISTS (SELECT 1 FROM learner)", (rng.new_id(),)
        )
        return str(log.connection.execute("SELECT id FROM learner").fetchone()[0])


class Taking:
    """A transaction that events are put into; `began` are the sessions whose start is in the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.began = {row[0] for row in log.connection.execute("SELECT session FROM sitting")}

    def put(self, event: Event) -> bool:
        """Add `event` behind all others; False if one of its id is there already, which is left as it is."""
        if self._log.connection.execute("SELECT 1 FROM event WHERE id = ?", (event.id,)).fetchone():
            return False
        self._log.insert(event)
        if isinstance(event.what, Started):
            self.began.add(event.session)
        return True


@contextmanager
def taking(log: EventLog) -> Iterator[Taking]:
    """Everything that is put in goes in together at the end, or nothing if anything is raised.

    Raises StoreError if the log cannot be written.
    """
    with told(log.path):
        log.connection.execute("BEGIN IMMEDIATE")
        try:
            yield Taking(log)
            log.connection.execute("COMMIT")
        finally:
            if log.connection.in_transaction:
                log.connection.execute("ROLLBACK")
