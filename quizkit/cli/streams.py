"""Makes the standard streams fit for use, however the process was started: closed, or in an ASCII locale."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper

ESCAPING = "quizkit-escaping"


def prepare_streams() -> None:
    """Open what is closed on the null device, and let no character be unprintable.

    A descriptor below 3 that stays free would be given to the next file that is opened, such as the log of
    answers, and whatever is printed would go there. What the locale cannot encode becomes `\\uXXXX`, which
    a JSON reader turns back.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) < 3:
        os.set_inheritable(handle, True)
    os.close(handle)
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115 - stays open as long as the process lives
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115 - the same
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115 - the same
    codecs.register_error(ESCAPING, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=ESCAPING)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: each character as JSON writes it, beyond U+FFFF as a surrogate pair."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unprintable = error.object[error.start : error.end]
    units = unprintable.encode("utf-16-be", "surrogatepass")
    pairs = (units[place : place + 2] for place in range(0, len(units), 2))
    return "".join(f"\\u{int.from_bytes(pair):04x}" for pair in pairs), error.end
