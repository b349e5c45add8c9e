"""One warm process, behind a wall or not: started, asked for jails, ended for sure."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from quizkit.errors import SandboxUnavailable
from quizkit.sandbox import cgroup, temporary

LAUNCHER = Path(__file__).with_name("launch.py")
START_S = 120.0
END_S = 2.0
MAX_MESSAGE = PIECE = 1 << 16
LENGTH = struct.Struct("<I")
CREDENTIALS = struct.Struct("3i")  # of who sent a message: process, user, group
STOPPED = ("T", "t")  # states of a process, in /proc

# One thread everywhere: a forked child of a process that ever ran two waits for the other one for ever.
# Huge pages for the heap, and malloc for Python's objects, make the fork cheap. Set before Python starts.
ENVIRONMENT = {
    "PATH": "/usr/bin",
    "LANG": "C.UTF-8",
    "HOME": "/box",
    "TMPDIR": "/box",
    "USER": "learner",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "TORCH_DISABLE_ADDR2LINE": "1",
}


@dataclass(frozen=True)
class Launch:
    """What to start.

    `command` ends with the warm process's own; `become` is the user to be, `needed` what it must reach.
    `bounds` are the MB of memory and the processes of all its jails together, where a cgroup can hold them.
    """

    command: Sequence[str]
    config: Mapping[str, object]
    become: tuple[int, int] | None = None
    needed: Sequence[Path] = ()
    walled: bool = True
    bounds: tuple[int, int] | None = None


class WarmProcess(ABC):
    """What jails are asked of, whoever started it.

    `pid` is its number as seen from here, if that is known. `runs`, where there is one, makes a group for
    each run.
    """

    def __init__(self, control: socket.socket) -> None:
        self.lock = threading.Lock()
        self.control = control
        self.pid: int | None = None
        self.runs: cgroup.Runs | None = None
        self.ended = False

    @property
    def broken(self) -> bool:
        """Whether it may be asked for nothing more."""
        return self.ended

    @property
    def stopped(self) -> bool:
        """Whether a signal or a debugger stopped it: it will not answer, unlike one that is only slow."""
        with suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] in STOPPED
        return False

    def request(self, limits: Mapping[str, float], fds: Sequence[int]) -> None:
        """Ask for a jail. Raises OSError if the warm process is gone.

        `fds` are job, stdout, stderr and result, the door of the jail's group if it has one, and status.
        """
        with self.lock:
            socket.send_fds(self.control, [json.dumps(limits).encode()], fds)

    @abstractmethod
    def close(self) -> None:
        """End every jail that was asked for here."""

    @abstractmethod
    def kill(self) -> None:
        """End the warm process itself, since it cannot be relied on."""


class Wall(WarmProcess):
    """A started warm process. `close` ends it and everything in it."""

    def __init__(self, launch: Launch) -> None:
        """Start and wait until it is warm. Raises SandboxUnavailable with its own last words if it is not."""
        control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control)
        self.launch = launch
        self.temporary = None if launch.walled else temporary.Folder()
        self.words = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self.process: subprocess.Popen[bytes] | None = None
        started = threading.Event()
        self.owner = threading.Thread(target=self._own, args=(far, started), name="quizkit-wall", daemon=True)
        self.owner.start()
        self.group: cgroup.Group | None = None
        try:
            started.wait()
            far.close()
            self.group = self._grouped()
            self._greet()
            if self.group and launch.bounds:
                self.runs = cgroup.Runs(self.group.path)
                with suppress(OSError):
                    self.group.bound(*launch.bounds)
            if self.temporary is not None:  # once warm, nothing is written there
                self.temporary.remove()
        except BaseException:
            self.close()
            raise

    def _own(self, far: socket.socket, started: threading.Event) -> None:
        """Start the process and stay.

        --die-with-parent follows the starting *thread*, so it must live as long.
        """
        try:
            self.process = subprocess.Popen(
                self._command(far.fileno()),
                env=self._environment(),
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.words,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal is the engine's to handle
            )
        except OSError as error:
            self.words.write(str(error).encode())
        finally:
            started.set()
        if self.process is not None:
            self.process.wait()

    def _command(self, control: int) -> list[str]:
        command = [*self.launch.command, str(control)]
        if self.launch.become is None:
            return command
        user, group = self.launch.become
        needed = sorted({str(path) for path in self.launch.needed})
        if self.temporary is not None:
            os.chown(self.temporary.path, user, group)
            needed.append(str(self.temporary.path))
        late = not self.launch.walled
        plan = {"user": user, "group": group, "command": command, "needed": needed, "late": late}
        return [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(plan)]

    def _environment(self) -> dict[str, str]:
        if self.temporary is None:
            return ENVIRONMENT
        return {**ENVIRONMENT, "HOME": str(self.temporary.path), "TMPDIR": str(self.temporary.path)}

    def _grouped(self) -> cgroup.Group | None:
        """A group with all that was started in it, before it is told anything; None where that cannot be."""
        parent = cgroup.find().parent if self.launch.bounds else None
        if parent is None or self.process is None:
            return None
        with suppress(OSError):
            group = cgroup.Group(parent, str(self.process.pid))
            try:
                group.take(self.process.pid)
                return group
            except OSError:
                group.remove()
        return None

    def _greet(self) -> None:
        """Tell it what to prepare, and hear that it has; the kernel adds its number, as seen from here."""
        self.control.settimeout(START_S)
        self.control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            self._tell(json.dumps(self.launch.config).encode())
            answer, sent_along, _, _ = self.control.recvmsg(MAX_MESSAGE, socket.CMSG_SPACE(CREDENTIALS.size))
            self.pid = next((CREDENTIALS.unpack(data)[0] for _, _, data in sent_along), None)
        except ConnectionError:  # it ended; its last words tell why
            answer = b""
        except TimeoutError:
            answer = json.dumps({"failed": f"the warm process was not ready after {START_S:g} s"}).encode()
        self.control.settimeout(None)
        said = json.loads(answer) if answer else {"failed": ""}
        if "ready" not in said:
            raise SandboxUnavailable(self.last_words(said["failed"]))

    def _tell(self, config: bytes) -> None:
        """Send the configuration: its length, then pieces, since one message has a limit."""
        self.control.send(LENGTH.pack(len(config)))
        for start in range(0, len(config), PIECE):
            self.control.send(config[start : start + PIECE])

    def last_words(self, said: str) -> str:
        """Why it did not start: what it said, else the last line on its standard error."""
        if not said and self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(END_S)
        self.words.seek(0)
        lines = self.words.read()[-4000:].decode(errors="replace").strip().splitlines()
        return (said or (lines[-1] if lines else "it ended without a word")).rstrip(".")

    def close(self) -> None:
        """End the warm process and every jail in it; gives it a moment to do so itself."""
        self.ended = True
        self.control.close()
        if self.process is not None:
            try:
                self.process.wait(END_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self.owner.join(END_S)
        self.words.close()
        if self.group is not None:
            self.group.remove()
        if self.temporary is not None:
            self.temporary.remove()

    def kill(self) -> None:
        """End it the hard way; the kernel takes everything behind the wall with it."""
        self.ended = True
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Wall:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()
