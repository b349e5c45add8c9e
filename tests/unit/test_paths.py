"""Where things are, and what no jail may see."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from quizkit import paths
from tests.support.users import NO_ACCOUNT, NOBODY, as_ordinary_user


def test_in_a_checkout_the_whole_project_is_private() -> None:
    assert paths.PACKAGE.parent in paths.private()


def test_every_installed_copy_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editable install leaves the banks in site-packages; the base Python may hold an older release."""
    copies = [tmp_path / top / "lib" / "python3.11" / "site-packages" / "quizkit" for top in ("venv", "base")]
    for copy in copies:
        copy.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "base"))
    assert set(copies) <= set(paths.private())


def test_the_state_folder_is_the_one_that_is_named_else_the_platforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert paths.state() == tmp_path
    monkeypatch.delenv("QUIZKIT_STATE")
    assert paths.state() == Path(platformdirs.user_state_dir("quizkit"))
    monkeypatch.delenv("XDG_STATE_HOME")
    assert paths.state() == Path(platformdirs.user_state_dir("quizkit"))


@pytest.mark.skipif(sys.platform != "linux", reason="the variable is of the freedesktop specification")
def test_a_relative_state_folder_of_the_desktop_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUIZKIT_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "here")
    assert paths.state() == Path.home() / ".local" / "state" / "quizkit"


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SUDO_UID", raising=False)
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


@pytest.mark.parametrize(
    ("mode", "open_to_all"), [(0o700, False), (0o755, False), (0o2775, False), (0o777, True), (0o1777, True)]
)
def test_a_group_may_share_a_place_and_everybody_may_not(folder: Path, mode: int, open_to_all: bool) -> None:
    folder.chmod(mode)
    assert bool(paths.exposed(folder)) == open_to_all
    (folder / "file").touch()
    (folder / "file").chmod(mode & 0o777)
    assert bool(paths.exposed(folder / "file")) == open_to_all


@AS_ROOT
@pytest.mark.parametrize(
    ("owner", "sudo", "says"),
    [
        (NOBODY, "", "it belongs to 'nobody', and you are root"),
        (NOBODY, str(NOBODY), ""),
        (NOBODY, "1", "it belongs to 'nobody', and you are root"),
        (NO_ACCOUNT, "", ""),
        (0, str(NOBODY), ""),
    ],
)
def test_root_writes_into_a_users_folder_only_at_that_users_wish(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: int, sudo: str, says: str
) -> None:
    monkeypatch.setenv("SUDO_UID", sudo)
    os.chown(folder, owner, -1)
    assert paths.exposed(folder) == says


@AS_ROOT
def test_a_user_may_work_in_a_colleagues_folder(folder: Path) -> None:
    os.chown(folder, NO_ACCOUNT, -1)
    folder.chmod(0o775)
    with as_ordinary_user(folder):
        assert paths.exposed(Path()) == ""
