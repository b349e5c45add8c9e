"""Reads the words of a PDF back, page by page, by its own maps from glyphs to characters."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]*)>(?=[^>])|(\bET\b)")
_WITHIN = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_pages(pdf: bytes) -> list[str]:
    """The words of each page, in the order in which they are set; blanks where a run of words ends."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = []
    for body in objects.values():
        contents = re.search(rb"/Contents (\d+) 0 R", body)
        if b"/Type/Page/" not in body.replace(b" ", b"").replace(b"\n", b"") or contents is None:
            continue
        fonts = {name: _letters(objects, int(font)) for name, font in _fonts(objects, body)}
        pages.append(_words(_stream(objects[int(contents[1])]), fonts))
    return pages


def _fonts(objects: dict[int, bytes], page: bytes) -> list[tuple[bytes, bytes]]:
    resources = re.search(rb"/Resources (\d+) 0 R", page)
    holder = objects[int(resources[1])] if resources else page
    return re.findall(rb"/(f\d+) (\d+) 0 R", holder)


def _letters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    cmap = _stream(objects[int(found[1])]) if found else b""
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(word.decode()).decode("utf-16-be")
        for glyph, word in _PAIR.findall(cmap)
        if len(word) % 4 == 0
    }


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _words(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    words, font, at = "", dict[bytes, str](), 0
    while found := _SHOWN.search(content, at):
        at = found.end()
        raw = b""
        if found[1]:
            font = fonts[found[1]]
        elif found[2]:
            raw, at = _string(content, at)
        elif found[3]:
            raw = bytes.fromhex(found[3].decode())
        else:
            words += "\n"
        words += "".join(font.get(raw[place : place + 2], "") for place in range(0, len(raw), 2))
    return words


def _string(content: bytes, begin: int) -> tuple[bytes, int]:
    """The bytes of a literal string, in which brackets that match need no escape, and where it ends."""
    depth = 1
    for found in _WITHIN.finditer(content, begin):
        depth += {b"(": 1, b")": -1}.get(found.group(), 0)
        if depth == 0:
            return _ESCAPE.sub(_unescaped, content[begin : found.start()]), found.end()
    raise ValueError("a string that does not end")


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said.isdigit():
        return bytes([int(said, 8) & 255])
    return b"" if said.endswith(b"\n") else _NAMED.get(said, said)
