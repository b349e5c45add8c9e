"""Bytes to text: regular files only, size-capped, UTF-8 only."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from quizkit.source.collector import Collector

MOST_BYTES = 2_000_000
# What YAML 1.1 does not call printable; a pattern of all that it does would take 4 ms to compile.
_REFUSED = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"


def read(path: Path, into: Collector) -> bytes | None:
    """What `path` holds, or None after a finding that says why not. Never blocks on a FIFO."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        reason = error.strerror or str(error)
        into.add("unreadable", 1, f"The file cannot be opened: {reason}.", "Check its name and permissions.")
        return None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            into.add("not-a-file", 1, "This is not a regular file.", "Name a YAML file.")
            return None
        if status.st_size > MOST_BYTES:
            _too_large(into)
            return None
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        into.add("unreadable", 1, f"The file cannot be read: {reason}.", "Check the disk and try again.")
        return None
    finally:
        os.close(handle)


def _too_large(into: Collector) -> None:
    limit = MOST_BYTES // 1_000_000
    into.add("too-large", 1, f"The file is larger than {limit} MB.", "Split it into several topics.")


def decode(data: bytes, into: Collector) -> str | None:
    """`data` as text, or None after a finding that names the encoding it seems to have."""
    if len(data) > MOST_BYTES:
        _too_large(into)
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        into.add("encoding", 1, "The file is UTF-16, not UTF-8.", "Save it as UTF-8.")
        return None
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        into.add("encoding", line, "The file holds NUL bytes, so it is no UTF-8 text.", "Save it as UTF-8.")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        message = "The file begins with a byte order mark, which is ignored."
        into.add("byte-order-mark", 1, message, "Save it as UTF-8 without one.", severity="note")
        data = data[3:]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Byte 0x{data[error.start]:02x} is not UTF-8; the file may be Latin-1 or Windows-1252."
        into.add("encoding", line, message, "Save it as UTF-8.")
        return None
    return _without_controls(text, into)


def _without_controls(text: str, into: Collector) -> str | None:
    found = list(re.finditer(_REFUSED, text))  # re keeps it compiled, for whoever reads YAML
    for hit in found:
        line = text.count("\n", 0, hit.start()) + 1
        message = f"The control character U+{ord(hit.group()):04X} is not allowed in YAML."
        into.add("control-character", line, message, "Delete it, or write it as an escape in double quotes.")
        if into.full:
            break
    return None if found else text
