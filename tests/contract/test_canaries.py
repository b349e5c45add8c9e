"""Every layer alone has a canary that notices its absence: each is taken away in turn, nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit import paths
from quizkit.sandbox import bubblewrap, canaries, levels, view
from quizkit.sandbox.canaries import CANARIES
from quizkit.sandbox.layers import LAYERS
from quizkit.sandbox.policy import Level

Need = Callable[[Level], None]


def without_limit(name: str) -> str:
    return (
        f"def lenient(which, pair, real=resource.setrlimit):\n"
        f"    if which != resource.{name}:\n        real(which, pair)\nresource.setrlimit = lenient\n"
    )


def mounting(change: str) -> str:
    """The host's mount, with its arguments changed by a statement first."""
    return (
        "def careless(source, target, kind, flags, options=None, real=mount):\n"
        f"    {change}\n    real(source, target, kind, flags, options)\nmount = careless\n"
    )


NOTHING = "    return 0\n"
SYSTEM_CALLS = {canary.name for canary in CANARIES if canary.layer == "seccomp"}
HOST = {  # layer, level, the module of the host, what is written below it, what gets through then
    "pid-namespace": (
        "namespaces", "L3", "linux",
        "def partial(flags, real=unshare):\n    flags == CLONE_NEWPID or real(flags)\nunshare = partial\n",
        {"own-processes", "see-processes"},
    ),
    "disk-quota": (
        "namespaces", "L3", "linux", mounting("options = options and options.replace('size=8m', 'size=99m')"),
        {"fill-disk"},
    ),
    "inode-quota": (
        "namespaces", "L3", "linux",
        mounting("options = options and options.replace('nr_inodes=2048', 'nr_inodes=9999')"),
        {"fill-inodes"},
    ),
    "shared-memory-quota": (
        "namespaces", "L3", "linux",
        mounting("options = options and options.replace('size=32m', 'size=99m')"),
        {"fill-shared-memory"},
    ),
    "no-execution": ("namespaces", "L3", "linux", mounting("flags &= ~MS_NOEXEC"), {"run-own-file"}),
    "proc-cover": ("proc-cover", "L3", "linux", mounting("if target == '/proc': return"), {"see-proc"}),
    "descriptors": ("descriptors", "L1", "linux", f"def close_from(lowest):\n{NOTHING}", {"inherited-files"}),
    "address-space": ("limits", "L1", "jail", without_limit("RLIMIT_AS"), {"take-address-space"}),
    "data": ("limits", "L1", "jail", without_limit("RLIMIT_DATA"), {"no-data-limit"}),
    "cpu": ("limits", "L1", "jail", without_limit("RLIMIT_CPU"), {"no-cpu-limit"}),
    "open-files": ("limits", "L1", "jail", without_limit("RLIMIT_NOFILE"), {"open-many"}),
    "file-size": ("limits", "L3", "jail", without_limit("RLIMIT_FSIZE"), {"long-file"}),
    "threads": ("limits", "L3", "jail", without_limit("RLIMIT_NPROC"), {"many-threads"}),
    "capabilities": (
        "capabilities", "L3", "linux", f"def drop_capabilities():\n{NOTHING}",
        {"override-permissions"},
    ),
    "landlock": ("landlock", "L3", "landlock", f"def restrict(made):\n{NOTHING}", {"list-root"}),
    "landlock-alone": (
        "landlock", "L1", "landlock", f"def restrict(made):\n{NOTHING}",
        {"read-users", "read-proc", "list-root", "other-processes"},
    ),
    "other-abis": ("seccomp", "L1", "seccomp", "KILL_PROCESS = ALLOW\n", {"x32-call"}),
    "seccomp": ("seccomp", "L3", "seccomp", f"def load(program):\n{NOTHING}", SYSTEM_CALLS),
}  # fmt: skip


@pytest.mark.parametrize("missing", HOST)
def test_a_layer_that_is_missing_alone_is_noticed(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need_level: Need
) -> None:
    _, name, module, text, through = HOST[missing]
    level = next(known for known in levels.ORDER if known == name)
    need_level(level)
    copy = tmp_path / "runners"
    shutil.copytree(paths.runners(), copy, ignore=shutil.ignore_patterns("pytorch", "__pycache__"))
    with (copy / "host" / f"{module}.py").open("a") as handle:
        handle.write(f"\n\n{text}")
    monkeypatch.setattr(paths, "runners", lambda: copy)
    found = levels.attempt(level)
    assert through <= {name for name, what in found.canaries.items() if what}, found.reason
    assert found.reason


def test_a_wall_that_shows_the_machine_is_noticed(monkeypatch: pytest.MonkeyPatch, need_level: Need) -> None:
    need_level("L2")
    monkeypatch.setattr(view, "SYSTEM_FILES", (*view.SYSTEM_FILES, "/etc/passwd"))
    monkeypatch.setattr("socket.gethostname", lambda: bubblewrap.MACHINE)
    assert {"see-users", "machine-name"} <= set(levels.attempt("L2").reason.replace(",", "").split())


def test_every_layer_is_taken_away_or_says_how_its_absence_shows() -> None:
    shown = {layer for layer, *_ in HOST.values()} | {"wall"}
    assert {layer.name for layer in LAYERS if not layer.unseen} == shown


def test_every_canary_has_a_name_of_its_own_and_a_layer_that_exists() -> None:
    names = [canary.name for canary in CANARIES]
    assert len(set(names)) == len(names)
    assert {canary.layer for canary in CANARIES} <= {layer.name for layer in LAYERS}


def test_below_the_full_level_nothing_allows_a_second_process() -> None:
    forks = {"fork", "raw-fork", "raw-clone", "clone3", "spawn", "execve", "execveat"}
    assert forks <= {canary.name for canary in CANARIES if canary.level == "L1"}


def test_a_canary_without_a_report_counts_as_got_through() -> None:
    from quizkit.model.job import Ended, RunResult

    results = [RunResult(Ended.OK)] * (1 + sum(canary.lethal for canary in CANARIES))
    assert all(canaries.got_through(results).values())
