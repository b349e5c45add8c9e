"""A zip archive as a tree of files: nothing is unpacked to disk, no header is believed, sizes are bounded.

Only what systems write is read: stored and deflated members, without a password. The other methods of packing
decompress in steps whose size a bound could not limit.
"""

from __future__ import annotations

import errno
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import IO

from quizkit.formats.notes import capped, note, shown
from quizkit.formats.opening import Refusal, is_ignored
from quizkit.formats.trees import FILE, FOLDER, LINK, Parts
from quizkit.model.finding import Finding

MAX_MEMBERS = 200_000
MAX_NESTED_MEMBERS = 5_000
_PER_MEMBER = 400  # bytes of the archive's directory; a member's name and figures take about 150
_MAX_NAME, _MAX_DEPTH = 255, 20
_UTF8 = 0x800  # the flag that a member's name is UTF-8
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    OverflowError,
)

_TWICE, _OVERLAPS = "name that stands twice", "member that overlaps another"
_LOCKED, _PACKED = "encrypted file", "file packed in an unusual way"
_REMEDIES = {
    _TWICE: "hand in one file of this name",
    _OVERLAPS: "pack the files again",
    _LOCKED: "pack the files without a password",
    _PACKED: "pack the files again as a common zip",
}


class ZipTree:
    """The members of one archive. Made by `open_archive`."""

    is_archive = True

    def __init__(self, packed: zipfile.ZipFile, label: str) -> None:
        self._packed = packed
        self._lock = Lock()
        self._kinds: dict[Parts, str] = {(): FOLDER}
        self._members: dict[Parts, zipfile.ZipInfo] = {}
        self._children: dict[Parts, list[str]] = {}
        self.findings: Sequence[Finding] = capped(label, list(self._index(label)))

    def names(self, at: Parts) -> list[str] | Refusal:
        """The sorted names in a folder, without hidden ones."""
        if self._kinds.get(at) != FOLDER:
            return Refusal("There is no such folder in the archive; pack it again.")
        return sorted(self._children.get(at, ()))

    def kind(self, at: Parts) -> str:
        """What is there, by a word; "" for nothing."""
        return self._kinds.get(at, "")

    def read(self, at: Parts, limit: int) -> bytes | Refusal:
        """The bytes of a regular file; one more than `limit` of them if it is larger."""
        kind = self.kind(at)
        if kind != FILE:
            remedy = _REMEDIES.get(kind, "hand in a plain copy of the file itself")
            return Refusal(f"This is a {kind or 'missing file'}, not a regular file; {remedy}.")
        try:
            with self._lock, self._packed.open(self._members[at]) as member:
                return member.read(limit + 1)
        except _DAMAGE as error:
            _raise_the_systems(error)
            return Refusal("The file is damaged within its archive; pack it again and hand it in again.")

    def _index(self, label: str) -> Iterable[Finding]:
        """Fill the tables; a finding for each member whose place in the tree cannot be told."""
        overlapping = _overlapping(self._packed)
        for member in self._packed.infolist():
            name = _name(member)
            parts = tuple(unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").split("/"))
            problem = _misplaced(name, parts)
            if problem:
                place = f"{label}/{shown(name[:_MAX_NAME])}"
                yield note("unsafe-name", place, f"{problem} It is not read.", "Pack the files again.")
            elif not any(is_ignored(part) for part in parts):
                kind = _OVERLAPS if id(member) in overlapping else _kind(member)
                yield from self._add(parts, kind, member, label)

    def _add(self, parts: Parts, kind: str, member: zipfile.ZipInfo, label: str) -> Iterable[Finding]:
        for depth in range(1, len(parts)):
            if not self._place(parts[:depth], FOLDER):
                says = "Its folder is a file as well. It is not read."
                yield note("unsafe-name", f"{label}/{shown('/'.join(parts))}", says, "Pack the files again.")
                return
        if not self._place(parts, kind) or (kind != FOLDER and parts in self._members):
            self._kinds[parts] = _TWICE
        elif kind != FOLDER:
            self._members[parts] = member

    def _place(self, parts: Parts, kind: str) -> bool:
        """Note what is there; whether nothing else was there before."""
        before = self._kinds.get(parts)
        if before is None:
            self._kinds[parts] = kind
            self._children.setdefault(parts[:-1], []).append(parts[-1])
        return before in (None, kind)


def open_archive(file: IO[bytes], label: str, most: int = MAX_MEMBERS) -> ZipTree | Refusal:
    """The archive in an open, seekable file, which stays open as long as the tree is used; or why it is none.

    `label` names it in findings; more than `most` members are refused before they are listed. Raises OSError
    if the system cannot read it.
    """
    try:
        if _directory_size(file) > most * _PER_MEMBER:
            return Refusal(f"The archive lists more than {most} files; pack only what is to be graded.")
        packed = zipfile.ZipFile(file)
        if len(packed.infolist()) > most:
            return Refusal(f"The archive holds more than {most} files; pack only what is to be graded.")
        return ZipTree(packed, label)
    except _DAMAGE as error:
        _raise_the_systems(error)
        return Refusal("The archive is damaged or is no zip; download it, or pack it, once more.")


def _raise_the_systems(error: Exception) -> None:
    """Raise what a disk or a network failed on; a damaged archive leads to places that no file has."""
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise error


def _directory_size(file: IO[bytes]) -> int:
    """How many bytes the list of members has, as the two records at the archive's end say."""
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 22 - 76))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile
    told = int(struct.unpack_from("<L", tail, end + 12)[0])
    far = end - 76  # the record for large archives stands before its own 20 bytes of locator
    if far >= 0 and tail.startswith(b"PK\x06\x06", far):
        told = int(struct.unpack_from("<Q", tail, far + 40)[0])
    return told


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name: some systems write UTF-8 without saying so."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _misplaced(name: str, parts: Parts) -> str:
    """Why a name has no place in the tree, or ""."""
    if name.startswith(("/", "\\")) or (len(parts[0]) == 2 and parts[0].endswith(":")):
        return "The name is an absolute path."
    if any(part in ("", ".", "..") for part in parts):
        return "The name leads out of its folder or has an empty part."
    if len(parts) > _MAX_DEPTH or any(len(part) > _MAX_NAME for part in parts):
        return "The name is too long or too deep."
    return ""


def _kind(member: zipfile.ZipInfo) -> str:
    mode = member.external_attr >> 16
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "special file"
    if member.filename.endswith(("/", "\\")):
        return FOLDER
    if member.flag_bits & _ENCRYPTED:
        return _LOCKED
    return FILE if member.compress_type in _METHODS else _PACKED


def _overlapping(packed: zipfile.ZipFile) -> set[int]:
    """The members whose bytes are others' too, by identity: how a small archive feigns a large one."""
    ordered = sorted(packed.infolist(), key=lambda member: member.header_offset)
    found: set[int] = set()
    widest, end = 0, 0  # the member that reaches furthest so far, and where it ends
    for member in ordered:
        if member.header_offset < end:
            found |= {widest, id(member)}
        reach = member.header_offset + _LOCAL_HEADER + member.compress_size
        if reach > end:
            widest, end = id(member), reach
    return found
