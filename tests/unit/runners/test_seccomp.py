"""The filter of system calls, checked by running its BPF program in a small emulator."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable
from types import ModuleType

import pytest

ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
X86_64, I386 = 0xC000003E, 0x40000003
PID = 1
HIGH = 1 << 32
X32 = 0x40000000
THREAD = 0x3D0F00  # what pthread_create asks for

Verdict = Callable[..., int]


def emulate(program: bytes, number: int, arguments: tuple[int, ...] = (), arch: int = X86_64) -> int:
    """Run a BPF program of loads, ands, two jumps and returns over one system call's data."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *(list(arguments) + [0] * 6)[:6])
    place = accumulator = 0
    while True:
        code, yes, no, constant = struct.unpack_from("=HBBI", program, place * 8)
        place += 1
        if code == 0x06:
            return int(constant)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, constant)
        elif code == 0x54:
            accumulator &= constant
        elif code in (0x15, 0x35):
            holds = accumulator == constant if code == 0x15 else accumulator >= constant
            place += yes if holds else no
        else:
            raise AssertionError(f"an instruction that the filter has no use for: {code:#x}")


@pytest.fixture
def verdict(host: Callable[[str], ModuleType]) -> Verdict:
    program: bytes = host("seccomp").compiled(PID)
    return lambda number, *arguments, arch=X86_64: emulate(program, number, arguments, arch)


# Written from the kernel's table of system calls, by what a numerical program needs, not from the policy.
ALLOWED_WHATEVER = {
    "read write open close stat fstat lstat poll lseek": range(9),
    "mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn": range(9, 16),
    "pread pwrite readv writev access pipe select sched_yield mremap": range(17, 26),
    "mincore madvise": (27, 28),
    "dup dup2 pause nanosleep getitimer alarm setitimer getpid sendfile": (*range(32, 41),),
    "recvfrom shutdown": (45, 48),
    "exit uname": (60, 63),
    "flock fsync fdatasync truncate ftruncate getdents getcwd chdir fchdir rename mkdir rmdir": range(73, 85),
    "unlink readlink umask gettimeofday getrlimit getrusage sysinfo times": (87, 89, *range(95, 101)),
    "getuid getgid geteuid getegid getppid getpgrp getgroups": (102, 104, 107, 108, 110, 111, 115),
    "getresuid getresgid getpgid getsid": (118, 120, 121, 124),
    "rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack": (127, 128, 130, 131),
    "statfs fstatfs getpriority": (137, 138, 140),
    "sched_getparam sched_getscheduler sched_get_priority_max and _min": (143, 145, 146, 147),
    "arch_prctl gettid time futex sched_setaffinity and get": (158, 186, 201, 202, 203, 204),
    "epoll_create getdents64 set_tid_address restart_syscall fadvise64": (213, 217, 218, 219, 221),
    "clock_gettime getres nanosleep exit_group epoll_wait ctl": range(228, 234),
    "openat mkdirat newfstatat unlinkat renameat": (257, 258, 262, 263, 264),
    "readlinkat faccessat pselect6 ppoll set and get_robust_list": (267, 269, 270, 271, 273, 274),
    "epoll_pwait eventfd fallocate eventfd2 epoll_create1 dup3 pipe2": (281, 284, 285, *range(290, 294)),
    "getcpu renameat2 getrandom membarrier copy_file_range statx rseq": (309, 316, 318, 324, 326, 332, 334),
    "close_range faccessat2 epoll_pwait2": (436, 439, 441),
}
BY_ARGUMENT = {16, 44, 53, 56, 62, 72, 157, 234, 302}
AS_IF_ABSENT = {319, 323, 425, 435, 447}  # memfd_create userfaultfd io_uring_setup clone3 memfd_secret
EVERY_NUMBER = range(1024)
PATTERNS: tuple[tuple[int, ...], ...] = (
    (), (1,) * 6, (PID + 1,) * 6, (HIGH,) * 6, (HIGH | 1,) * 6, (2**63,) * 6, (2**64 - 1,) * 6,
    (2**32 - 1,) * 6, (0, 2**32, 0, 2**32, 0, 2**32), (3, 9, 0x1000, 7, 0x2000, 16),
)  # fmt: skip


def expected(number: int) -> int:
    """What the filter must answer to a call whose arguments it does not look at."""
    if any(number in numbers for numbers in ALLOWED_WHATEVER.values()):
        return ALLOW
    return ABSENT if number in AS_IF_ABSENT else REFUSE


@pytest.mark.parametrize("arguments", PATTERNS, ids=lambda pattern: "-".join(map(hex, pattern[:2])) or "none")
def test_every_number_is_answered_as_the_kernels_table_says(
    verdict: Verdict, arguments: tuple[int, ...]
) -> None:
    answers = {number: verdict(number, *arguments) for number in EVERY_NUMBER if number not in BY_ARGUMENT}
    assert answers == {number: expected(number) for number in answers}


@pytest.mark.parametrize("number", sorted(BY_ARGUMENT))
def test_a_call_that_is_looked_at_is_allowed_for_few_values_of_its_arguments(
    verdict: Verdict, number: int
) -> None:
    """Every single bit set, alone and with the high half, in each argument that is looked at."""
    place = {16: 1, 44: 4, 53: 0, 56: 0, 62: 0, 72: 1, 157: 0, 234: 0, 302: 2}[number]
    bits = [1 << bit for bit in range(64)]
    tried = [*range(4096), *(bit - 1 for bit in bits), *bits, *(bit | HIGH for bit in range(4096))]
    through = {value for value in tried if verdict(number, *[0] * place, value, 1) == ALLOW}
    assert (
        through
        == {
            16: set(),  # ioctl: the requests are far above; CASES
            44: {0},  # sendto: without an address
            53: {1},  # socketpair: AF_UNIX, with the type SOCK_STREAM
            56: {0x1FFFF},  # clone: the one of them with both bits that make a thread
            62: {PID},  # kill: itself
            72: {*range(8), 1030, 1032, 1034},  # fcntl: duplicates, flags, locks, pipe size
            157: {3, 15, 16},  # prctl: dumpable or not, names
            234: {PID},  # tgkill: itself
            302: {0},  # prlimit64: no new limit
        }[number]
    )


@pytest.mark.parametrize("arch", [I386, 0xC00000B7, 0x40000028, 0, 0xFFFFFFFF, X86_64 ^ 1])
def test_every_number_of_another_architecture_is_killed(verdict: Verdict, arch: int) -> None:
    assert {verdict(number, arch=arch) for number in (*EVERY_NUMBER, 0x40000001, 2**32 - 1)} == {KILL}


def test_every_number_with_the_x32_bit_is_killed(verdict: Verdict) -> None:
    numbers = [X32 | number for number in EVERY_NUMBER] + [X32, X32 | HIGH - 1, 0x7FFFFFFF, 0x80000001]
    assert {verdict(number) for number in numbers} == {KILL}


@pytest.mark.parametrize("pid", [1, 2, 300, 0x3FFFFF, 4_194_304])
def test_a_signal_reaches_the_own_process_alone(host: Callable[[str], ModuleType], pid: int) -> None:
    program = host("seccomp").compiled(pid)
    tried = [0, 1, 2, pid - 1, pid, pid + 1, pid | HIGH, 2**64 - 1, 2**64 - pid, 0x7EADBEE5]
    for number in (62, 234):
        assert {value for value in tried if emulate(program, number, (value, value, 9)) == ALLOW} == {pid}


def test_clone_makes_threads_alone(verdict: Verdict) -> None:
    """CLONE_VM and CLONE_THREAD must be set; no namespace, nothing in the high half."""
    namespaces = [1 << bit for bit in (17, 25, 26, 27, 28, 29, 30)]
    assert verdict(56, THREAD) == ALLOW
    refused = [THREAD | flag for flag in (*namespaces, *(1 << bit for bit in range(32, 64)))]
    refused += [THREAD & ~0x100, THREAD & ~0x10000, 0, 17, 0x4111]
    assert {verdict(56, flags) for flags in refused} == {REFUSE}


def test_the_program_ends_whatever_the_call(host: Callable[[str], ModuleType]) -> None:
    """Every jump goes forwards and stays inside, the last instruction returns: the kernel's own demand."""
    program = host("seccomp").compiled(PID)
    instructions = list(struct.iter_unpack("=HBBI", program))
    assert len(instructions) <= 4096
    assert instructions[-1][0] == 0x06
    for place, (code, yes, no, _) in enumerate(instructions):
        if code in (0x15, 0x35):
            assert place + 1 + max(yes, no) < len(instructions)


def test_no_call_stands_in_the_table_twice(host: Callable[[str], ModuleType]) -> None:
    table = host("syscalls")
    numbers = [number for group in table.ALLOWED for number in group.calls.values()]
    numbers += [*table.ANSWERED_AS_ABSENT.values(), *table.filtered(PID)]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    "number", [41, 42, 49, 57, 58, 59, 322, 101, 165, 272, 308, 321, 250, 298, 161, 29, 310, 160, 157 + 1000]
)
def test_sockets_fork_exec_and_the_like_are_refused(verdict: Verdict, number: int) -> None:
    assert verdict(number) == REFUSE


CASES = [
    ("a thread", 56, (THREAD,), ALLOW),
    ("a process", 56, (17,), REFUSE),
    ("a thread in a new user namespace", 56, (THREAD | 0x10000000,), REFUSE),
    ("a thread with a flag in the high half", 56, (THREAD | HIGH,), REFUSE),
    ("a signal to itself", 62, (PID, 9), ALLOW),
    ("a signal to another", 62, (PID + 1, 9), REFUSE),
    ("a signal to everybody", 62, (2**64 - 1, 9), REFUSE),
    ("a signal to itself in the low half only", 62, (PID | HIGH, 9), REFUSE),
    ("a thread's signal to another", 234, (2, 2, 9), REFUSE),
    ("asking a terminal", 16, (1, 0x5401), ALLOW),
    ("typing into a terminal", 16, (1, 0x5412), REFUSE),
    ("asking a terminal with a high half", 16, (1, 0x5401 | HIGH), REFUSE),
    ("locking a file", 72, (3, 6), ALLOW),
    ("owning a file's signals", 72, (3, 8), REFUSE),
    ("reading a limit", 302, (0, 7, 0), ALLOW),
    ("setting a limit", 302, (0, 7, 0x7FFF0000), REFUSE),
    ("setting a limit from a high address", 302, (0, 7, HIGH), REFUSE),
    ("naming a thread", 157, (15,), ALLOW),
    ("becoming dumpable", 157, (4, 1), REFUSE),
    ("a stream pair", 53, (1, 1), ALLOW),
    ("a stream pair closed on exec", 53, (1, 1 | 0x80000), ALLOW),
    ("a datagram pair", 53, (1, 2), REFUSE),
    ("a packet pair", 53, (1, 5), REFUSE),
    ("an internet pair", 53, (2, 1), REFUSE),
    ("sending to the other end", 44, (5, 0x1000, 1, 0, 0, 0), ALLOW),
    ("sending to an address", 44, (5, 0x1000, 1, 0, 0x2000, 16), REFUSE),
    ("sending to a high address", 44, (5, 0x1000, 1, 0, HIGH, 16), REFUSE),
]


@pytest.mark.parametrize(
    ("number", "arguments", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_calls_are_filtered_by_argument_in_both_halves(
    verdict: Verdict, number: int, arguments: tuple[int, ...], expected: int
) -> None:
    assert verdict(number, *arguments) == expected
