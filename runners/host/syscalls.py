"""The allow-list of system calls on x86_64, by group with the reason. What is not here fails with EPERM:
fork, exec, sockets, mounts, ptrace, bpf, keyrings, and whatever later kernels add.
"""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """System calls allowed with any arguments, and why."""

    name: str
    why: str
    calls: dict[str, int]


ALLOWED = (
    Group(
        "memory",
        "Allocators, and libraries that map their files.",
        {
            "brk": 12, "mmap": 9, "munmap": 11, "mprotect": 10, "mremap": 25, "madvise": 28, "mincore": 27,
            "membarrier": 324,
        },
    ),
    Group(
        "read and write",
        "On descriptors that are open already.",
        {
            "read": 0, "write": 1, "readv": 19, "writev": 20, "pread64": 17, "pwrite64": 18, "lseek": 8,
            "sendfile": 40, "copy_file_range": 326, "fadvise64": 221,
        },
    ),
    Group(
        "open and look",
        "Which files may be opened is Landlock's and the mounts' business.",
        {
            "open": 2, "openat": 257, "close": 3, "close_range": 436, "fstat": 5, "stat": 4, "lstat": 6,
            "newfstatat": 262, "statx": 332, "getdents64": 217, "getdents": 78, "access": 21,
            "faccessat": 269, "faccessat2": 439, "readlink": 89, "readlinkat": 267, "statfs": 137,
            "fstatfs": 138, "getcwd": 79, "chdir": 80, "fchdir": 81, "umask": 95,
        },
    ),
    Group(
        "change files",
        "Only the private /box and /dev/shm can be written.",
        {
            "unlink": 87, "unlinkat": 263, "mkdir": 83, "mkdirat": 258, "rmdir": 84, "rename": 82,
            "renameat": 264, "renameat2": 316, "ftruncate": 77, "truncate": 76, "fallocate": 285,
            "fsync": 74, "fdatasync": 75, "flock": 73,
        },
    ),
    Group(
        "descriptors and waiting",
        "Pipes within the process, polling, connected socket pairs.",
        {
            "dup": 32, "dup2": 33, "dup3": 292, "pipe": 22, "pipe2": 293, "poll": 7, "ppoll": 271,
            "select": 23, "pselect6": 270, "epoll_create": 213, "epoll_create1": 291, "epoll_ctl": 233,
            "epoll_wait": 232, "epoll_pwait": 281, "epoll_pwait2": 441, "eventfd": 284, "eventfd2": 290,
            "recvfrom": 45, "shutdown": 48,
        },
    ),
    Group(
        "time",
        "Clocks may be read, and slept on.",
        {
            "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "nanosleep": 35,
            "gettimeofday": 96, "time": 201, "times": 100, "alarm": 37, "setitimer": 38, "getitimer": 36,
        },
    ),
    Group(
        "about itself",
        "What a process may know: its ids, its use, its limits, the machine's size.",
        {
            "getpid": 39, "getppid": 110, "gettid": 186, "getuid": 102, "geteuid": 107, "getgid": 104,
            "getegid": 108, "getresuid": 118, "getresgid": 120, "getgroups": 115, "getpgrp": 111,
            "getpgid": 121, "getsid": 124, "getrusage": 98, "getrlimit": 97, "getpriority": 140,
            "sysinfo": 99, "uname": 63, "getcpu": 309,
        },
    ),
    Group(
        "scheduling",
        "Of its own threads.",
        {
            "sched_yield": 24, "sched_getaffinity": 204, "sched_setaffinity": 203, "sched_getparam": 143,
            "sched_getscheduler": 145, "sched_get_priority_max": 146, "sched_get_priority_min": 147,
        },
    ),
    Group(
        "threads and signals",
        "Locks, handlers, per-thread state. Signals can be sent only as FILTERED says.",
        {
            "futex": 202, "set_robust_list": 273, "get_robust_list": 274, "rseq": 334,
            "set_tid_address": 218, "arch_prctl": 158, "rt_sigaction": 13, "rt_sigprocmask": 14,
            "rt_sigreturn": 15, "rt_sigpending": 127, "rt_sigsuspend": 130, "rt_sigtimedwait": 128,
            "sigaltstack": 131, "pause": 34, "restart_syscall": 219,
        },
    ),
    Group(
        "the rest",
        "Random bytes, and the end.",
        {
            "getrandom": 318, "exit": 60, "exit_group": 231,
        },
    ),
)  # fmt: skip

# Absent, so that libraries fall back to what is allowed.
ANSWERED_AS_ABSENT = {
    "clone3": 435, "io_uring_setup": 425, "memfd_create": 319, "userfaultfd": 323, "memfd_secret": 447,
}  # fmt: skip

CLONE, TGKILL, KILL, IOCTL, FCNTL, PRLIMIT64, PRCTL, SOCKETPAIR, SENDTO = (
    56,
    234,
    62,
    16,
    72,
    302,
    157,
    53,
    44,
)

FULL = 2**64 - 1


class Where(NamedTuple):
    """A condition on one argument: (argument & mask) == value, all 64 bits."""

    argument: int
    value: int
    mask: int = FULL


CLONE_VM_AND_THREAD = 0x0000_0100 | 0x0001_0000
CLONE_ANY_NAMESPACE = 0x7E02_0000
THREAD_FLAGS = Where(0, CLONE_VM_AND_THREAD, CLONE_VM_AND_THREAD | CLONE_ANY_NAMESPACE | ~0xFFFF_FFFF & FULL)
TERMINAL_QUERIES = (0x5401, 0x5413)  # TCGETS, TIOCGWINSZ: isatty() and the width of a line
DESCRIPTOR_IOCTLS = (0x541B, 0x5421, 0x5451)  # FIONREAD, FIONBIO, FIOCLEX
FCNTLS = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    1030,
    1032,
    1034,
)  # dup, flags, locks, pipe size read; no owner, no lease, no notify
PRCTLS = (3, 15, 16, 0x5356_4D41)  # get dumpable, set and get the thread's name, name a mapping
AF_UNIX, SOCK_STREAM, SOCK_TYPE_MASK = 1, 1, FULL & ~0x80800  # the mask leaves out CLOEXEC and NONBLOCK


def filtered(own_pid: int) -> dict[int, tuple[tuple[Where, ...], ...]]:
    """Calls allowed only with certain arguments: per call the alternatives, each a set of conditions."""
    return {
        CLONE: ((THREAD_FLAGS,),),
        KILL: ((Where(0, own_pid),),),
        TGKILL: ((Where(0, own_pid),),),
        IOCTL: tuple((Where(1, request),) for request in TERMINAL_QUERIES + DESCRIPTOR_IOCTLS),
        FCNTL: tuple((Where(1, command),) for command in FCNTLS),
        PRLIMIT64: ((Where(2, 0),),),  # no new limit: read only
        PRCTL: tuple((Where(0, option),) for option in PRCTLS),
        # A datagram pair could send to any named socket.
        SOCKETPAIR: ((Where(0, AF_UNIX), Where(1, SOCK_STREAM, SOCK_TYPE_MASK)),),
        SENDTO: ((Where(4, 0),),),  # no address: to the other end alone
    }
