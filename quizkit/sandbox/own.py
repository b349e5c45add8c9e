"""Runs a user's own code as a plain process with limits: level L0, where no sandbox can be had.

It keeps no secret and stops no attack: it is for code that the user wrote, on his own machine, by his own
word in that very call. The values are still judged outside. Uses only what every POSIX system has.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from quizkit import paths
from quizkit.model.job import Ended, Job, RunResult
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import temporary
from quizkit.sandbox.policy import BARE
from quizkit.sandbox.running import MAX_RESULT, MAX_SPOKEN, Facts, Spoken
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wall import ENVIRONMENT

READY = b"QKUNSEAL"
SO_FAR = struct.Struct("<dd")
HEAD = len(READY) + SO_FAR.size
LENGTH = struct.Struct("<I")
PIECE = 1 << 16
PREPARE_S = 120.0  # a cold start imports everything that the runner uses
LOOK_S = 0.02  # how often it is asked whether the process has ended
TAIL_S = 0.2  # how long what it left behind is read, if somebody still holds the other end
DRIP_S = 2.0  # the same, if that somebody goes on writing
UNIT = 1 << 20 if sys.platform == "darwin" else 1 << 10  # of ru_maxrss, per MB
OUT_OF_TIME = (signal.SIGXCPU, signal.SIGKILL)

Killed = Literal["cpu", "wall", "output", "result", "seal"]


class OwnCode:
    """A Sandbox in name alone: every job is a fresh process in a session of its own, killed as a group."""

    def __init__(self, spec: RunnerSpec) -> None:
        self._spec = spec

    @property
    def level(self) -> str:
        """Always "L0"."""
        return BARE

    def run(self, job: Job) -> RunResult:
        """Run one job; once more if it waited more than it computed."""
        result = self._run(job)
        if result.ended is Ended.WALL and result.usage.cpu_s < job.limits.cpu_s / 2:
            return self._run(job)
        return result

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run jobs side by side; results in the order of the jobs."""
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="quizkit-own") as pool:
            return list(pool.map(self.run, jobs))

    def _run(self, job: Job) -> RunResult:
        try:
            with temporary.folder() as folder:
                return result_of(job, Process(self._spec, job, str(folder)).observe(), BARE)
        except OSError as error:
            return RunResult(Ended.SYSTEM, detail=f"the process could not be run: {error}.", level=BARE)


class Process:
    """One job's process. Use `observe`."""

    def __init__(self, spec: RunnerSpec, job: Job, folder: str) -> None:
        self.spec, self.limits, self.folder = spec, job.limits, folder
        text = json.dumps(job.model_dump(mode="json")).encode()
        self.message = LENGTH.pack(len(text)) + text
        keep = job.limits.output_kb << 10
        self.out, self.err, self.result = Spoken(keep), Spoken(keep), Spoken(HEAD + MAX_RESULT)
        self.ready = False
        self.killed: Killed | None = None
        self.so_far = (0.0, 0.0)
        self.begun = self.deadline = 0.0
        self.watched = selectors.DefaultSelector()
        self.closing = contextlib.ExitStack()

    def observe(self) -> Facts:
        """Run to the end of the whole group. Raises OSError if it cannot be started."""
        with self.watched, self.closing:
            process = self._start()
            try:
                while process.returncode is None:
                    self._attend(LOOK_S)
                    status = self._ended(process)
            finally:
                self._kill(process)
            self._drain()
        return self._facts(*status)

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process, and listen to it."""
        with contextlib.ExitStack() as given:
            away = []
            for spoken in (self.out, self.err, self.result, None):
                near, far = socket.socketpair()
                self.closing.enter_context(near)
                away.append(given.enter_context(far).fileno())
                if spoken is None:
                    self.job = near
                else:
                    self.watched.register(near, selectors.EVENT_READ, spoken)
            out, err, result, job = away
            self.begun = time.monotonic()
            self.deadline = self.begun + PREPARE_S
            return subprocess.Popen(
                self._command(job, result), stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                env={**ENVIRONMENT, "HOME": self.folder, "TMPDIR": self.folder}, cwd=self.folder,
                pass_fds=[job, result], start_new_session=True,
            )  # fmt: skip

    def _command(self, job: int, result: int) -> list[str]:
        config = {
            "host": str(paths.runners() / "host"),
            "runner": self.spec.folder,
            "preload": list(self.spec.preload),
            "limits": self.limits.model_dump(),
            "pipes": [job, result],
        }
        return [sys.executable, "-s", "-P", str(paths.runners() / "host" / "bare.py"), json.dumps(config)]

    def _drain(self) -> None:
        """Read what the dead process left. Only what has not come by then is not waited for."""
        ended = time.monotonic()
        self.deadline = math.inf  # it has ended, and in time
        while self.watched.get_map():
            came = self._attend(LOOK_S)
            patience_s = DRIP_S if came and not self.killed else TAIL_S
            if time.monotonic() > ended + patience_s:
                return

    def _attend(self, seconds: float) -> bool:
        """Read what has come, and end what takes too long or says too much; whether anything came."""
        came = self.watched.select(seconds)
        for key, _ in came:
            spoken: Spoken = key.data
            assert isinstance(key.fileobj, socket.socket)
            piece = key.fileobj.recv(PIECE)
            if piece:
                spoken.add(piece)
            else:
                self.watched.unregister(key.fileobj)
        if not self.ready:
            self._greet()
        if self.result.total > HEAD + MAX_RESULT - 1:
            self.killed = self.killed or "result"
        if max(self.out.total, self.err.total) > MAX_SPOKEN:
            self.killed = self.killed or "output"
        if time.monotonic() > self.deadline:
            self.killed = self.killed or ("wall" if self.ready else "seal")
        return bool(came)

    def _greet(self) -> None:
        """Hand the job over, once the process has said that it is bounded; its clocks start now."""
        head = bytes(self.result.data[:HEAD])
        if len(head) == HEAD and head.startswith(READY):
            self.ready = True
            self.so_far = SO_FAR.unpack(head[len(READY) :])
            self.begun = time.monotonic()
            self.deadline = self.begun + self.limits.wall_s
            self.job.settimeout(self.limits.wall_s)
            with contextlib.suppress(OSError):  # it has ended, or takes nothing: that is seen by its end
                self.job.sendall(self.message)

    def _ended(self, process: subprocess.Popen[bytes]) -> tuple[int, float, float]:
        """Raw wait status, CPU seconds and peak memory, once `returncode` is set; kills it if it must end."""
        if self.killed:
            self._kill(process)
        pid, status, usage = os.wait4(process.pid, 0 if self.killed else os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody else waits for it
        return status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """End the whole group, the process itself and whatever it left behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says so of a group of zombies
            os.killpg(process.pid, signal.SIGKILL)
        if process.returncode is None and not self.killed:
            os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL

    def _facts(self, status: int, cpu_s: float, peak: float) -> Facts:
        shot = os.WIFSIGNALED(status) and os.WTERMSIG(status) in OUT_OF_TIME
        killed: Killed | None = self.killed or ("cpu" if shot and self.ready else None)
        said = bytes(self.result.data)
        return Facts(
            sealed=self.ready,  # only in that the job was not handed over before the limits stood
            result=said[HEAD:] if self.ready else bytes(self.err.data[-500:]) or said,
            stdout=self.out,
            stderr=self.err,
            killed=killed,
            status=status,
            cpu_s=max(cpu_s - self.so_far[0], 0.0),
            memory_mb=max(peak - self.so_far[1], 0.0) / UNIT,
            wall_s=time.monotonic() - self.begun,
        )
