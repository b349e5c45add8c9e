"""Where things are, and what no jail may see."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from quizkit import paths


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
