"""One run in one jail.

Hands the job over once the jail has said that it is sealed, gathers, kills, waits for proof.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quizkit.model.job import Job
from quizkit.sandbox.lastline import PATIENCE_S, LastLine
from quizkit.sandbox.wall import Wall
from quizkit.sandbox.wire import MAX_FRAME

SEALED, FAILED = b"QKSEALED", b"QKFAILED"
STARTED, ENDED = b"S", b"E"
STATUS = struct.Struct("<iddq")
LENGTH = struct.Struct("<I")
SEAL_S, PROOF_S, TAIL_S = 10.0, 5.0, 1.0
SET_UP_S = 0.05  # CPU time that sealing itself may cost, on top of the budget
CPUS = os.cpu_count() or 1
PAGE_KB = os.sysconf("SC_PAGESIZE") >> 10
PIECE = 1 << 16
PRECISE = 2  # the scheduler's clock, in a CPU clock's id
MAX_SPOKEN = 64 << 20  # beyond this much output, kept or not, the run is killed
MAX_RESULT = len(SEALED) + MAX_FRAME + 1  # one byte more than a frame may have, so that too much is seen

Killed = Literal["cpu", "wall", "output", "result", "seal"]
LOOPS = ("cpu", "wall", "output")  # where it tells the learner something to know the line


class Lost(Exception):
    """The wall broke under the run, or the jail would not die: nothing is known about the code."""


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
    """What was seen of a run from outside. `result` is what followed the seal; `status` a raw wait status.

    `memory_mb` is the peak of what it held resident beyond what it held when it was sealed. `line` is where
    it said that it was when it was killed or crashed.
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


class Run:
    """A jail asked for and not yet dead. Use `observe`."""

    def __init__(self, wall: Wall, job: Job) -> None:
        self.wall, self.limits = wall, job.limits
        self.code = job.code
        text = json.dumps(job.model_dump(mode="json")).encode()
        self.pending = memoryview(LENGTH.pack(len(text)) + text)
        keep = job.limits.output_kb << 10
        self.out, self.err, self.result = Spoken(keep), Spoken(keep), Spoken(MAX_RESULT)
        self.handlers: dict[int, Callable[[], None]] = {}
        self.poll = select.poll()
        self.pidfd: int | None = None
        self.cpu_clock: int | None = None
        self.sealed_kb = 0
        self.asked = False
        self.killed: Killed | None = None
        self.sealed = self.ended = False
        self.report: tuple[int, float, float, int] | None = None
        self.closing = contextlib.ExitStack()
        self.begun = self.deadline = 0.0

    def observe(self) -> Facts:
        """Run to proven death. Raises Lost if there is no proof; whatever happens, nothing is left open."""
        try:
            self._start()
            self._gather()
        except (OSError, Lost) as error:
            raise Lost(str(error)) from error
        finally:
            self._kill()
            self.closing.close()
        if self.report is None:
            raise Lost("the warm process ended")
        status, user, system, peak = self.report
        sealed = bytes(self.result.data[: len(SEALED)]) == SEALED
        own_kb = max(peak - self.sealed_kb, 0)
        return Facts(
            sealed, bytes(self.result.data[len(SEALED) :]), self.out, self.err, self.killed, status,
            user + system, own_kb / 1024, time.monotonic() - self.begun, self.last.line,
        )  # fmt: skip

    def _start(self) -> None:
        """Make the pipes, give the far ends away, begin to listen."""
        with contextlib.ExitStack() as given:
            self.status, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self.closing.callback(self.status.close)
            given.callback(far.close)
            near_job, far_job = socket.socketpair()  # the job one way, the last line the other
            given.callback(far_job.close)
            self.closing.callback(near_job.close)
            self.job, theirs = near_job.fileno(), [far_job.fileno()]
            self.last = LastLine(self.job, self.code)
            for spoken in (self.out, self.err, self.result):
                near, away = os.pipe()
                self.closing.callback(os.close, near)
                given.callback(os.close, away)
                theirs.append(away)
                self._listen(near, functools.partial(self._read, near, spoken))
            self.begun = time.monotonic()
            self.deadline = self.begun + SEAL_S
            self.wall.request(self.limits.model_dump(), [*theirs, far.fileno()])
        self.status.setblocking(False)
        os.set_blocking(self.job, False)
        self._listen(self.status.fileno(), self._hear)

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
                if self.ended:
                    return  # somebody still holds a pipe: nothing more is waited for
                if self.killed:
                    raise Lost("a jail did not die")
                self._stop("wall" if self.sealed else "seal")
                continue
            for fd, _ in self.poll.poll(min(left, self._spare_cpu()) * 1000 + 1):
                if fd in self.handlers:
                    self.handlers[fd]()

    def _spare_cpu(self) -> float:
        """The seconds for which the jail's CPU time need not be looked at; kills it if there is none left.

        Asked of the scheduler's own clock: RLIMIT_CPU counts ticks, which a busy machine hands out unfairly.
        """
        if self.cpu_clock is None or self.killed or self.ended:
            return PROOF_S
        try:
            left = self.limits.cpu_s + SET_UP_S - time.clock_gettime(self.cpu_clock)
        except OSError:  # it has ended, which will be reported in a moment
            return PROOF_S
        if left <= 0:
            self._stop("cpu")
        return max(left / CPUS, 0.0)

    def _read(self, fd: int, spoken: Spoken) -> None:
        piece = os.read(fd, PIECE)
        if not piece:
            self._ignore(fd)
            return
        spoken.add(piece)
        if spoken is self.result:
            self._check_result()
        elif spoken.total > MAX_SPOKEN:
            self._stop("output")

    def _check_result(self) -> None:
        """The seal comes first; only then is the job handed over and the clock started."""
        if not self.sealed and bytes(self.result.data[: len(SEALED)]) == SEALED:
            self.sealed = True
            self.sealed_kb = resident_kb(self.pidfd) if self.pidfd is not None else 0
            self.deadline = time.monotonic() + self.limits.wall_s
            self._listen(self.job, self._hand_over, select.POLLOUT)
        if self.result.total >= MAX_RESULT:
            self._stop("result")

    def _hand_over(self) -> None:
        try:
            self.pending = self.pending[os.write(self.job, self.pending) :]
        except BlockingIOError:
            return
        except (BrokenPipeError, ConnectionResetError):
            self.pending = self.pending[:0]
        if not self.pending:
            self._ignore(self.job)

    def _hear(self) -> None:
        """Take what the warm process says about the jail.

        It has started (with its pidfd), or ended (with its wait status), or could not be forked (and why).
        """
        message, fds, _, _ = socket.recv_fds(self.status, 4096, 1)
        if message[:1] == STARTED and fds:
            self.pidfd = fds[0]
            self.closing.callback(os.close, self.pidfd)
            self.cpu_clock = cpu_clock_of(self.pidfd)
            if self.killed:
                self._kill()
        elif message[:1] == ENDED:
            self.report = STATUS.unpack(message[1:])
            self.ended = True
            self.asked = False
            self.last.take()
            self.deadline = time.monotonic() + TAIL_S
            self._ignore(self.status.fileno())
            self._ignore(self.job)
        else:
            raise Lost(message[1:].decode(errors="replace") or "the warm process ended")

    def _stop(self, why: Killed) -> None:
        """Kill the jail once, at most PATIENCE_S later if the line that it is in is worth knowing."""
        if self.killed is None and not self.ended:
            self.killed = why
            if why in LOOPS and self.pidfd is not None:
                self.asked = True
                self.deadline = time.monotonic() + PATIENCE_S
                self.last.ask(self.pidfd)
                self._listen(self.job, self._hear_line)
            else:
                self._shoot()

    def _hear_line(self) -> None:
        if self.last.take():
            self._shoot()

    def _shoot(self) -> None:
        """Kill the jail; proof must come within PROOF_S."""
        self.asked = False
        self._ignore(self.job)
        self.deadline = time.monotonic() + PROOF_S
        self._kill()

    def _kill(self) -> None:
        if self.pidfd is not None and not self.ended:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)


def cpu_clock_of(pidfd: int) -> int | None:
    """The clock that counts a process's CPU time (as clock_getcpuclockid(3) has it); None if it is gone."""
    pid = pid_of(pidfd)
    return ~pid << 3 | PRECISE if pid > 0 else None


def resident_kb(pidfd: int) -> int:
    """What a process holds in memory now, in kB; 0 if it is gone."""
    try:
        pages = Path(f"/proc/{pid_of(pidfd)}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * PAGE_KB


def pid_of(pidfd: int) -> int:
    """The number of the process that `pidfd` stands for; not above 0 if it is gone."""
    text = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    return int(dict(line.split(":", 1) for line in text.splitlines())["Pid"])
