"""The warm process: prepares a runner once, then forks one jail per request. It holds no secrets.

Started as `python -s -P warm.py CONTROL_FD`. The engine's first message on the control socket is the
configuration; each later one is a request (limits, and `ahead` for a jail that will wait for its job) with
descriptors: job, stdout, stderr, result, the door of a cgroup if there is one for the jail, status. The
message `client` with one descriptor adds a control socket: its owner's jails die when it is closed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import traceback
from types import ModuleType
from typing import NoReturn, TypedDict

STARTED, ENDED, REFUSED = b"S", b"E", b"R"
STATUS = struct.Struct("<iddq")  # wait status, user and system CPU seconds, peak memory in kB
LENGTH = struct.Struct("<I")
MAX_MESSAGE = 1 << 16
PIPES, DESCRIPTORS = 4, 6
CLIENT = b"client"


class Config(TypedDict):
    """What the engine says at the start.

    `readable`: path, and whether its files too may be read or only names listed.
    """

    level: str
    host: str
    runner: str
    preload: list[str]
    readable: list[tuple[str, bool]]
    drop_to: list[int] | None


def main() -> None:
    """Prepare, report, serve until the engine goes away."""
    control = socket.socket(fileno=int(sys.argv[1]))
    config = received(control)
    if config is None:
        return
    sys.path[:0] = [config["host"], config["runner"]]
    import linux  # found by the path above

    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        runner = prepared(config)
        warm = Warm(control, runner, config)
    except Exception as error:  # noqa: BLE001 - the engine is told, whatever it was
        last = traceback.format_exception_only(error)[-1].strip()
        control.send(json.dumps({"failed": last[:2000]}).encode())
        return
    control.send(json.dumps({"ready": True, "abi": warm.landlock_version}).encode())
    warm.serve()


def received(control: socket.socket) -> Config | None:
    """The configuration: its length, then pieces. None if the engine has gone away."""
    size, data = control.recv(LENGTH.size), b""
    while size and len(data) < LENGTH.unpack(size)[0]:
        piece = control.recv(MAX_MESSAGE)
        if not piece:
            return None
        data += piece
    config: Config | None = json.loads(data or b"null")
    return config


def prepared(config: Config) -> ModuleType:
    """The runner, imported and warmed up, in a process that is down to one thread and its final user."""
    import frame
    import inside  # imported here, so that no jail has to

    for name in config["preload"]:
        importlib.import_module(name)
    runner = importlib.import_module("runner")
    runner.warm_up()
    runner.reseed(0)
    frame.encoded(
        "raised", ValueError("warm"), {"x": [1, 2.5, "text", (None, {"a": b"b"})]}, runner.tensor_of
    )
    traceback.format_exception(ValueError("warm"))
    assert inside.OUT_OF_MEMORY
    drop_to(config["drop_to"])
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(
            f"the warm process has {threads} threads; forking it would leave locks held for ever"
        )
    return runner


def drop_to(identity: list[int] | None) -> None:
    """Become an unprivileged user, where that was not possible before Python was loaded.

    Root never serves.
    """
    if os.geteuid() == 0:
        if identity is None:
            raise RuntimeError("the warm process runs as root and was told no other user to become")
        user, group = identity
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)


class Warm:
    """Serves requests, one fork each, and reports every end."""

    def __init__(self, control: socket.socket, runner: ModuleType, config: Config) -> None:
        import jail
        import landlock
        import linux

        self.control, self.runner = control, runner
        self.landlock_version = landlock.version()
        self.walled = config["level"] == "L3"
        self.home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if self.walled else -1
        self.live: dict[int, tuple[int, socket.socket, int]] = {}  # pidfd -> pid, status socket, who asked
        self.clients: dict[int, socket.socket] = {}  # control sockets by number, the engine's own left out
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        readable = [(path, landlock.READ if full else landlock.READ_DIR) for path, full in config["readable"]]
        base_as, base_data = own_size()
        self.poll = select.poll()
        self.plan = jail.Plan(config["level"], readable, base_as, base_data)

    def serve(self) -> NoReturn:
        """The fork loop. The collector is frozen, so that no child copies the warm heap by looking at it."""
        import jail
        import seccomp

        jail.reset_signals()
        seccomp.compiled(1)
        gc.collect()
        gc.freeze()
        gc.disable()
        self.poll.register(self.control, select.POLLIN)
        while True:
            for fd, _ in self.poll.poll():
                if fd in self.live:
                    self.report_end(fd)
                elif fd in self.clients:
                    self.take_request(self.clients[fd])
                elif fd == self.control.fileno():
                    self.take_request(self.control)

    def take_request(self, control: socket.socket) -> None:
        """Fork one jail, or tell its asker why that failed; or let a client in; or see one go."""
        try:
            data, fds, _, _ = socket.recv_fds(control, MAX_MESSAGE, DESCRIPTORS)
        except ConnectionError:
            data, fds = b"", []
        if not data:
            self.lose(control)
        elif data == CLIENT and control is self.control:
            client = socket.socket(fileno=fds[0])
            self.clients[client.fileno()] = client
            self.poll.register(client, select.POLLIN)
        else:
            self.start_jail(control.fileno(), data, fds)

    def lose(self, control: socket.socket) -> None:
        """End what a client left running; if the engine is gone, this process, and the whole wall with it."""
        asker = control.fileno()
        for pid, _status, by in self.live.values():
            if control is self.control or by == asker:
                os.kill(pid, signal.SIGKILL)
        if control is self.control:
            os._exit(0)
        self.poll.unregister(control)
        del self.clients[asker]
        control.close()

    def start_jail(self, asker: int, data: bytes, fds: list[int]) -> None:
        """Fork one jail for the control socket `asker`."""
        status = socket.socket(fileno=fds.pop())
        try:
            pid = self.fork(json.loads(data), fds)
        except OSError as error:
            with contextlib.suppress(OSError):
                status.send(REFUSED + str(error).encode())
            status.close()
            return
        finally:
            for fd in fds:
                os.close(fd)
        pidfd = os.pidfd_open(pid)
        self.live[pidfd] = (pid, status, asker)
        self.poll.register(pidfd, select.POLLIN)
        with contextlib.suppress(OSError):  # its asker is gone, and will be missed in a moment
            socket.send_fds(status, [STARTED], [pidfd])

    def fork(self, limits: dict[str, float], pipes: list[int]) -> int:
        """A child, behind a wall in a PID namespace of its own, that seals itself, says so, takes the job."""
        import linux

        if self.walled:
            linux.unshare(linux.CLONE_NEWPID)
        try:
            pid = os.fork()
        finally:
            if self.walled and os.getpid() != 1:
                linux.setns(self.home, linux.CLONE_NEWPID)
        if pid == 0:
            self.become_jail(limits, pipes)
        return pid

    def become_jail(self, limits: dict[str, float], pipes: list[int]) -> NoReturn:
        """Never returns: whatever happens, this process ends here."""
        import inside
        import jail

        pipes, doors = pipes[:PIPES], pipes[PIPES:]
        try:
            try:
                jail.enter_groups(doors)
                jail.seal(self.plan, limits, pipes)
                inside.get_ready(self.runner, bool(limits.get("ahead")))
            except BaseException as error:  # noqa: BLE001 - any failure to seal means that nothing is run
                tell_failure((pipes[-1], jail.RESULT), jail.FAILED + str(error).encode())
                os._exit(1)
            os.write(jail.RESULT, jail.SEALED)
            inside.run(self.runner)
        finally:
            os._exit(1)

    def report_end(self, pidfd: int) -> None:
        """Reap a jail and send its wait status: the proof that it is dead."""
        pid, status, _ = self.live.pop(pidfd)
        self.poll.unregister(pidfd)
        os.close(pidfd)
        _, code, use = os.wait4(pid, 0)
        with contextlib.suppress(OSError):  # the engine may no longer wait for this one
            status.send(ENDED + STATUS.pack(code, use.ru_utime, use.ru_stime, use.ru_maxrss))
        status.close()


def tell_failure(fds: tuple[int, int], message: bytes) -> None:
    """Write to the result pipe, at its old number or, once descriptors are arranged, at its new one."""
    for fd in fds:
        with contextlib.suppress(OSError):
            os.write(fd, message)
            return


def own_size() -> tuple[int, int]:
    """Address space and data of this process in bytes: what every fork starts with."""
    with open("/proc/self/status") as handle:
        fields = dict(line.split(":", 1) for line in handle)
    return int(fields["VmSize"].split()[0]) * 1024, int(fields["VmData"].split()[0]) * 1024


if __name__ == "__main__":
    main()
