"""Reading a frame takes time in proportion to its length, whatever stands in it."""

from __future__ import annotations

import struct

import pytest

from quizkit.sandbox.wire import Malformed, decoded


def test_an_open_string_of_millions_of_escapes_is_read_once() -> None:
    """A reader that goes back and tries again would think for days: then this test does not end."""
    tree = b"," * 700_000 + b'"' + b'\\"' * 7_000_000
    with pytest.raises(Malformed):
        decoded(struct.pack("<4sHHIQ", b"QKWF", 1, 0, len(tree), 0) + tree)
