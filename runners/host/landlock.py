"""Landlock: the second lock on files, exec, TCP, abstract sockets and signals.

Whatever is not allowed is refused.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from linux import libc, syscall

SYS_CREATE, SYS_ADD, SYS_RESTRICT = 444, 445, 446
VERSION_FLAG = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV = 1 << 12, 1 << 13, 1 << 14, 1 << 15

READ = READ_FILE | READ_DIR
WRITE_TREE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE
FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


def version() -> int:
    """The kernel's Landlock ABI version; 0 without Landlock."""
    found = libc.syscall(ctypes.c_long(SYS_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint(VERSION_FLAG))
    return max(int(found), 0)


def handled(abi: int) -> tuple[int, int, int]:
    """What ABI version `abi` can refuse, all of it: file rights, network rights, scopes."""
    files = (1 << 13) - 1
    files |= REFER if abi >= 2 else 0
    files |= TRUNCATE if abi >= 3 else 0
    files |= IOCTL_DEV if abi >= 5 else 0
    return files, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0


def ruleset(rules: Iterable[tuple[str, int]]) -> int:
    """A ruleset that allows (path, rights) and nothing else; gives its descriptor. OSError without Landlock.

    A path that does not exist or cannot be reached is left out: nothing is allowed by that.
    """
    abi = version()
    if abi < 1:
        raise OSError("this kernel has no Landlock")
    files, network, scopes = handled(abi)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    attributes = struct.pack("=QQQ", files, network, scopes)[:size]
    made = syscall(
        SYS_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint(0), what="landlock_create_ruleset"
    )
    for path, rights in rules:
        allow(made, path, rights & files)
    return made


def allow(made: int, path: str, rights: int) -> None:
    """Add one path to a ruleset."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= FILE_ONLY
        rule = struct.pack("=Qi", rights, fd)
        syscall(
            SYS_ADD, ctypes.c_int(made), ctypes.c_int(RULE_PATH_BENEATH), rule, ctypes.c_uint(0),
            what=f"landlock_add_rule {path}",
        )  # fmt: skip
    finally:
        os.close(fd)


def restrict(made: int) -> None:
    """Put this thread under the ruleset for good, and close it. Needs no_new_privs."""
    syscall(SYS_RESTRICT, ctypes.c_int(made), ctypes.c_uint(0), what="landlock_restrict_self")
    os.close(made)
