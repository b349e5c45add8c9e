"""cgroup v2 is used only where it was delegated with what is needed, and its absence is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from quizkit.sandbox.cgroup import Found, Group, RunGroup, Runs, family, find, report

HYBRID = Path("/sys/fs/cgroup/unified")
FILES = ("cgroup.procs", "cgroup.subtree_control", "cgroup.controllers")


def tree(root: Path, controllers: str = "cpu memory pids", **groups: str) -> Path:
    """A cgroup file system: the root's controllers, and what each group hands on."""
    for path, handed in {".": "", **groups}.items():
        folder = root / path.replace("__", "/")
        folder.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            (folder / file).write_text("")
        (folder / "cgroup.subtree_control").write_text(handed)
    (root / "cgroup.controllers").write_text(controllers)
    return root


def own(folder: Path, path: str) -> Path:
    file = folder / "own"
    file.write_text(f"4:memory:/x\n0::{path}\n")
    return file


def test_the_parent_that_hands_memory_on_is_used(tmp_path: Path) -> None:
    root = tree(tmp_path / "fs", user="cpu memory pids", user__app="")
    assert find(root, own(tmp_path, "/user/app")) == Found(root / "user")


def test_an_own_group_that_hands_memory_on_goes_first(tmp_path: Path) -> None:
    root = tree(tmp_path / "fs", user="memory pids", user__app="memory pids")
    assert find(root, own(tmp_path, "/user/app")) == Found(root / "user/app")


def test_nothing_outside_the_mount_is_looked_at(tmp_path: Path) -> None:
    root = tree(tmp_path / "fs")
    tree(tmp_path, "memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids")
    assert find(root, own(tmp_path, "/")).parent is None


@pytest.mark.parametrize(
    ("controllers", "handed", "path", "why"),
    [
        ("", "", "/user/app", "does not have the controllers memory, pids"),
        ("hugetlb", "", "/user/app", "does not have the controllers memory, pids"),
        ("memory cpu", "memory", "/user/app", "does not have the controllers pids"),
        ("memory pids", "cpu pids", "/user/app", "was delegated"),
        ("memory pids", "memory pids", "", "in no group"),
    ],
)
def test_what_is_missing_is_told(controllers: str, handed: str, path: str, why: str, tmp_path: Path) -> None:
    root = tree(tmp_path / "fs", controllers, user=handed, user__app="")
    found = find(root, own(tmp_path, path))
    assert found.parent is None
    assert why in found.why
    assert "rlimits" in report(found)


def test_version_1_is_told(tmp_path: Path) -> None:
    assert "cgroup v1" in find(tmp_path, own(tmp_path, "/")).why


def test_what_is_used_is_told(tmp_path: Path) -> None:
    assert str(tmp_path) in report(Found(tmp_path))


def test_a_group_of_two_floors_is_made_and_what_killed_engines_left_goes(tmp_path: Path) -> None:
    (tmp_path / "quizkit-1-left" / "run-1-0").mkdir(parents=True)
    (tmp_path / "quizkit-2-lives" / "wall").mkdir(parents=True)
    (tmp_path / "quizkit-2-lives" / "cgroup.events").write_text("populated 1\nfrozen 0\n")
    group = Group(tmp_path, "wall")
    assert {path.name for path in tmp_path.iterdir()} == {group.path.name, "quizkit-2-lives"}
    assert (tmp_path / "quizkit-2-lives/wall").is_dir()
    assert (group.path / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (group.path / "wall").is_dir()


def run_group(folder: Path, **files: str) -> RunGroup:
    """The group of a run as the kernel shows it once the jail is in."""
    made = Runs(folder).group()
    assert made is not None
    for name, text in {"cgroup.procs": "7\n", "memory.current": f"{3 << 20}\n", **files}.items():
        (made.path / name.replace("__", ".")).write_text(text)
    return made


def test_a_run_is_bounded_and_counted_from_where_it_stands(tmp_path: Path) -> None:
    group = run_group(tmp_path)
    assert group.peak_mb() is None
    group.bound(memory_kb=100 << 10, threads=5)
    assert (group.path / "memory.max").read_text() == str(103 << 20)
    assert (group.path / "pids.max").read_text() == "5"
    assert group.peak_mb() is None, "an older kernel does not say"
    (group.path / "memory.peak").write_text(f"{45 << 20}\n")
    assert group.peak_mb() == 42
    group.remove()


@pytest.mark.parametrize("files", [{"cgroup.procs": ""}, {"memory.current": "much"}])
def test_nothing_is_told_of_a_group_that_the_jail_is_not_in_or_that_counts_nothing(
    files: dict[str, str], tmp_path: Path
) -> None:
    group = run_group(tmp_path, memory__peak=f"{45 << 20}\n", memory__events="oom 1\noom_kill 1\n", **files)
    group.bound(memory_kb=100 << 10, threads=5)
    assert group.peak_mb() is None
    assert not group.overrun()
    assert not (group.path / "memory.max").exists()
    group.remove()


@pytest.mark.parametrize(
    ("events", "overrun"),
    [
        ("low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\noom_group_kill 0\n", True),
        ("oom 0\noom_kill 1\n", False),  # the bound of the whole wall, or of the machine
        ("oom 1\noom_kill 0\n", False),
        ("oom\noom_kill x\n", False),
        ("", False),
    ],
)
def test_only_a_bound_of_its_own_was_overrun(events: str, overrun: bool, tmp_path: Path) -> None:
    group = run_group(tmp_path, memory__events=events)
    group.bound(memory_kb=1, threads=5)
    assert group.overrun() is overrun
    group.remove()


def test_no_group_is_made_where_none_can_be(tmp_path: Path) -> None:
    assert Runs(tmp_path / "gone").group() is None


def test_a_group_bounds_what_comes_on_top_of_what_is_used(tmp_path: Path) -> None:
    group = Group(tmp_path, "wall")
    (group.path / "memory.current").write_text(f"{30 << 20}\n")
    group.bound(memory_mb=100, processes=40)
    assert (group.path / "memory.max").read_text() == str(130 << 20)
    assert (group.path / "pids.max").read_text() == "40"


@pytest.mark.skipif(not os.access(HYBRID, os.W_OK), reason="no cgroup v2 that may be written")
def test_a_real_family_is_moved_and_an_empty_group_goes() -> None:
    nested = subprocess.Popen(["/bin/sh", "-c", "/bin/sh -c 'echo; read x; true'; true"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert nested.stdout is not None
    nested.stdout.readline()
    group = Group(HYBRID, "test")
    try:
        members = family(nested.pid)
        assert len(members) == 2
        group.take(nested.pid)
        assert set(map(int, (group.path / "wall/cgroup.procs").read_text().split())) == members
    finally:
        nested.communicate(b"\n")
        group.remove()
    assert not group.path.exists()
