"""The attacks by which a level is found: each is tried in a real jail, and each must be stopped there.

They are harmless where they succeed. One job runs them all but those whose end is the process's own: finding
the level costs one start and a few runs.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.model.job import Ended, Job, Limits, RunResult, Target
from quizkit.model.value import Mapping as Pairs
from quizkit.model.value import Value

LIMITS = Limits(cpu_s=10, wall_s=20, memory_mb=256, output_kb=64, disk_mb=8, files=64, threads=16)
NO_REPORT = "no report"


@dataclass(frozen=True)
class Canary:
    """One attack. `code` is a function's body: it returns something if it succeeds, else nothing, or raises.

    `layer` is the one that it tests, `level` the lowest one that stops it. A `lethal` one is tried in a jail
    of its own: it is stopped if that ends there and then.
    """

    name: str
    says: str
    code: str
    layer: str
    level: str = "L1"
    lethal: bool = False


def raw(name: str, number: int, arguments: str, says: str) -> Canary:
    """A system call that must not exist: stopped only if it answers EPERM or ENOSYS."""
    return Canary(name, says, f"return system_call({number}, {arguments})", "seccomp")


def made(name: str, call: str, says: str) -> Canary:
    """A socket that must not be made."""
    return Canary(name, says, f"return {call}", "seccomp")


VIEW = (
    Canary("see-users", "see that this machine has a list of users",
        "return os.stat('/etc/passwd')", "wall", "L2"),
    Canary("machine-name", "learn this machine's name",
        "return socket.gethostname() == MACHINE", "wall", "L2"),
    Canary("own-processes", "see the machine's process numbers",
        "return os.getpid() != 1", "namespaces", "L3"),
    Canary("see-processes", "find other processes",
        "return any(map(exists, range(2, 999)))", "namespaces", "L3"),
    Canary("see-proc", "see what is under /proc", "return os.path.exists('/proc/self')", "proc-cover", "L3"),
    Canary("other-processes", "list other processes",
        "return any(map(str.isdigit, os.listdir('/proc')))", "landlock"),
    Canary("read-proc", "read its own memory map", "return open('/proc/self/maps').read(1)", "landlock"),
    Canary("inherited-files", "use an open file of the engine's",
        "return any(map(is_open, range(5, 256)))", "descriptors"),
    Canary("terminal", "reach the user's terminal", "return open('/dev/tty')", "landlock"),
)  # fmt: skip

FILES = (
    Canary("read-engine", "read the engine's own code", "return open(ENGINE).read(1)", "landlock"),
    Canary("read-users", "read the machine's list of users",
        "return open('/etc/passwd').read(1)", "landlock"),
    Canary("list-home", "list the home folder of the user",
        "return os.listdir(HOME) or 'listed'", "landlock"),
    Canary("list-root", "list the top of the file system", "return os.listdir('/')", "landlock"),
    Canary("write-system", "write beside the system's programs",
        "return open('/usr/canary', 'w')", "landlock"),
    Canary("write-temporary", "write to the shared temporary folder",
        "return open('/tmp/canary', 'w')", "landlock"),
    Canary("fill-disk", "write more than its disk quota",
        "return fill('/box', QUOTA + (1 << 20))", "namespaces"),
    Canary("fill-shared-memory", "write more shared memory than its quota",
        "return fill('/dev/shm', 34 << 20)", "namespaces"),
    Canary("fill-inodes", "make more files than its quota", "return make_files(2100)", "namespaces"),
    Canary("run-own-file", "run code from a file that it wrote",
        "return run_file('/box/canary')", "namespaces"),
    Canary("override-permissions", "read a file that nobody may read",
        "return read_closed('/box/closed')", "capabilities"),
    Canary("be-root", "be the superuser", "return 'root' if os.getuid() == 0 else None", "capabilities"),
)  # fmt: skip

BOUNDS = (
    Canary("take-memory", "take more memory than its budget",
        "return len(bytearray(BUDGET + (64 << 20)))", "limits"),
    Canary("take-address-space", "map more memory than its budget",
        "return map_memory(BUDGET + (64 << 20))", "limits"),
    Canary("no-data-limit", "have no limit on its data", "return unlimited(resource.RLIMIT_DATA)", "limits"),
    Canary("no-cpu-limit", "have no limit on its time", "return unlimited(resource.RLIMIT_CPU)", "limits"),
    Canary("open-many", "open more files than allowed", "return open_many(OPEN_FILES + 8)", "limits"),
    Canary("long-file", "write a file longer than allowed",
        "return write_long('/dev/shm/canary', QUOTA + (1 << 16))", "limits"),
    Canary("many-threads", "start more threads than allowed",
        "return start_threads(THREADS + 8)", "limits", "L3"),
    Canary("raise-limits", "raise its own limits",
        "return not resource.setrlimit(resource.RLIMIT_CPU, (99, 99))", "limits"),
)  # fmt: skip

PROCESSES = (
    Canary("fork", "start a second process", "return os.fork() or os._exit(0)", "seccomp"),
    Canary("raw-fork", "start a second process the old way", "return forked(57)", "seccomp"),
    Canary("raw-clone", "start a second process by clone", "return forked(56, 17, 0, 0, 0, 0)", "seccomp"),
    raw("clone3", 435, "None, 0", "start a second process by clone3"),
    Canary("spawn", "start another program",
        "return os.posix_spawn('/usr/bin/true', ['true'], {})", "landlock"),
    raw("execve", 59, "b'/nonexistent', None, None", "become another program"),
    raw("execveat", 322, "-1, b'', None, None, 0", "become another program by its descriptor"),
    Canary("signal-parent", "send a signal to its parent",
        "return os.kill(os.getppid(), 0) or 'sent'", "seccomp"),
    Canary("signal-all", "send a signal to every process", "return os.kill(-1, 0) or 'sent'", "seccomp"),
    raw("signal-thread", 234, "2, 2, 0", "send a signal to another process's thread"),
    raw("queue-signal", 129, "os.getppid(), 0, None", "send a signal with a value"),
    raw("pidfd-open", 434, "1, 0", "get hold of another process"),
    raw("ptrace", 101, "0, 0, 0, 0", "take over a process"),
    raw("read-memory", 310, "1, None, 0, None, 0, 0", "read another process's memory"),
    raw("write-memory", 311, "1, None, 0, None, 0, 0", "write another process's memory"),
    raw("limit-others", 302, "os.getppid(), 7, limits_as_they_are(7), None", "set another process's limits"),
    raw("compare-processes", 312, "1, 1, 0, 0, 0", "compare two processes"),
)  # fmt: skip

SOCKETS = (
    made("internet-socket", "socket.socket(socket.AF_INET)", "open a connection"),
    made("datagram-socket", "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)", "send a packet"),
    made("unix-socket", "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)", "open a local socket"),
    made("unix-pair", "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "make sockets that reach others"),
    made("netlink-socket", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "talk to the kernel about networks"),
    made("vsock-socket", "socket.socket(socket.AF_VSOCK)", "talk to the host of a virtual machine"),
    raw("connect", 42, "0, None, 0", "connect a socket"),
    raw("bind", 49, "0, None, 0", "give a socket a name"),
    raw("send-message", 46, "0, None, 0", "send descriptors to others"),
)  # fmt: skip

KERNEL = (
    raw("mount", 165, "None, None, None, 0, None", "mount a file system"),
    raw("open-tree", 428, "-100, b'/', 0", "take hold of a mount"),
    raw("unshare", 272, "0x10000000", "make a namespace of its own"),
    raw("setns", 308, "-1, 0", "enter another namespace"),
    raw("chroot", 161, "None", "change its root folder"),
    raw("keyring", 250, "0, -3, 0", "reach the kernel's keyrings"),
    raw("add-key", 248, "b'user', b'canary', b'x', 1, -2", "put a key into a keyring"),
    raw("request-key", 249, "b'user', b'canary', None, -2", "ask for a key"),
    raw("bpf", 321, "0, None, 0", "load code into the kernel"),
    raw("perf", 298, "None, 0, -1, -1, 0", "measure other processes"),
    raw("userfaultfd", 323, "1", "handle page faults"),
    raw("memfd", 319, "None, 0", "make a file in memory"),
    raw("secret-memory", 447, "0", "make memory that the kernel cannot see"),
    raw("io-uring", 425, "1, None", "reach the kernel around the filter"),
    raw("shared-memory", 29, "0, 4096, 0o1600", "make shared memory that outlives it"),
    raw("semaphores", 64, "0, 1, 0o1600", "make semaphores that outlive it"),
    raw("message-queue", 68, "0, 0o1600", "make a message queue that outlives it"),
    raw("posix-queue", 240, "b'canary', 0o102, 0o600, None", "make a named message queue"),
    raw("watch-files", 253, "", "watch what others do with files"),
    raw("open-by-handle", 304, "-1, None, 0", "open a file around the folders"),
    raw("personality", 135, "0x0040000", "switch off address randomising"),
    raw("type-into-terminal", 16, "0, 0x5412, b'x'", "type into a terminal"),
    raw("ioctl-high-half",
        16, "0, ctypes.c_ulong(0x1_0000_5413), None", "hide a request in an argument's upper half"),
    raw("be-readable", 157, "4, 1, 0, 0, 0", "let other processes look into it"),
    raw("weaken-filter", 317, "1, 0, None", "load a filter of its own"),
    Canary("x32-call", "call the kernel through its x32 door",
        "libc.syscall(ctypes.c_long(0x4000_0027))", "seccomp", lethal=True),
    Canary("i386-call", "call the kernel through its 32-bit door",
        "return machine_code(I386_GETPID)", "seccomp", lethal=True),
)  # fmt: skip

CANARIES: tuple[Canary, ...] = (*VIEW, *FILES, *BOUNDS, *PROCESSES, *SOCKETS, *KERNEL)
PRELUDE = Path(__file__).with_name("canary_prelude.txt")


def jobs(engine: Path, home: Path) -> list[Job]:
    """The jobs that try every canary: one for all but the lethal ones, then one for each of those.

    `engine` is a file of the engine's, `home` a folder: both must be out of reach.
    """
    together = [canary for canary in CANARIES if not canary.lethal]
    alone = [[canary] for canary in CANARIES if canary.lethal]
    return [_job(group, engine, home) for group in (together, *alone)]


def _job(group: Sequence[Canary], engine: Path, home: Path) -> Job:
    lines = [f"ENGINE, HOME, MACHINE = {str(engine)!r}, {str(home)!r}, {socket.gethostname()!r}"]
    lines.append(f"BUDGET, QUOTA = {LIMITS.memory_mb << 20}, {LIMITS.disk_mb << 20}")
    lines.append(f"OPEN_FILES, THREADS = {LIMITS.files}, {LIMITS.threads}")
    lines.append(PRELUDE.read_text(encoding="utf-8"))
    for number, canary in enumerate(group):
        lines.append(f"def attack{number}():\n    {canary.code}\nattempt({canary.name!r}, attack{number})")
    return Job(
        runner="python",
        target=Target(kind="script"),
        code="\n".join(lines),
        observe=("variable:results",),
        limits=LIMITS,
    )


def got_through(results: Sequence[RunResult]) -> dict[str, str]:
    """What each canary brought home, by name, from the results of `jobs`.

    Empty for one that was stopped; "no report" for one that is missing, which counts as got through.
    """
    found = _reported(results[0].values)
    lethal = [canary for canary in CANARIES if canary.lethal]
    died = {
        canary.name: "" if result.ended is Ended.EXITED else "lived on"
        for canary, result in zip(lethal, results[1:], strict=True)
    }
    return {canary.name: died.get(canary.name, found.get(canary.name, NO_REPORT)) for canary in CANARIES}


def _reported(values: Mapping[str, Value]) -> dict[str, str]:
    found = values.get("variable:results")
    pairs = dict(found.pairs) if isinstance(found, Pairs) else {}
    return {str(name): str(what) for name, what in pairs.items()}
