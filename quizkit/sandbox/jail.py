"""One jail seen from the engine: asked for, sealed, idle until a job is handed over (running.py), dead.

No untrusted code is in it before that, so an idle one may be dropped without proof of its death.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from pathlib import Path

from quizkit.model.job import Limits
from quizkit.sandbox.wall import WarmProcess

SEALED = b"QKSEALED"
STARTED, ENDED = b"S", b"E"
STATUS = struct.Struct("<iddq")
PAGE_KB = os.sysconf("SC_PAGESIZE") >> 10
PRECISE = 2  # the scheduler's clock, in a CPU clock's id


class Lost(Exception):
    """The wall broke under the run, or the jail would not die: nothing is known about the code."""


class Jail:
    """A process that seals itself for `limits`. Whoever holds it must `close` it.

    `job`, `out`, `err` and `result` are this side's ends of its pipes, `status` is the warm process's word
    about it. `said` is what has come through `result` so far; a sealed jail has said SEALED and nothing else.
    `group` is the cgroup that it goes into, where one can be made.
    """

    def __init__(self, wall: WarmProcess, limits: Limits, ahead: bool = False) -> None:
        """Ask for it; `ahead` if no job waits for it yet. Raises Lost if the warm process is gone."""
        self.wall, self.limits = wall, limits
        self.said = b""
        self.pidfd: int | None = None
        self.cpu_clock: int | None = None
        self.report: tuple[int, float, float, int] | None = None
        self.closing = contextlib.ExitStack()
        self.group = wall.runs.group() if wall.runs else None
        if self.group:
            self.closing.callback(self.group.remove)
        try:
            self._ask(ahead)
        except OSError as error:
            self.closing.close()
            raise Lost(str(error)) from error

    def _ask(self, ahead: bool) -> None:
        """Make the pipes and give the far ends away."""
        with contextlib.ExitStack() as given:
            self.status, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self.closing.callback(self.status.close)
            given.callback(far.close)
            near_job, far_job = socket.socketpair()  # the job one way, the last line the other
            given.callback(far_job.close)
            self.closing.callback(near_job.close)
            pipes = [os.pipe() for _ in range(3)]
            for near, away in pipes:
                self.closing.callback(os.close, near)
                given.callback(os.close, away)
            self.job = near_job.fileno()
            self.out, self.err, self.result = (near for near, _ in pipes)
            doors = [self.group.door.fileno()] if self.group else []
            theirs = [far_job.fileno(), *(away for _, away in pipes), *doors, far.fileno()]
            self.wall.request({**self.limits.model_dump(), "ahead": ahead}, theirs)
        self.status.setblocking(False)
        near_job.setblocking(False)

    @property
    def sealed(self) -> bool:
        """Whether it said so, and can be killed and clocked: only then may it be given a job."""
        return self.said == SEALED and self.pidfd is not None

    @property
    def ended(self) -> bool:
        """Whether its death is proven."""
        return self.report is not None

    def hear(self) -> None:
        """Take one message of the warm process: it started (its pidfd), or ended (its wait status).

        Raises Lost if it could not be forked, or if the warm process is gone.
        """
        message, fds, _, _ = socket.recv_fds(self.status, 4096, 1)
        if message[:1] == STARTED and fds:
            self.pidfd = fds[0]
            self.closing.callback(os.close, self.pidfd)
            self.cpu_clock = cpu_clock_of(self.pidfd)
        elif message[:1] == ENDED:
            self.report = STATUS.unpack(message[1:])
        else:
            raise Lost(message[1:].decode(errors="replace") or "the warm process ended")

    def read_seal(self) -> bytes:
        """Read on towards the seal, no further; what came (nothing: the pipe was closed)."""
        piece = os.read(self.result, len(SEALED) - len(self.said))
        self.said += piece
        return piece

    def fit(self) -> bool:
        """Whether an idle jail can still be used: it lives, has a warm process, and said nothing amiss."""
        try:
            while self._waiting(self.status.fileno()):
                self.hear()
            while self.said != SEALED and self._waiting(self.result):
                if not self.read_seal():
                    return False
        except (OSError, Lost):
            return False
        dead = self.pidfd is not None and self._waiting(self.pidfd)
        return not (dead or self.ended) and SEALED.startswith(self.said)

    def _waiting(self, fd: int) -> bool:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(0))

    def cpu_s(self) -> float:
        """The CPU time that it has used, by the scheduler's own clock. OSError if it has ended.

        RLIMIT_CPU counts ticks, which a busy machine hands out unfairly.
        """
        if self.cpu_clock is None:
            raise ProcessLookupError
        return time.clock_gettime(self.cpu_clock)

    def resident_kb(self) -> int:
        """What it holds in memory now, in kB; 0 if it has ended."""
        try:
            pages = Path(f"/proc/{pid_of(self.pidfd)}/statm").read_text().split()[1] if self.pidfd else 0
        except (OSError, IndexError):
            return 0
        return int(pages) * PAGE_KB

    def kill(self) -> None:
        """Kill it, if it has started and not ended; the kernel takes all that it started with it."""
        if self.pidfd is not None and not self.ended:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Kill it and let go. One that has not started yet finds no job in its pipe, and ends."""
        self.kill()
        self.closing.close()


def cpu_clock_of(pidfd: int) -> int | None:
    """The clock that counts a process's CPU time (as clock_getcpuclockid(3) has it); None if it is gone."""
    pid = pid_of(pidfd)
    return ~pid << 3 | PRECISE if pid > 0 else None


def pid_of(pidfd: int) -> int:
    """The number of the process that `pidfd` stands for; not above 0 if it is gone."""
    text = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    return int(dict(line.split(":", 1) for line in text.splitlines())["Pid"])
