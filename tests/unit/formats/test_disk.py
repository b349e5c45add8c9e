"""Whose fault it is that a file cannot be read: what a learner put there is theirs, all else the system's."""

from __future__ import annotations

import errno
import io
import os
import socket
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path

import pytest

from quizkit.formats.answers import Asked
from quizkit.formats.archives import open_archive
from quizkit.formats.disk import DiskTree
from quizkit.formats.intake import open_intake
from quizkit.formats.opening import Refusal, root_folder
from quizkit.model.answer import Program
from tests.support.users import as_ordinary_user


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Programs of ada and bob, and one of cem's named after him, in a folder that everybody may enter."""
    place = tmp_path / "handed-in"
    for learner in ("ada", "bob"):
        (place / learner).mkdir(parents=True)
        (place / learner / "program.py").write_text("x = 1")
    (place / "cem_program.py").write_text("x = 1")
    for path in (place, *place.rglob("*")):
        path.chmod(0o755)
    return place


@pytest.fixture
def tree(handed_in: Path) -> Iterator[DiskTree]:
    with root_folder(handed_in) as root:
        yield DiskTree(root)


def test_a_link_a_pipe_a_socket_and_a_folder_are_their_owners(handed_in: Path, tree: DiskTree) -> None:
    ada = handed_in / "ada"
    (ada / "link.py").symlink_to("program.py")
    (ada / "broken.py").symlink_to("nowhere")
    (ada / "folder.py").mkdir()
    os.mkfifo(ada / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listening, chdir(ada):  # a socket's path has few letters
        listening.bind("socket.py")
        for name in ("link", "broken", "folder", "pipe", "socket"):
            assert isinstance(tree.read(("ada", f"{name}.py"), 10), Refusal), name


def test_a_folder_that_is_a_link_or_a_file_is_its_owners(handed_in: Path, tree: DiskTree) -> None:
    (handed_in / "eve").symlink_to("ada")
    for name in ("eve", "cem_program.py"):
        assert isinstance(tree.names((name,)), Refusal)
        assert isinstance(tree.read((name, "program.py"), 10), Refusal)


def test_what_is_gone_is_the_systems(tree: DiskTree) -> None:
    with pytest.raises(FileNotFoundError):
        tree.read(("ada", "gone.py"), 10)
    with pytest.raises(FileNotFoundError):
        tree.names(("gone",))
    assert tree.kind(("ada", "gone.py")) == ""


@pytest.mark.parametrize("closed", ["ada", "ada/program.py"])
def test_what_the_engines_user_may_not_open_is_the_systems(
    handed_in: Path, tree: DiskTree, closed: str
) -> None:
    (handed_in / closed).chmod(0)
    with as_ordinary_user(handed_in):
        with pytest.raises(PermissionError):
            tree.read(("ada", "program.py"), 10)
        assert tree.read(("bob", "program.py"), 10) == b"x = 1"


@pytest.mark.parametrize("closed", ["ada", "ada/program.py", "cem_program.py"])
def test_one_closed_place_keeps_nobody_else_from_being_read(
    handed_in: Path, asked: Mapping[str, Asked], closed: str
) -> None:
    (handed_in / closed).chmod(0)
    whose = closed[:3]
    with open_intake(handed_in, list(asked.values()), asked) as intake, as_ordinary_user(handed_in):
        assert [one.learner for one in intake.handings] == ["ada", "bob", "cem"]
        for learner in ("ada", "bob", "cem"):
            if learner == whose:
                with pytest.raises(PermissionError):
                    intake.read(learner, 1)
            else:
                assert intake.read(learner, 1).answers == {"program": Program(code="x = 1")}


def test_a_class_is_opened_though_one_folder_is_closed(handed_in: Path, asked: Mapping[str, Asked]) -> None:
    (handed_in / "ada").chmod(0)
    with as_ordinary_user(handed_in), open_intake(Path(), list(asked.values()), asked) as intake:
        assert [one.learner for one in intake.handings] == ["ada", "bob", "cem"]
        with pytest.raises(PermissionError):
            intake.read("ada", 1)


class Failing(io.BytesIO):
    """A disk that fails once it is told to."""

    fails = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self.fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)


def test_a_disk_that_fails_below_an_archive_is_no_damaged_archive() -> None:
    disk = Failing()
    with zipfile.ZipFile(disk, "w") as packed:
        packed.writestr("a.py", "x = 1")
    tree = open_archive(disk, "work.zip")
    assert not isinstance(tree, Refusal)
    disk.fails = True
    with pytest.raises(OSError, match="Input/output error"):
        tree.read(("a.py",), 10)
    with pytest.raises(OSError, match="Input/output error"):
        open_archive(disk, "work.zip")
