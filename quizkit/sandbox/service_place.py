"""The folder of the warm services' sockets, and whether what lies there may be trusted.

Only its owner may enter it, and nothing in it is used whose kind, owner or mode is not what it must be. Names
are looked up below an open descriptor, so that the folder that was checked is the one that is used, however
long its path is.
"""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quizkit.clock import system_clock

NAME = "quizkit"
SUFFIX = ".sock"
FOLDER_MODE, SOCKET_MODE = 0o700, 0o600
BACKLOG = 16
LOCK_S, PAUSE_S = 0.2, 0.01
CREDENTIALS = struct.Struct("iII")  # process, user, group


class Refused(Exception):
    """What lies there is not what it must be, and is neither used nor touched."""


def folder(state: Path) -> Path:
    """Where the sockets lie: below the user's runtime folder if that is private, else in the state folder."""
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "-")
    with suppress(OSError):
        found = runtime.lstat()
        if runtime.is_absolute() and amiss(found, stat.S_IFDIR, FOLDER_MODE) == "":
            return runtime / NAME
    return (state / "service").absolute()


def amiss(found: os.stat_result, kind: int, mode: int) -> str:
    """What is wrong with a file; empty if nothing is."""
    if stat.S_IFMT(found.st_mode) != kind:
        return "is a link" if stat.S_ISLNK(found.st_mode) else "is not of the right kind"
    if found.st_uid != os.geteuid():
        return f"belongs to user {found.st_uid}"
    if stat.S_IMODE(found.st_mode) != mode:
        return f"has mode {stat.S_IMODE(found.st_mode):04o} in place of {mode:04o}"
    return ""


class Place:
    """The open folder. `close` it."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open and check it. Raises Refused, FileNotFoundError (without `create`) or another OSError."""
        self.path = path
        if create:
            path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                path.mkdir(mode=FOLDER_MODE)
        if wrong := amiss(path.lstat(), stat.S_IFDIR, FOLDER_MODE):
            raise Refused(f"{path} {wrong}")
        self.fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        if wrong := amiss(os.fstat(self.fd), stat.S_IFDIR, FOLDER_MODE):
            self.close()
            raise Refused(f"{path} {wrong}")

    def names(self, suffix: str = SUFFIX) -> list[str]:
        """The names that end so: if nothing is said, the sockets'."""
        with os.scandir(self.fd) as found:
            return sorted(entry.name for entry in found if entry.name.endswith(suffix))

    def check(self, name: str) -> None:
        """Raises Refused if `name` is not what our sockets are, FileNotFoundError if it is not there."""
        if wrong := amiss(os.lstat(name, dir_fd=self.fd), stat.S_IFSOCK, SOCKET_MODE):
            raise Refused(f"{self.path / name} {wrong}")

    def connect(self, name: str, timeout_s: float) -> socket.socket:
        """A connection to the socket `name`, with that timeout.

        Raises Refused, FileNotFoundError, ConnectionRefusedError if nobody listens, or another OSError.
        """
        self.check(name)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.settimeout(timeout_s)
            line.connect(self._way_to(name))
            if peer(line)[1] != os.geteuid():
                raise Refused(f"{self.path / name} is served by user {peer(line)[1]}")
        except BaseException:
            line.close()
            raise
        return line

    def listen(self, name: str) -> socket.socket:
        """A listening socket called `name`, which appears only when it is ready. Raises OSError."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        draft = f"{name}.{os.getpid()}"
        try:
            listener.bind(self._way_to(draft))
            os.chmod(draft, SOCKET_MODE, dir_fd=self.fd)
            listener.listen(BACKLOG)
            os.rename(draft, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)
        except BaseException:
            listener.close()
            raise
        return listener

    def _way_to(self, name: str) -> str:
        return f"/proc/self/fd/{self.fd}/{name}"

    def remove(self, name: str) -> None:
        """Take the file `name` away, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.fd)

    def number(self, name: str) -> int:
        """The inode of `name`; 0 if there is none."""
        try:
            return os.lstat(name, dir_fd=self.fd).st_ino
        except FileNotFoundError:
            return 0

    def age_s(self, name: str) -> float:
        """For how many seconds `name` has been there; 0 if it is not."""
        try:
            made = os.lstat(name, dir_fd=self.fd).st_ctime
        except FileNotFoundError:
            return 0.0
        return system_clock().now().timestamp() - made

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among those who start and end services. Raises BlockingIOError if that takes long."""
        until = time.monotonic() + LOCK_S
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE_S)
        try:
            yield
        finally:
            fcntl.flock(self.fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self.fd)

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def peer(line: socket.socket) -> tuple[int, int, int]:
    """Process, user and group at the other end of `line`, as the kernel has them."""
    found = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    process, user, group = CREDENTIALS.unpack(found)
    return process, user, group
