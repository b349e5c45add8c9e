"""cgroup v2 is used only where it was delegated with what is needed, and its absence is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from quizkit.sandbox.cgroup import Found, Group, family, find, report

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


def test_a_group_bounds_what_comes_on_top_of_what_is_used(tmp_path: Path) -> None:
    (tmp_path / "quizkit-1-left").mkdir()
    group = Group(tmp_path, "wall")
    assert [path.name for path in tmp_path.iterdir()] == [f"quizkit-{os.getpid()}-wall"]
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
        assert set(map(int, (group.path / "cgroup.procs").read_text().split())) == members
    finally:
        nested.communicate(b"\n")
        group.remove()
    assert not group.path.exists()
