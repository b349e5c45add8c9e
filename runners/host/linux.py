"""The Linux calls that the standard library lacks, by ctypes: namespaces, mounts, prctl, capabilities."""

from __future__ import annotations

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

SYS_CLOSE_RANGE = 436
CAPABILITY_VERSION_3 = 0x2008_0522
LAST_CAPABILITY = 63


def checked(result: int, what: str) -> int:
    """`result`, or OSError naming `what` if it is negative."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(number: int, *arguments: object, what: str) -> int:
    """A raw system call; OSError if it fails."""
    return checked(int(libc.syscall(ctypes.c_long(number), *arguments)), what)


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones."""
    checked(libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd: int, kind: int) -> None:
    """Enter the namespace that `fd` stands for."""
    checked(libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """mount(2)."""
    text = [part.encode() if part is not None else None for part in (source, target, kind, options)]
    result = libc.mount(text[0], text[1], text[2], ctypes.c_ulong(flags), text[3])
    checked(result, f"mount {kind or source} on {target}")


def prctl(option: int, argument: int = 0) -> None:
    """prctl(2) with one argument."""
    zero = ctypes.c_ulong(0)
    result = libc.prctl(ctypes.c_int(option), ctypes.c_ulong(argument), zero, zero, zero)
    checked(result, f"prctl {option}")


def close_from(lowest: int) -> None:
    """Close every file descriptor from `lowest` up."""
    syscall(
        SYS_CLOSE_RANGE, ctypes.c_uint(lowest), ctypes.c_uint(2**32 - 1), ctypes.c_uint(0), what="close_range"
    )


def drop_capabilities() -> None:
    """Give up every capability: bounding where it may, ambient, permitted, effective, inheritable."""
    for capability in range(LAST_CAPABILITY + 1):
        # Fails past the last capability, and without SETPCAP: no exec follows that could use the set.
        if libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break
    libc.prctl(PR_CAP_AMBIENT, ctypes.c_ulong(PR_CAP_AMBIENT_CLEAR_ALL), 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    checked(libc.capset(header, bytes(24)), "capset")
