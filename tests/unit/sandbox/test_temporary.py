"""A temporary folder lives as long as the process that made it, and not much longer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from quizkit.sandbox.temporary import PREFIX, Folder, folder, sweep

MAKE_AND_DIE = """
import os
from quizkit.sandbox.temporary import Folder
made = Folder()
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_private_and_gone_at_the_end(place: Path) -> None:
    with folder() as made:
        assert made.parent == place
        assert made.stat().st_mode & 0o777 == 0o700
        (made / "file").write_text("x")
    assert list(place.iterdir()) == []


def test_one_that_is_held_stays_and_one_that_nobody_holds_goes(place: Path) -> None:
    held = Folder()
    left = place / f"{PREFIX}left"
    left.mkdir()
    (left / "file").write_text("x")
    sweep()
    assert list(place.iterdir()) == [held.path]
    held.remove()
    held.remove()
    assert list(place.iterdir()) == []


def test_a_killed_process_holds_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(place))
    done = subprocess.run([sys.executable, "-c", MAKE_AND_DIE], check=False)
    assert done.returncode == -9
    assert len(list(place.iterdir())) == 1
    sweep()
    assert list(place.iterdir()) == []


def test_links_and_other_names_are_let_be(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (place / f"{PREFIX}link").symlink_to(elsewhere)
    (place / "other").mkdir()
    sweep()
    assert elsewhere.exists()
    assert sorted(path.name for path in place.iterdir()) == ["other", f"{PREFIX}link"]


def test_one_that_another_start_sweeps_before_it_is_opened_is_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    make = tempfile.mkdtemp

    def swept_at_once(prefix: str) -> str:
        made.append(make(prefix=prefix))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_once)
    with folder() as path:
        assert path == Path(made[1])
        assert path.is_dir()
