"""Drives the plain front end in a real pseudo-terminal, by what it prints and what is typed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pexpect

PROGRAM = "from quizkit.cli.main import main; main()"
PROMPT = ": $"

Start = Callable[..., "pexpect.spawn[str]"]


@contextmanager
def consoles(
    state: Path, *verb: str, columns: int = 80, timeout: int = 60, cwd: Path | None = None, **always: str
) -> Iterator[Start]:
    """Starts `quizkit` with `verb` in terminals over one state folder, and ends those that are left.

    `start(*arguments)` runs it there; a `command`, if one is named, is run in its place. Environment
    variables are named `always` for all of them, or for one.
    """
    running: list[pexpect.spawn[str]] = []
    base = {**os.environ, "QUIZKIT_STATE": str(state), "TERM": "xterm", **always}

    def start(
        *arguments: str, rows: int = 24, columns: int = columns, command: str = "", **variables: str
    ) -> pexpect.spawn[str]:
        own: Sequence[str] = arguments if command else ("-c", PROGRAM, *verb, *arguments)
        child = pexpect.spawn(
            command or sys.executable,
            list(own),
            cwd=str(cwd) if cwd else None,
            env={**base, **variables},
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=timeout,
        )
        running.append(child)
        return child

    yield start
    for child in running:
        child.close(force=True)


def ended(child: pexpect.spawn[str]) -> int | None:
    """Wait for the end; the exit code, None if a signal ended it."""
    child.expect(pexpect.EOF)
    child.close()
    status: int | None = child.exitstatus
    return status


def answer(child: pexpect.spawn[str], *lines: str) -> None:
    """Answer one prompt after the other; each prompt ends with a colon."""
    for line in lines:
        child.expect(PROMPT)
        child.sendline(line)
