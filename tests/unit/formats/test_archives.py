"""The laws of archives: what one holds stays in it, has a bound, and costs nobody else."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any  # the fixture's own type lives in conftest.py, which tests cannot import

import pytest

from quizkit.errors import UsageError
from quizkit.formats.answers import Asked
from quizkit.formats.archives import ZipTree, open_archive
from quizkit.formats.intake import open_intake
from quizkit.formats.opening import Refusal
from quizkit.model.answer import Program

ReadWhole = Callable[[Path], Any]
Members = list[tuple[str | zipfile.ZipInfo, bytes]]


def packed(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def tree_of(members: Members) -> ZipTree:
    tree = open_archive(io.BytesIO(packed(members)), "x.zip")
    assert isinstance(tree, ZipTree)
    return tree


def with_mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def reason(read: bytes | Refusal) -> str:
    assert isinstance(read, Refusal), read
    return read.reason


def test_a_zip_of_folders_is_read_as_folders_are(tmp_path: Path, read_whole: ReadWhole) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(packed([("ada/program.py", b"x = 1"), ("bob/program.py", b"x = 2")]))
    whole = read_whole(path)
    assert whole.layout == "a folder per learner, in a zip"
    assert whole.contents["bob", 1].answers == {"program": Program(code="x = 2")}


def test_what_a_mac_adds_is_passed_over_and_so_is_the_folder_around(
    tmp_path: Path, read_whole: ReadWhole
) -> None:
    names = (
        "class/ada/program.py",
        "__MACOSX/class/ada/._program.py",
        "class/.DS_Store",
        "class/ada/.DS_Store",
    )
    (tmp_path / "c.zip").write_bytes(packed([(name, b"x = 1") for name in names]))
    whole = read_whole(tmp_path / "c.zip")
    assert list(whole.handings) == ["ada"]
    assert whole.findings == ()
    assert whole.contents["ada", 1].findings == ()


def test_a_zip_of_one_learner_with_a_folder_is_that_learner(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "c.zip").write_bytes(packed([("ada/program.py", b"x = 1"), ("ada/old/a.py", b"")]))
    assert list(read_whole(tmp_path / "c.zip").handings) == ["ada"]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "ada/../bob/program.py", "..\\program.py", "C:/x.py", "ada//program.py", "a/" * 30],
)
def test_a_name_that_leads_out_is_left_out_with_a_finding(name: str) -> None:
    tree = tree_of([("bob/program.py", b"x = 1"), (name + "x", b"evil")])
    assert [one.code for one in tree.findings] == ["unsafe-name"]
    assert tree.names(()) == ["bob"]
    assert tree.names(("bob",)) == ["program.py"]


@pytest.mark.parametrize(
    ("mode", "says"), [(stat.S_IFLNK, "link"), (stat.S_IFIFO, "special"), (stat.S_IFCHR, "special")]
)
def test_links_and_devices_are_refused(mode: int, says: str) -> None:
    tree = tree_of([(with_mode("a.py", mode | 0o777), b"/etc/passwd")])
    assert says in reason(tree.read(("a.py",), 100))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.py", "./a.py", "a.py/"])
def test_a_name_that_stands_twice_is_refused(second: str) -> None:
    tree = tree_of([("a.py", b"1"), (second, b"2"), ("b.py", b"3")])
    if not tree.findings:
        assert "twice" in reason(tree.read(("a.py",), 100))
    assert tree.read(("b.py",), 100) == b"3"


def test_one_name_in_two_spellings_of_unicode_stands_twice() -> None:
    tree = tree_of([("Zo\u00eb.py", b"1"), ("Zoe\u0308.py", b"2")])
    assert "twice" in reason(tree.read(("Zo\u00eb.py",), 100))


def test_names_that_differ_in_case_stay_apart() -> None:
    tree = tree_of([("a.py", b"1"), ("A.py", b"2")])
    assert (tree.read(("a.py",), 100), tree.read(("A.py",), 100)) == (b"1", b"2")


def test_a_file_that_is_a_folder_too_takes_nothing_else_with_it() -> None:
    tree = tree_of([("a", b"1"), ("a/b.py", b"2"), ("c.py", b"3")])
    assert [one.code for one in tree.findings] == ["unsafe-name"]
    assert tree.read(("c.py",), 100) == b"3"


def test_a_bomb_is_decompressed_no_further_than_the_limit() -> None:
    tree = tree_of([("bomb.py", b"\0" * 50_000_000)])
    read = tree.read(("bomb.py",), 1000)
    assert isinstance(read, bytes)
    assert len(read) == 1001


def test_a_header_that_lies_about_the_size_gives_nothing() -> None:
    data = bytearray(packed([("a.py", b"x" * 1000)]))
    place = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, place + 24, 10)
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "damaged" in reason(tree.read(("a.py",), 100_000))


def test_members_that_share_their_bytes_are_refused() -> None:
    data = bytearray(packed([("a.py", b"x = 1"), ("b.py", b"x = 2"), ("c.py", b"x = 3")]))
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 0)
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "overlaps" in reason(tree.read(("a.py",), 100))
    assert "overlaps" in reason(tree.read(("b.py",), 100))
    assert tree.read(("c.py",), 100) == b"x = 3"


def test_encrypted_members_say_so() -> None:
    data = bytearray(packed([("a.py", b"x = 1")]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + flags] |= 1
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "without a password" in reason(tree.read(("a.py",), 100))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_of_packing_are_refused_unread(method: int) -> None:
    tree = open_archive(io.BytesIO(packed([("a.py", b"\0" * 1000)], method)), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "common zip" in reason(tree.read(("a.py",), 100))


def test_damage_to_one_member_is_that_members_alone() -> None:
    data = bytearray(packed([("a.py", b"x = 1 + 1"), ("b.py", b"x = 2")], zipfile.ZIP_STORED))
    data[data.find(b"x = 1")] = 0
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "damaged" in reason(tree.read(("a.py",), 100))
    assert tree.read(("b.py",), 100) == b"x = 2"


def test_backslashes_part_folders_as_old_windows_tools_meant_them() -> None:
    tree = tree_of([("ada\\program.py", b"x = 1")])
    assert tree.read(("ada", "program.py"), 100) == b"x = 1"


def test_a_zip_named_after_its_learner_is_theirs(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "ada_k.zip").write_bytes(packed([("program.py", b"x = 1")]))
    assert read_whole(tmp_path).contents["ada_k", 1].answers == {"program": Program(code="x = 1")}


def test_names_that_are_utf8_without_saying_so_are_read_as_they_were_meant() -> None:
    data = packed([("Zo\u00eb.py", b"1")])
    for mark, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        place = data.find(mark) + flags
        data = data[:place] + b"\0" + data[place + 1 :]
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert tree.names(()) == ["Zo\u00eb.py"]


def test_an_archive_of_too_many_members_is_refused_before_they_are_listed() -> None:
    data = packed([(f"{number}.py", b"") for number in range(50)])
    assert "more than 40 files" in reason(open_archive(io.BytesIO(data), "x", 40))  # type: ignore[arg-type]  # never a tree here
    directory = bytearray(packed([("a.py", b"")]))
    struct.pack_into("<L", directory, directory.rfind(b"PK\x05\x06") + 12, 1_000_000)
    assert "lists more than" in reason(open_archive(io.BytesIO(directory), "x", 40))  # type: ignore[arg-type]  # never a tree here


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"no zip at all"])
def test_a_damaged_zip_is_one_sentence(tmp_path: Path, asked: dict[str, Asked], data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with (
        pytest.raises(UsageError, match="damaged or is no zip"),
        open_intake(tmp_path / "x.zip", list(asked.values()), asked),
    ):
        pass


def test_a_learners_own_zip_is_opened_and_one_within_it_is_not(tmp_path: Path, read_whole: ReadWhole) -> None:
    inner = packed([("hw/program.py", b"x = 1"), ("hw/more.zip", packed([("program.py", b"x = 2")]))])
    (tmp_path / "c.zip").write_bytes(packed([("ada/mine.zip", inner), ("bob/program.py", b"x = 3")]))
    whole = read_whole(tmp_path / "c.zip")
    assert whole.contents["ada", 1].answers == {"program": Program(code="x = 1")}
    assert [one.file for one in whole.contents["ada", 1].findings] == ["ada/mine.zip/more.zip"]


def test_a_loose_file_counts_before_one_in_a_zip(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "program.py").write_text("x = 1")
    (tmp_path / "ada" / "a.zip").write_bytes(packed([("program.py", b"x = 2")]))
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers["program"] == Program(code="x = 1")
    assert [one.code for one in contents.findings] == ["handed-in-twice"]


def test_a_learners_damaged_zip_refuses_what_nothing_else_answers(
    tmp_path: Path, read_whole: ReadWhole
) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "program.py").write_text("x = 1")
    (tmp_path / "ada" / "a.zip").write_bytes(b"PK\x03\x04")
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers["program"] == Program(code="x = 1")
    assert "a.zip: The archive is damaged" in contents.answers["one"].reason


def test_what_one_attempt_unpacks_is_bounded(tmp_path: Path, read_whole: ReadWhole) -> None:
    own = tmp_path / "ada"
    own.mkdir()
    for number in range(5):
        (own / f"{number}.ipynb").write_bytes(b" " * 19_000_000)
    (own / "program.py").write_text("x = 1")
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers["program"] == Program(code="x = 1")
    assert any("together larger than 60 MB" in one.message for one in contents.findings)


def test_threads_read_one_archive_at_once(tmp_path: Path, asked: dict[str, Asked]) -> None:
    members: Members = [(f"{i:03}/program.py", f"x = {i}".encode() * 500) for i in range(100)]
    (tmp_path / "c.zip").write_bytes(packed(members))
    with (
        open_intake(tmp_path / "c.zip", list(asked.values()), asked) as intake,
        ThreadPoolExecutor(8) as pool,
    ):
        read = list(pool.map(lambda one: intake.read(one.learner, 1), intake.handings))
    assert [one.answers["program"] for one in read] == [Program(code=f"x = {i}" * 500) for i in range(100)]


def test_the_checksum_of_a_member_read_whole_is_checked() -> None:
    data = bytearray(packed([("a.py", b"x = 1")], zipfile.ZIP_STORED))
    struct.pack_into("<L", data, data.find(b"PK\x01\x02") + 16, zlib.crc32(b"other"))
    tree = open_archive(io.BytesIO(data), "x.zip")
    assert isinstance(tree, ZipTree)
    assert "damaged" in reason(tree.read(("a.py",), 100))
