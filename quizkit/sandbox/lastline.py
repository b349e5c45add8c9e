"""Asks a run that is about to be killed which line it is in.

The answer is advice: the code under test can forge it or keep it back. So only a number is ever taken from
it, one that its text has a line for; and nobody waits for it longer than PATIENCE_S.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal

SIGNAL = signal.SIGUSR2  # at which a jail writes where it is, even from within a loop in C
PATIENCE_S = 0.1
MAX_SAID = 1 << 16
SEEN = re.compile(rb'File "<answer>", line (\d{1,6}) in ')  # innermost first; the tail shows it is complete


class LastLine:
    """Reads what a jail says about where it is, from a descriptor that does not block."""

    def __init__(self, fd: int, code: str) -> None:
        self.fd = fd
        self.code = code
        self.said = bytearray()
        self.line: int | None = None

    def ask(self, pidfd: int) -> None:
        """Send the signal. That the run has ended meanwhile is nobody's fault."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, SIGNAL)

    def take(self) -> bool:
        """Read what is there; whether there is nothing more to wait for."""
        try:
            piece = os.read(self.fd, MAX_SAID)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self.said += piece
        if found := SEEN.search(self.said):
            self.line = line_within(self.code, int(found[1]))
        return found is not None or not piece or len(self.said) >= MAX_SAID


def line_within(code: str, line: int | None) -> int | None:
    """`line` if `code` has it."""
    return line if line is not None and 1 <= line <= code.count("\n") + 1 else None
