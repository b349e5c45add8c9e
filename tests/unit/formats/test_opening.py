"""The laws of opening what was handed in: nothing is followed, nothing odd opened, nothing big read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.opening import MAX_BYTES, Refusal, names_in, read_text, root_folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield descriptor
    os.close(descriptor)


def reason(read: str | Refusal) -> str:
    assert isinstance(read, Refusal), read
    assert read.reason[0].isupper() or read.reason[0] == "'"
    assert read.reason.endswith(".")
    return read.reason


def test_a_regular_file_is_read_without_its_byte_order_mark(folder: int, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfx = 'caf\xc3\xa9'\r\n")
    assert read_text(folder, "a.py") == "x = 'café'\r\n"


def test_a_link_is_not_followed(folder: int, tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("secret")
    (tmp_path / "link.py").symlink_to(tmp_path / "real.py")
    assert "link" in reason(read_text(folder, "link.py"))


def test_a_pipe_is_refused_and_never_waited_for(folder: int, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert "named pipe" in reason(read_text(folder, "pipe.py"))


def test_a_socket_is_refused(folder: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.py")
        assert "socket" in reason(read_text(folder, "s.py"))


def test_a_folder_in_place_of_a_file_is_refused(folder: int, tmp_path: Path) -> None:
    (tmp_path / "d.py").mkdir()
    assert "folder" in reason(read_text(folder, "d.py"))


def test_a_device_is_refused() -> None:
    device = os.open("/dev", os.O_RDONLY | os.O_DIRECTORY)
    assert "device" in reason(read_text(device, "null"))
    os.close(device)


def test_one_byte_over_the_limit_is_too_large(folder: int, tmp_path: Path) -> None:
    (tmp_path / "fits").write_bytes(b"x" * MAX_BYTES)
    (tmp_path / "over").write_bytes(b"x" * (MAX_BYTES + 1))
    assert read_text(folder, "fits") == "x" * MAX_BYTES
    assert "1 MB" in reason(read_text(folder, "over"))


def test_other_encodings_are_named_with_their_line(folder: int, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("x = 1\ny = 'é'\n".encode("latin-1"))
    assert "byte 0xe9 on line 2" in reason(read_text(folder, "a.py"))


def test_a_missing_file_is_a_refusal_too(folder: int) -> None:
    assert "could not be opened" in reason(read_text(folder, "gone.py"))


def test_hidden_files_and_caches_are_not_listed(folder: int, tmp_path: Path) -> None:
    for name in (".DS_Store", "b.py", "a.py"):
        (tmp_path / name).touch()
    (tmp_path / "__pycache__").mkdir()
    assert names_in(folder) == ["a.py", "b.py"]


def test_the_root_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, says in ((tmp_path / "none", "no folder"), (tmp_path / "file", "is a file")):
        with pytest.raises(UsageError, match=says), root_folder(path):
            pass
