"""Seals a fresh child process before any untrusted code reaches it.

Every step that fails raises: fail closed.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import landlock
import linux
import seccomp

BOX, SHARED_MEMORY = "/box", "/dev/shm"
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
MB = 1 << 20
SHARED_MEMORY_MB, INODES = 32, 2048
STDIN, STDOUT, STDERR, JOB, RESULT = range(5)
FIRST_SPARE = 200  # where descriptors are parked while 0-4 are rearranged
SEALED = b"QKSEALED"
FAILED = b"QKFAILED"


class Plan(NamedTuple):
    """What the warm process knows when it forks.

    That is its level, readable paths with their rights, its own size in bytes.
    """

    level: str
    readable: Sequence[tuple[str, int]]
    base_as: int
    base_data: int


def seal(plan: Plan, limits: Mapping[str, float], pipes: Sequence[int]) -> None:
    """Become the jail: afterwards descriptors 0-4 are all there is. `pipes`: job, stdout, stderr, result."""
    walled = plan.level == "L3"
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()
    if walled:
        enter_namespaces(limits)
    arrange_descriptors(pipes)
    os.chdir(BOX if walled else "/")
    os.umask(0o077)
    rights = [*plan.readable, *((device, landlock.DEVICE) for device in DEVICES)]
    if walled:
        rights += [(BOX, landlock.WRITE_TREE), (SHARED_MEMORY, landlock.WRITE_TREE)]
    rules = landlock.ruleset(rights)
    filter_program = seccomp.compiled(os.getpid())
    bound_resources(plan, limits)
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    landlock.restrict(rules)
    seccomp.load(filter_program)


def enter_groups(doors: Sequence[int]) -> None:
    """Go into the cgroup behind a door that the engine opened, if it made one; it looks whether that worked.

    Before there are namespaces: older kernels ask who writes, newer ones who opened it.
    """
    for door in doors:
        with contextlib.suppress(OSError):
            os.write(door, b"0")


def enter_namespaces(limits: Mapping[str, float]) -> None:
    """New user, mount, IPC, UTS and cgroup namespaces, and private tmpfs.

    The PID namespace is made before the fork, by the warm process.
    """
    user, group = os.geteuid(), os.getegid()
    linux.prctl(
        linux.PR_SET_DUMPABLE, 1
    )  # else /proc/self/uid_map is not ours to write; 0 again before sealing
    linux.unshare(
        linux.CLONE_NEWUSER
        | linux.CLONE_NEWNS
        | linux.CLONE_NEWIPC
        | linux.CLONE_NEWUTS
        | linux.CLONE_NEWCGROUP
    )
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{file}", "w") as handle:
            handle.write(text)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    bare = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("tmpfs", BOX, "tmpfs", bare, f"size={int(limits['disk_mb'])}m,nr_inodes={INODES},mode=0700")
    shared = f"size={SHARED_MEMORY_MB}m,nr_inodes={INODES},mode=0700"
    linux.mount("tmpfs", SHARED_MEMORY, "tmpfs", bare, shared)
    linux.mount("tmpfs", "/proc", "tmpfs", bare | linux.MS_RDONLY, "size=4k,nr_inodes=1,mode=0555")


def arrange_descriptors(pipes: Sequence[int]) -> None:
    """0 /dev/null, 1 stdout, 2 stderr, 3 the job, 4 the result; everything else is closed."""
    job, out, err, result = pipes
    null = os.open("/dev/null", os.O_RDWR)
    parked = [os.dup2(fd, FIRST_SPARE + place) for place, fd in enumerate((null, out, err, job, result))]
    for place, fd in enumerate(parked):
        os.dup2(fd, place, inheritable=False)
    linux.close_from(RESULT + 1)


def reset_signals() -> None:
    """Default actions, so that nothing of the warm process's handling is left. Done there, for all its forks.

    A closed pipe is an error, not death.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGPIPE else signal.SIG_DFL)


def bound_resources(plan: Plan, limits: Mapping[str, float]) -> None:
    """Hard limits.

    Memory is counted on top of what the warm process had. The engine ends a run that has used its CPU budget;
    the limit here, in the kernel's whole and unevenly counted seconds, is for an engine that cannot.
    """
    budget = int(limits["memory_mb"]) * MB
    seconds = math.ceil(limits["cpu_s"] * 1.5) + 1
    bounds = {
        resource.RLIMIT_AS: plan.base_as + budget,
        resource.RLIMIT_DATA: plan.base_data + budget,
        resource.RLIMIT_CPU: seconds,  # soft == hard kills: process 1 of a namespace ignores SIGXCPU
        resource.RLIMIT_NOFILE: int(limits["files"]),
        resource.RLIMIT_FSIZE: int(limits["disk_mb"]) * MB,
        resource.RLIMIT_STACK: 8 * MB,
        resource.RLIMIT_SIGPENDING: 64,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    if plan.level == "L3":  # elsewhere it would count every process of this user
        bounds[resource.RLIMIT_NPROC] = int(limits["threads"])
    for which, value in bounds.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
