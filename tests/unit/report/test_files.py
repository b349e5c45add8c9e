"""The laws of writing a report: private, and whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.report.files import private_folder, write_all_private, write_page, write_private
from tests.support.disk import full_after


def test_files_and_folders_are_the_owners_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    write_private(folder / "x", "é")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "x").stat().st_mode & 0o777 == 0o600
    assert (folder / "x").read_bytes() == "é".encode()


def test_a_file_in_the_folders_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(UsageError, match="is a file"):
        private_folder(tmp_path / "x")


def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    write_private(tmp_path / "x", "old")
    with full_after(1000), pytest.raises(OSError, match="too large") as caught:
        write_private(tmp_path / "x", "n" * 5000)
    assert caught.value.filename == str(tmp_path / "x")
    assert (tmp_path / "x").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_of_files_that_belong_together_a_full_disk_changes_none(tmp_path: Path) -> None:
    write_private(tmp_path / "x", "old")
    with full_after(1000), pytest.raises(OSError, match="too large"):
        write_all_private({tmp_path / "x": "new", tmp_path / "y": "n" * 5000})
    assert (tmp_path / "x").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_what_a_killed_run_left_of_the_same_files_is_swept(tmp_path: Path) -> None:
    kept = [".x.abcdefgh.part", ".y.abcdefgh.part", ".x.part", "x.abcdefgh.part", ".x.12345678.part"]
    for name in (".x.k_123456.part", *kept[:-1]):
        (tmp_path / name).write_text("a key")
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / ".x.abcdefgh.part").touch()  # somebody may be writing to it now
    (tmp_path / ".x.12345678.part").symlink_to("gone")
    os.utime(tmp_path / ".x.12345678.part", (1, 1), follow_symlinks=False)
    write_all_private({tmp_path / "x": "new"})
    assert {path.name for path in tmp_path.iterdir()} == {"x", *kept}


def test_a_page_that_says_the_same_is_not_touched(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(page, "one")
    before = page.stat().st_mtime_ns, page.stat().st_ino
    write_page(page, "one")
    assert (page.stat().st_mtime_ns, page.stat().st_ino) == before
    write_page(page, "two")
    assert page.read_text() == "two"
    assert page.stat().st_mode & 0o777 == 0o600


def test_a_page_that_cannot_be_written_stays_as_it_was_and_leaves_no_part(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(page, "one")
    with pytest.raises(UnicodeEncodeError):
        write_page(page, "\ud800")
    assert page.read_text() == "one"
    assert list(tmp_path.iterdir()) == [page]
