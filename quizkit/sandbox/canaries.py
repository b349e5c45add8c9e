"""The attacks by which a level is found: each is tried in a real jail, and each must be stopped there.

They are harmless where they succeed. One job runs them all: finding the level costs one start and one run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizkit.model.job import Job, Limits, Target
from quizkit.model.value import Mapping as Pairs
from quizkit.model.value import Value

LIMITS = Limits(cpu_s=10, wall_s=60, memory_mb=256, output_kb=64, disk_mb=8, files=64, threads=16)


@dataclass(frozen=True)
class Canary:
    """One attack. `code` is a function's body: it returns something if it succeeds, else nothing, or raises.

    `level` is the lowest one that stops it.
    """

    name: str
    says: str
    code: str
    level: str = "L1"


def raw(name: str, number: int, arguments: str, says: str) -> Canary:
    """A system call that must not exist: stopped only if it answers EPERM or ENOSYS."""
    return Canary(name, says, f"return system_call({number}, {arguments})")


CANARIES = (
    Canary("read-engine", "read the engine's own code", "return open(ENGINE).read(1)"),
    Canary("read-users", "read the machine's list of users", "return open('/etc/passwd').read(1)"),
    Canary("list-home", "list the home folder of the user", "return os.listdir(HOME) or 'listed'"),
    Canary("list-root", "list the top of the file system", "return os.listdir('/')"),
    Canary("write-system", "write beside the system's programs", "return open('/usr/canary', 'w')"),
    Canary("write-temporary", "write to the shared temporary folder", "return open('/tmp/canary', 'w')"),
    Canary("other-processes", "look at other processes", "return any(map(str.isdigit, os.listdir('/proc')))"),
    Canary("signal-parent", "send a signal to its parent", "return os.kill(os.getppid(), 0) or 'sent'"),
    Canary("fork", "start a second process", "return os.fork() or os._exit(0)"),
    Canary("spawn", "start another program", "return os.posix_spawn('/usr/bin/true', ['true'], {})"),
    Canary("inherited-files", "use an open file of the engine's", "return any(map(is_open, range(5, 256)))"),
    Canary("internet-socket", "open a connection", "return socket.socket(socket.AF_INET)"),
    Canary("unix-socket", "open a local socket", "return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)"),
    Canary("netlink-socket", "talk to the kernel about networks", "return socket.socket(socket.AF_NETLINK)"),
    Canary("vsock-socket", "talk to the host of a virtual machine", "return socket.socket(socket.AF_VSOCK)"),
    Canary("raise-limits", "raise its own limits", "return not resource.setrlimit(0, (20, 20))"),
    Canary("be-root", "be the superuser", "return 'root' if os.getuid() == 0 else None"),
    Canary("take-memory", "take more memory than its budget", "return len(bytearray(BUDGET + (64 << 20)))"),
    Canary("fill-disk", "write more than its disk quota", "return fill(QUOTA + (1 << 20))"),
    Canary("own-processes", "see the machine's process numbers", "return os.getpid() != 1", "L3"),
    raw("execve", 59, "b'/nonexistent', None, None", "become another program"),
    raw("ptrace", 101, "0, 0, 0, 0", "take over a process"),
    raw("read-memory", 310, "1, None, 0, None, 0, 0", "read another process's memory"),
    raw("mount", 165, "None, None, None, 0, None", "mount a file system"),
    raw("unshare", 272, "0x10000000", "make a namespace of its own"),
    raw("setns", 308, "-1, 0", "enter another namespace"),
    raw("chroot", 161, "None", "change its root folder"),
    raw("keyring", 250, "0, -3, 0", "reach the kernel's keyrings"),
    raw("bpf", 321, "0, None, 0", "load code into the kernel"),
    raw("perf", 298, "None, 0, -1, -1, 0", "measure other processes"),
    raw("userfaultfd", 323, "0", "handle page faults"),
    raw("memfd", 319, "None, 0", "make a file in memory"),
    raw("io-uring", 425, "1, None", "reach the kernel around the filter"),
    raw("shared-memory", 29, "0, 4096, 0o1600", "make shared memory that outlives it"),
)  # fmt: skip

PRELUDE = """
import ctypes, errno, os, resource, socket
libc = ctypes.CDLL(None, use_errno=True)

def system_call(number, *arguments):
    if libc.syscall(number, *arguments) != -1:
        return "done"
    code = ctypes.get_errno()
    return None if code in (errno.EPERM, errno.ENOSYS) else errno.errorcode[code]

def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True

def fill(size):
    for part in range(16):
        with open(f"/box/canary{part}", "wb", buffering=0) as handle:
            for _ in range(size // 16 >> 16):
                if handle.write(bytes(1 << 16)) < 1 << 16:
                    raise OSError
    return "filled"

results = {}
def attempt(name, attack):
    try:
        got = attack()
    except (OSError, MemoryError, ValueError):
        got = None
    results[name] = str(got)[:40] if got else ""
"""


def job(engine: Path, home: Path) -> Job:
    """One job that tries every canary.

    `engine` is a file of the engine's, `home` a folder: both must be out of reach.
    """
    lines = [f"ENGINE, HOME = {str(engine)!r}, {str(home)!r}"]
    lines.append(f"BUDGET, QUOTA = {LIMITS.memory_mb << 20}, {LIMITS.disk_mb << 20}")
    lines.append(PRELUDE)
    for number, canary in enumerate(CANARIES):
        lines.append(f"def attack{number}():\n    {canary.code}\nattempt({canary.name!r}, attack{number})")
    return Job(
        runner="python",
        target=Target(kind="script"),
        code="\n".join(lines),
        observe=("variable:results",),
        limits=LIMITS,
    )


def got_through(values: Mapping[str, Value]) -> dict[str, str]:
    """What each canary brought home, by name.

    Empty for one that was stopped; "no report" for one that is missing, which counts as got through.
    """
    found = values.get("variable:results")
    pairs = dict(found.pairs) if isinstance(found, Pairs) else {}
    return {canary.name: str(pairs.get(canary.name, "no report")) for canary in CANARIES}
