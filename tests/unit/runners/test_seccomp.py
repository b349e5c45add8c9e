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


def test_every_listed_call_is_allowed_and_every_other_number_is_not(
    host: Callable[[str], ModuleType], verdict: Verdict
) -> None:
    table = host("syscalls")
    allowed = {number for group in table.ALLOWED for number in group.calls.values()}
    absent = set(table.ANSWERED_AS_ABSENT.values())
    filtered = set(table.filtered(PID))
    for number in range(600):
        if number in allowed:
            assert verdict(number) == ALLOW
        elif number in absent:
            assert verdict(number) == ABSENT
        elif number not in filtered:
            assert verdict(number) == REFUSE


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


def test_another_abi_is_killed(verdict: Verdict) -> None:
    assert verdict(1, arch=I386) == KILL
    assert verdict(0x40000001) == KILL


THREAD = 0x3D0F00
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
