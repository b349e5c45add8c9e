"""Compiles the table of system calls to a BPF program and loads it. Other ABIs than x86_64's are killed."""

from __future__ import annotations

import ctypes
import errno
import functools
import struct

from linux import syscall
from syscalls import ALLOWED, ANSWERED_AS_ABSENT, Where, filtered

SYS_SECCOMP = 317
SET_MODE_FILTER = 1
AUDIT_ARCH_X86_64 = 0xC000_003E
X32_BIT = 0x4000_0000

ALLOW, KILL_PROCESS, ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
REFUSE, ABSENT = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS

LOAD, AND, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER_OFFSET, ARCH_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16
LOW_WORD = 0xFFFF_FFFF

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant
PACKED = struct.Struct("=HBBI")
ANY_PID = 0x7EAD_BEE5  # above every process number


class Header(ctypes.Structure):
    """What the kernel takes: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def compiled(own_pid: int) -> bytes:
    """The filter for a process that may send signals to `own_pid` alone; quick from the second time on."""
    program, places = _for_any_process()
    made = bytearray(program)
    for place in places:
        struct.pack_into("=I", made, place, own_pid)
    return bytes(made)


@functools.cache
def _for_any_process() -> tuple[bytes, tuple[int, ...]]:
    """The filter for process ANY_PID, and the offsets in it at which that number stands."""
    program = _program(ANY_PID)
    constants = range(PACKED.size - 4, len(program), PACKED.size)
    return program, tuple(at for at in constants if struct.unpack_from("=I", program, at)[0] == ANY_PID)


def _program(own_pid: int) -> bytes:
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCH_OFFSET),
        (JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER_OFFSET),
        (JUMP_AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, KILL_PROCESS),
    ]
    simple = {number: ALLOW for group in ALLOWED for number in group.calls.values()}
    simple |= dict.fromkeys(ANSWERED_AS_ABSENT.values(), ABSENT)
    for number, action in sorted(simple.items()):
        program += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, action)]
    for number, alternatives in sorted(filtered(own_pid).items()):
        block = [instruction for conditions in alternatives for instruction in _alternative(conditions)]
        block.append((RETURN, 0, 0, REFUSE))
        if len(block) > 255:
            raise ValueError(f"the rules of system call {number} are too long for one jump")
        program += [(JUMP_EQUAL, 0, len(block), number), *block]
    program.append((RETURN, 0, 0, REFUSE))
    return b"".join(PACKED.pack(*instruction) for instruction in program)


def _alternative(conditions: tuple[Where, ...]) -> list[Instruction]:
    """Allow if all conditions hold, else fall through behind the block.

    Both halves of each argument are compared.
    """
    tests: list[Instruction] = []
    for where in conditions:
        for shift, offset in ((0, 0), (32, 4)):
            mask = where.mask >> shift & LOW_WORD
            if mask == 0:
                continue
            tests.append((LOAD, 0, 0, ARGUMENTS_OFFSET + 8 * where.argument + offset))
            if mask != LOW_WORD:
                tests.append((AND, 0, 0, mask))
            tests.append((JUMP_EQUAL, 0, 0, where.value >> shift & LOW_WORD))
    size = len(tests) + 1
    block = [
        (code, yes, size - place - 1, constant) if code == JUMP_EQUAL else (code, yes, no, constant)
        for place, (code, yes, no, constant) in enumerate(tests)
    ]
    return [*block, (RETURN, 0, 0, ALLOW)]


def load(program: bytes) -> None:
    """Put this process under `program` for good. Needs no_new_privs."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = Header(len(program) // PACKED.size, ctypes.addressof(buffer))
    syscall(
        SYS_SECCOMP, ctypes.c_uint(SET_MODE_FILTER), ctypes.c_uint(0), ctypes.byref(header), what="seccomp"
    )
