"""One run in one jail.

Hands the job over once the jail has said that it is sealed, gathers, kills, waits for proof.
"""

from __future__ import annotations

import functools
import os
import select
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from quizkit.model.job import Job
from quizkit.sandbox.jail import SEALED, Jail, Lost
from quizkit.sandbox.lastline import PATIENCE_S, LastLine
from quizkit.sandbox.launching import SHARED_MEMORY_MB
from quizkit.sandbox.wire import MAX_FRAME

LENGTH = struct.Struct("<I")
SEAL_S, PROOF_S, TAIL_S = 10.0, 5.0, 1.0
LOOK_S = 0.5  # of silence, before the warm process is looked at
CPUS = os.cpu_count() or 1
PIECE = 1 << 16
MAX_SPOKEN = 64 << 20  # beyond this much output, kept or not, the run is killed
MAX_RESULT = MAX_FRAME + 1  # one byte more than a frame may have, so that too much is seen
SMALL_S = 0.05  # what taking the job in may cost, on top of the budget

Killed = Literal["cpu", "wall", "output", "result", "seal"]
LOOPS = ("cpu", "wall", "output")  # where it tells the learner something to know the line


@dataclass
class Spoken:
    """What came out of one pipe: the first `keep` bytes, and how many came in all."""

    keep: int
    data: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, piece: bytes) -> None:
        """Take one piece."""
        self.total += len(piece)
        self.data += piece[: max(self.keep - len(self.data), 0)]


@dataclass(frozen=True)
class Facts:
    """What was seen of a run from outside. `result` is what followed the seal (or came instead of it).

    `status` is a raw wait status; `cpu_s` and `wall_s` count from the moment when the job was handed over,
    and `memory_mb` is the peak beyond what it had then: of what the kernel charged to its group, else of what
    it held resident. `line` is where it said that it was when it was killed or crashed. `overrun` tells that
    the kernel killed it at its group's bound of memory.
    """

    sealed: bool
    result: bytes
    stdout: Spoken
    stderr: Spoken
    killed: Killed | None
    status: int
    cpu_s: float
    memory_mb: float
    wall_s: float
    line: int | None = None
    overrun: bool = False


class Run:
    """A job in a jail that is not yet dead. Use `observe`."""

    def __init__(self, jail: Jail, job: Job) -> None:
        """Takes the jail over. Raises ValueError if it is sealed for other limits than the job's."""
        self.jail, self.limits = jail, job.limits
        if jail.limits != job.limits:
            raise ValueError("this jail is sealed for other limits")
        text = job.model_dump_json().encode()
        self.pending = memoryview(LENGTH.pack(len(text)) + text)
        keep = job.limits.output_kb << 10
        self.out, self.err, self.result = Spoken(keep), Spoken(keep), Spoken(MAX_RESULT)
        self.handlers: dict[int, Callable[[], None]] = {}
        self.poll = select.poll()
        self.killed: Killed | None = None
        self.last = LastLine(jail.job, job.code)
        self.asked = False
        self.delivering = False
        self.cpu_before, self.sealed_kb = 0.0, 0
        self.begun = self.answered = self.deadline = 0.0

    def observe(self) -> Facts:
        """Run to proven death. Raises Lost if there is no proof; whatever happens, nothing is left open."""
        try:
            self._listen_to_all()
            self._gather()
            return self._facts()
        except (OSError, Lost) as error:
            raise Lost(str(error)) from error
        finally:
            self.jail.close()

    def _facts(self) -> Facts:
        """What was seen, once the jail is dead and before its group is removed. Raises Lost without proof."""
        if self.jail.report is None:
            raise Lost("the warm process ended")
        status, user, system, peak_kb = self.jail.report
        group = self.jail.group
        charged_mb = group.peak_mb() if group else None
        resident_mb = max(peak_kb - self.sealed_kb, 0) / 1024
        return Facts(
            sealed=self.delivering,
            result=bytes(self.result.data) if self.delivering else self.jail.said + bytes(self.result.data),
            stdout=self.out,
            stderr=self.err,
            killed=self.killed,
            status=status,
            cpu_s=max(user + system - self.cpu_before, 0.0),
            memory_mb=resident_mb if charged_mb is None else charged_mb,
            wall_s=time.monotonic() - self.begun,
            line=self.last.line,
            overrun=group is not None and group.overrun(),
        )

    def _listen_to_all(self) -> None:
        jail = self.jail
        self.begun = time.monotonic()
        self.deadline = self.begun + SEAL_S
        self._listen(jail.status.fileno(), self._hear)
        for fd, spoken in ((jail.out, self.out), (jail.err, self.err)):
            self._listen(fd, functools.partial(self._read, fd, spoken))
        self._listen(jail.result, self._read_seal)
        self._deliver_if_sealed()

    def _listen(self, fd: int, handler: Callable[[], None], event: int = select.POLLIN) -> None:
        self.handlers[fd] = handler
        self.poll.register(fd, event)

    def _ignore(self, fd: int) -> None:
        if self.handlers.pop(fd, None):
            self.poll.unregister(fd)

    def _gather(self) -> None:
        """Serve the pipes until the jail is dead and what it left in them is read."""
        while self.handlers:
            left = self.deadline - time.monotonic()
            if left <= 0:
                if self.asked:
                    self._shoot()
                    continue
                if self.jail.ended:
                    return  # somebody still holds a pipe: nothing more is waited for
                if self.killed:
                    raise Lost("a jail did not die")
                self._stop("wall" if self.delivering else "seal")
                continue
            came = self.poll.poll(min(left, self._spare_cpu(), LOOK_S) * 1000 + 1)
            for fd, _ in came:
                if fd in self.handlers:
                    self.handlers[fd]()
            if not (came or self.jail.ended) and self.jail.wall.stopped:
                raise Lost("the warm process was stopped")

    def _spare_cpu(self) -> float:
        """The seconds for which the jail's CPU time need not be looked at; kills it if there is none left."""
        if not self.delivering or self.killed or self.jail.ended:
            return PROOF_S
        try:
            left = self.limits.cpu_s + SMALL_S - (self.jail.cpu_s() - self.cpu_before)
        except OSError:  # it has ended, which will be reported in a moment
            return PROOF_S
        if left <= 0:
            self._stop("cpu")
        return max(left / CPUS, 0.0)

    def _read_seal(self) -> None:
        """The seal comes first, and nothing else will do."""
        if not self.jail.read_seal():
            self._ignore(self.jail.result)
        elif not SEALED.startswith(self.jail.said):  # why it could not be sealed
            self.handlers[self.jail.result] = functools.partial(self._read, self.jail.result, self.result)
        else:
            self._deliver_if_sealed()

    def _deliver_if_sealed(self) -> None:
        """Only now is the job handed over, and the clocks start."""
        if self.delivering or not self.jail.sealed:
            return
        try:
            self.cpu_before = self.jail.cpu_s()
        except OSError as error:
            raise Lost("a jail died before it had a job") from error
        self.sealed_kb = self.jail.resident_kb()
        if self.jail.group:
            self.jail.group.bound(self._most_kb(), self.limits.threads)
        self.delivering = True
        self.begun = time.monotonic()
        self.deadline = self.begun + self.limits.wall_s
        self.handlers[self.jail.result] = functools.partial(self._read, self.jail.result, self.result)
        self._listen(self.jail.job, self._deliver, select.POLLOUT)
        self._deliver()

    def _most_kb(self) -> int:
        """What its group may be charged: all that its other limits allow, so that no verdict hangs on it.

        That is its memory, what its disks hold, and its own copy of whatever it shares with the warm process.
        """
        most_mb = self.limits.memory_mb + self.limits.disk_mb + SHARED_MEMORY_MB
        return (most_mb << 10) + self.sealed_kb

    def _deliver(self) -> None:
        try:
            self.pending = self.pending[os.write(self.jail.job, self.pending) :]
        except BlockingIOError:
            return
        except (
            BrokenPipeError,
            ConnectionResetError,
        ) as error:  # before any code of the job has run
            raise Lost("a jail died before it had its job") from error
        if not self.pending:
            self._ignore(self.jail.job)

    def _read(self, fd: int, spoken: Spoken) -> None:
        piece = os.read(fd, PIECE)
        if not piece:
            self._ignore(fd)
            return
        spoken.add(piece)
        if spoken is self.result:
            self.answered = time.monotonic()
            if spoken.total >= MAX_RESULT:
                self._stop("result")
        elif spoken.total > MAX_SPOKEN:
            self._stop("output")

    def _hear(self) -> None:
        """Take what the warm process says about the jail."""
        self.jail.hear()
        if self.jail.ended:
            self.asked = False
            self.last.take()
            self.deadline = time.monotonic() + TAIL_S
            self._ignore(self.jail.status.fileno())
            self._ignore(self.jail.job)
        elif self.killed:
            self.jail.kill()
        else:
            self._deliver_if_sealed()

    def _stop(self, why: Killed) -> None:
        """Kill the jail once, at most PATIENCE_S later if the line that it is in is worth knowing."""
        if self.killed is None and not self.jail.ended:
            self.killed = why
            if why in LOOPS and self.jail.pidfd is not None:
                self.asked = True
                self.deadline = time.monotonic() + PATIENCE_S
                self.last.ask(self.jail.pidfd)
                self._ignore(self.jail.job)
                self._listen(self.jail.job, self._hear_line)
            else:
                self._shoot()

    def _hear_line(self) -> None:
        if self.last.take():
            self._shoot()

    def _shoot(self) -> None:
        """Kill the jail; proof must come within PROOF_S."""
        self.asked = False
        self._ignore(self.jail.job)
        self.deadline = time.monotonic() + PROOF_S
        self.jail.kill()
