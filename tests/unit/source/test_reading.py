"""Files that cannot be taken get one finding that says why; none blocks, none raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import BaseModel

from quizkit import source


class Note(BaseModel):
    """The smallest model."""

    says: str


def codes(path: Path) -> list[str]:
    """The codes of the findings on `path`."""
    return [finding.code for finding in source.load(path, Note).findings]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("says: größer".encode("latin-1"), "encoding", 1),
        (b"# fine\nsays: \xff", "encoding", 2),
        ("says: x".encode("utf-16"), "encoding", 1),
        ("says: x".encode("utf-16-le"), "encoding", 1),
        (b"says: \x00x", "encoding", 1),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding", 3),
        (b"says: \x1b[31mred", "control-character", 1),
        (b"", "empty-file", 1),
        (b"# only a comment\n", "empty-file", 1),
        (b"just some prose", "not-a-mapping", 1),
        (b"- a\n- b\n", "not-a-mapping", 1),
    ],
)
def test_a_file_that_is_no_yaml_mapping_gets_its_own_code(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    path = tmp_path / "note.yaml"
    path.write_bytes(content)
    loaded = source.load(path, Note)
    assert loaded.value is None
    assert [(finding.code, finding.line) for finding in loaded.findings] == [(code, line)]
    assert str(loaded.findings[0]).startswith(f"{path}:{line}: {code} ")


def test_a_byte_order_mark_is_a_note_and_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "note.yaml"
    path.write_bytes(b"\xef\xbb\xbfsays: x")
    loaded = source.load(path, Note)
    assert loaded.value == Note(says="x")
    assert [(finding.code, finding.severity) for finding in loaded.findings] == [("byte-order-mark", "note")]


def test_fifty_megabytes_are_refused_by_their_size(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert codes(path) == ["too-large"]


def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert codes(path) == ["not-a-file"]


def test_folders_and_missing_files_are_findings(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["not-a-file"]
    assert codes(tmp_path / "missing.yaml") == ["unreadable"]


def test_a_link_to_a_file_elsewhere_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("says: x")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    assert source.load(tmp_path / "link.yaml", Note).value == Note(says="x")
