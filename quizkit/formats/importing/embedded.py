"""Pictures that are written into a text itself, as `data:` addresses: taken out before the text is read."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from quizkit.formats.importing.model import Pictures, Rich

_DATA = re.compile(r"data:image/[A-Za-z+.-]{1,20};base64,([A-Za-z0-9+/=%\s]+)")
_NAME = "embedded-picture"


class _Embedded:
    """The pictures of a text by their numbers, and those that it had beside it."""

    def __init__(self, beside: Pictures) -> None:
        self._beside = beside
        self._packed: list[str] = []

    def add(self, found: re.Match[str]) -> str:
        """The address that stands for an embedded picture from now on."""
        self._packed.append(found.group(1))
        return f"{_NAME}-{len(self._packed)}"

    def get(self, address: str, /) -> bytes | None:
        """The picture's bytes; None if they are not packed as they should be."""
        number = address.removeprefix(f"{_NAME}-")
        if number == address or not number.isdecimal() or not 0 < int(number[:9]) <= len(self._packed):
            return self._beside.get(address)
        packed = b"".join(unquote_to_bytes(self._packed[int(number) - 1]).split())
        try:
            return base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            return None


def without_data(rich: Rich) -> Rich:
    """`rich` with short addresses for the pictures that its text holds."""
    if "data:image/" not in rich.text or rich.markup == "plain":
        return rich
    embedded = _Embedded(rich.pictures)
    return replace(rich, text=_DATA.sub(embedded.add, rich.text), pictures=embedded)
